//! Sending one request and bringing its end back, whatever it is.

use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Once};
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{Client, Response, redirect, retry};
use secrecy::ExposeSecret;

use super::address;
use super::classify::{Body, classify};
use super::dates::VenueDates;
use super::quota::QuotaSeen;
use super::settings::{LOOPBACK_NAMES, VenueSettings};
use crate::clock::Clock;
use crate::event::{Call, Failure, Outcome, Reply, Request};
use crate::model::{causes, neutralise};
use crate::venue::VenueError;
use crate::venue::wire::TEXT_LENGTH_MAX;

/// Largest body read, in bytes. The longest honest answer is a page of fills, some 200 KiB.
pub(super) const BODY_BYTES_MAX: usize = 1 << 20;

/// Idle connections kept: one for each lane, and one for the request that is just ending.
const CONNECTIONS_IDLE_MAX: usize = 4;

/// How long a connection to another machine is kept idle. Shorter than the five seconds after which
/// common servers hang up: an order that meets a closing connection would become UNKNOWN.
const IDLE_REMOTE: Duration = Duration::from_secs(4);

/// How long a connection on this machine is kept idle; the paper exchange does not hang up.
const IDLE_LOOPBACK: Duration = Duration::from_secs(60);

/// Sends requests to one venue. Cheap to clone; clones share their connections.
#[derive(Clone)]
pub struct VenueClient {
    client: Client,
    settings: VenueSettings,
    clock: Clock,
    dates: VenueDates,
}

impl fmt::Debug for VenueClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VenueClient").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl VenueClient {
    /// A client for the venue of `settings`; it reads the time from `clock`.
    ///
    /// # Errors
    /// When the key cannot be sent, or would be sent unencrypted to another machine, or the system
    /// has no root certificates for an encrypted address.
    pub fn new(settings: VenueSettings, clock: Clock) -> Result<Self, VenueError> {
        settings.check_encryption()?;
        install_tls();
        let loopback = settings.is_loopback();
        let mut builder = Client::builder()
            .user_agent(concat!("papersoak/", env!("CARGO_PKG_VERSION")))
            .default_headers(authorization(&settings)?)
            .connect_timeout(settings.connect_timeout().to_std())
            .timeout(settings.total_timeout().to_std())
            .redirect(redirect::Policy::none())
            // A request that may have happened is the engine's to repeat, never the library's.
            .retry(retry::never())
            .pool_max_idle_per_host(CONNECTIONS_IDLE_MAX)
            .pool_idle_timeout(if loopback { IDLE_LOOPBACK } else { IDLE_REMOTE })
            .tcp_nodelay(true);
        if loopback {
            let addresses = LOOPBACK_NAMES.map(|address| SocketAddr::new(address, 0));
            builder = builder.no_proxy().resolve_to_addrs("localhost", &addresses);
        }
        if let Some(resolver) = settings.resolver() {
            builder = builder.dns_resolver(Arc::new(resolver.clone()));
        }
        if settings.base().scheme() == "http" {
            // Without encryption no certificates are needed, and a machine may have none.
            builder = builder.tls_certs_only([]);
        }
        let client = builder.build().map_err(|error| VenueError::Client { reason: causes(&error) })?;
        Ok(Self { client, settings, clock, dates: VenueDates::default() })
    }

    /// The settings it was made with.
    #[must_use]
    pub const fn settings(&self) -> &VenueSettings {
        &self.settings
    }

    /// What the venue's answers say of its clock.
    #[must_use]
    pub fn dates(&self) -> VenueDates {
        self.dates.clone()
    }

    /// Sends `request` once and brings back how it ended, within the total time-out.
    ///
    /// Cancel safety: dropping the future loses the answer, not the effect; the request may have
    /// reached the venue.
    pub async fn send(&self, request: &Request) -> Reply {
        self.send_and_look(request).await.0
    }

    /// The same, with what the answer's headers say of the rate limit.
    ///
    /// Cancel safety: as [`Self::send`].
    pub async fn send_and_look(&self, request: &Request) -> (Reply, QuotaSeen) {
        let sent_at = self.clock.now();
        let (outcome, quota) = self.outcome(&request.call).await;
        (Reply { request: request.id, sent_at, outcome }, quota)
    }

    /// Asks for `path` once.
    pub(super) async fn get(&self, path: &str) -> Result<Response, String> {
        let mut url = self.settings.base().clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push(path);
        }
        self.client.get(url).send().await.map_err(|error| causes(&error.without_url()))
    }

    async fn outcome(&self, call: &Call) -> (Outcome, QuotaSeen) {
        let unknown = |failure, detail: &str| (failed(failure, detail), QuotaSeen::default());
        let request = match address::request(&self.client, &self.settings, call) {
            Ok(request) => request,
            Err(error) => return unknown(Failure::NotSent, &error.to_string()),
        };
        let sent_at = self.clock.now();
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => return unknown(failure(&error), &causes(&error.without_url())),
        };
        let (status, headers) = (response.status(), response.headers().clone());
        // The way takes as long as it does on the clock that nobody sets; whether the venue's clock is that of
        // this machine is asked of the one that people read.
        let (received_at, wall) = (self.clock.now(), self.clock.wall_offset());
        self.dates.hear(&headers, sent_at + wall, received_at + wall);
        let body = body(response).await;
        (
            classify(call, status, &headers, &body, self.clock.now(), self.settings.mode()),
            QuotaSeen::of(&headers),
        )
    }
}

/// Installs the one cryptography provider; the second time nothing happens.
pub(crate) fn install_tls() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Refused only when the process already has a provider, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

fn authorization(settings: &VenueSettings) -> Result<HeaderMap, VenueError> {
    let mut headers = HeaderMap::new();
    if let Some(value) = bearer(settings)? {
        headers.insert(AUTHORIZATION, value);
    }
    Ok(headers)
}

/// The value of the `Authorization` header, marked so that nothing prints it.
pub(crate) fn bearer(settings: &VenueSettings) -> Result<Option<HeaderValue>, VenueError> {
    let Some(key) = settings.key() else { return Ok(None) };
    let text = format!("Bearer {}", key.expose_secret());
    let mut value = HeaderValue::from_str(&text).map_err(|_| VenueError::Key)?;
    value.set_sensitive(true);
    Ok(Some(value))
}

/// What an error before the head of an answer means. Only what failed before a connection stood is
/// sure not to have left.
fn failure(error: &reqwest::Error) -> Failure {
    if error.is_builder() || error.is_connect() {
        Failure::NotSent
    } else if error.is_timeout() {
        Failure::TimedOut
    } else {
        Failure::Disconnected
    }
}

pub(super) async fn body(mut response: Response) -> Body {
    let announced = response.content_length().unwrap_or(0);
    let mut bytes = Vec::new();
    let too_large =
        || Body::Broken(Failure::Malformed, format!("a body of more than {BODY_BYTES_MAX} bytes"));
    if usize::try_from(announced).is_ok_and(|length| length > BODY_BYTES_MAX) {
        return too_large();
    }
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() > BODY_BYTES_MAX => return too_large(),
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => return Body::Complete(bytes),
            Err(error) => {
                let failure = if error.is_timeout() { Failure::TimedOut } else { Failure::Disconnected };
                let detail =
                    format!("a body cut short after {} bytes: {}", bytes.len(), causes(&error.without_url()));
                return Body::Broken(failure, detail);
            }
        }
    }
}

fn failed(failure: Failure, detail: &str) -> Outcome {
    Outcome::Failed { failure, detail: neutralise(detail, TEXT_LENGTH_MAX) }
}
