//! A message to an address, signed.
//!
//! Invariant: alerts cross a network only encrypted, and go to the address that was configured: redirects are
//! not followed. What the other side answers is read no further than its status.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::header::{CONTENT_TYPE, DATE, RETRY_AFTER};
use reqwest::{Client, StatusCode, Url, redirect, retry};
use secrecy::SecretString;

use super::later::asked;
use super::{SIGNATURE_HEADER, SendFailure, SinkError, TIMESTAMP_HEADER, signature};
use crate::clock::Clock;
use crate::model::{Span, causes};

/// The addresses that `localhost` means, whatever the machine's name service says.
const LOOPBACK: [IpAddr; 2] = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];

/// The address that alerts are posted to. Its `Debug` shows neither path nor secret: a path may be one.
#[derive(Clone)]
pub struct Webhook {
    client: Client,
    url: Url,
    secret: SecretString,
    timeout: Span,
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook").field("host", &self.url.host_str()).finish_non_exhaustive()
    }
}

impl Webhook {
    /// The webhook of the sink `name` at `url`.
    pub(super) fn new(name: &str, url: &str, secret: SecretString, timeout: Span) -> Result<Self, SinkError> {
        let name = || name.to_owned();
        let url = Url::parse(url)
            .map_err(|error| SinkError::Address { name: name(), reason: error.to_string() })?;
        let local = is_loopback(&url);
        if url.scheme() != "https" && !(url.scheme() == "http" && local) {
            return Err(SinkError::Unencrypted { name: name() });
        }
        // Refused only when the process already has a provider, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder()
            .user_agent(concat!("papersoak/", env!("CARGO_PKG_VERSION")))
            .timeout(timeout.to_std())
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            // Alerts are hours apart: a connection kept in between would be a dead one.
            .pool_max_idle_per_host(0);
        if local {
            let addresses = LOOPBACK.map(|address| SocketAddr::new(address, 0));
            builder = builder.no_proxy().resolve_to_addrs("localhost", &addresses);
        }
        if url.scheme() == "http" {
            // Without encryption no certificates are needed, and a machine may have none.
            builder = builder.tls_certs_only([]);
        }
        let client = builder
            .build()
            .map_err(|error| SinkError::Client { name: name(), reason: causes(&error.without_url()) })?;
        Ok(Self { client, url, secret, timeout })
    }

    /// Posts `body` and looks at the status of the answer.
    ///
    /// Cancel safety: dropping the future loses the answer; the other side may have taken the body.
    pub(super) async fn send(&self, body: &str, clock: Clock) -> Result<(), SendFailure> {
        // The receiver compares it with its own clock, so that the wall counts and not the soak's clock.
        let timestamp_s = (clock.now() + clock.wall_offset()).as_secs();
        let request = self
            .client
            .post(self.url.clone())
            .header(CONTENT_TYPE, "application/json")
            .header(TIMESTAMP_HEADER, timestamp_s.to_string())
            .header(SIGNATURE_HEADER, signature(&self.secret, timestamp_s, body))
            .body(body.to_owned());
        match request.send().await {
            Ok(answer) => {
                let header = |name| answer.headers().get(name).and_then(|value| value.to_str().ok());
                judge(answer.status(), asked(header(RETRY_AFTER), header(DATE), clock.now()))
            }
            Err(error) if error.is_timeout() => {
                Err(SendFailure::sink(&format!("no answer within {}", self.timeout)))
            }
            Err(error) => {
                let error = error.without_url();
                Err(SendFailure::sink(&untrusted(&error).unwrap_or_else(|| causes(&error))))
            }
        }
    }
}

/// What to say of a receiver whose certificate is not accepted; none where `error` is about something else.
fn untrusted(error: &reqwest::Error) -> Option<String> {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(error) = cause {
        if let Some(rustls::Error::InvalidCertificate(why)) = error.downcast_ref() {
            return Some(format!(
                "its certificate is not trusted: {why}; nothing was sent, add who signed it to this \
                 machine's certificates"
            ));
        }
        // An error of input and output hides the one that it was made from.
        let hidden = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        cause = hidden.map(|hidden| hidden as &(dyn Error + 'static)).or_else(|| error.source());
    }
    None
}

/// What the status of an answer means that asks to wait for so long, if it does.
fn judge(status: StatusCode, wait: Option<Span>) -> Result<(), SendFailure> {
    let code = status.as_u16();
    match status {
        _ if status.is_success() => Ok(()),
        _ if status.is_redirection() => Err(SendFailure::sink(&format!(
            "it answered {code}; redirects are not followed, write the address it leads to"
        ))),
        // What is wrong with this message may not be wrong with the next one.
        StatusCode::BAD_REQUEST | StatusCode::PAYLOAD_TOO_LARGE | StatusCode::UNPROCESSABLE_ENTITY => {
            Err(SendFailure::notice(&format!("it answered {code} to this alert")))
        }
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            Err(SendFailure::sink(&format!("it answered {code}; is the secret the one that it knows?")))
        }
        _ => match wait.filter(|_| status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error()) {
            Some(wait) => {
                Err(SendFailure::Later { reason: format!("it answered {code}, not before {wait}"), wait })
            }
            None => Err(SendFailure::over(&format!("it answered {code}"))),
        },
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_encrypted_or_local_and_never_shown() {
        #[track_caller]
        fn check(url: &str, expect: bool) {
            let secret = SecretString::from("hunter2-hunter2-hunter2");
            let made = Webhook::new("phone", url, secret, Span::from_secs(1));
            assert_eq!(made.is_ok(), expect, "{url}");
            let shown = match made {
                Ok(webhook) => format!("{webhook:?}"),
                Err(error) => format!("{error} {error:?}"),
            };
            assert!(!shown.contains("hunter2") && !shown.contains("T0K3N"), "{shown}");
        }
        check("http://127.0.0.1:1/T0K3N", true);
        check("http://localhost:1/T0K3N", true);
        check("http://[::1]:1/T0K3N", true);
        check("http://hooks.example/T0K3N", false);
        check("http://127.0.0.1.example/T0K3N", false);
        check("ftp://127.0.0.1/T0K3N", false);
        check("T0K3N", false);
    }

    #[test]
    fn only_2xx_is_taken_and_only_a_bad_message_is_put_aside() {
        #[track_caller]
        fn check(code: u16, expect: Option<bool>) {
            let judged = judge(StatusCode::from_u16(code).unwrap(), None);
            let aside = judged.err().map(|failure| matches!(failure, SendFailure::Notice(_)));
            assert_eq!(aside, expect, "{code}");
        }
        for code in [200, 202, 204, 299] {
            check(code, None);
        }
        for code in [301, 302, 307, 308, 401, 403, 404, 408, 410, 429, 500, 502, 503] {
            check(code, Some(false));
        }
        for code in [400, 413, 422] {
            check(code, Some(true));
        }
    }

    #[test]
    fn who_asks_to_wait_is_heard_where_waiting_helps() {
        #[track_caller]
        fn check(code: u16, expect: bool) {
            let wait = Span::from_secs(30);
            let judged = judge(StatusCode::from_u16(code).unwrap(), Some(wait));
            let later = matches!(judged, Err(SendFailure::Later { wait: told, .. }) if told == wait);
            assert_eq!(later, expect, "{code}");
        }
        for code in [429, 500, 503] {
            check(code, true);
        }
        for code in [204, 302, 400, 401, 404] {
            check(code, false);
        }
    }
}
