//! Where the venue is and how long to wait for it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use reqwest::Url;
use secrecy::SecretString;

use super::resolver::LoopbackResolver;
use crate::model::{ANSWER_WITHIN, CONNECT_WITHIN, Span, TradingMode, neutralise};
use crate::venue::VenueError;

/// The addresses that `localhost` means here, whatever the machine's name service says: the proof
/// that a venue is on this machine must not depend on a file.
pub(crate) const LOOPBACK_NAMES: [IpAddr; 2] =
    [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];

/// Where a venue is, the key to it, and how long to wait for it. Its `Debug` never shows the key.
#[derive(Clone, Debug)]
pub struct VenueSettings {
    base_url: Url,
    stream_url: Url,
    key: Option<SecretString>,
    connect_timeout: Span,
    total_timeout: Span,
    resolver: Option<LoopbackResolver>,
    mode: TradingMode,
}

impl VenueSettings {
    /// Settings for the venue at `base_url` (`https://host/api/v1`): no key, the stream at
    /// `{base_url}/stream`, and the usual patience ([`CONNECT_WITHIN`], [`ANSWER_WITHIN`]).
    ///
    /// # Errors
    /// [`VenueError::Address`] when it is no HTTP address, or holds a password, query or fragment.
    pub fn new(base_url: &str) -> Result<Self, VenueError> {
        let base_url = parse(base_url, &["http", "https"])?;
        let mut stream_url = base_url.clone();
        let scheme = if base_url.scheme() == "https" { "wss" } else { "ws" };
        // Both are schemes with a host, so the change cannot be refused.
        stream_url.set_scheme(scheme).map_err(|()| address(base_url.as_str(), "it cannot have a stream"))?;
        if let Ok(mut path) = stream_url.path_segments_mut() {
            path.pop_if_empty().push("stream");
        }
        Ok(Self {
            base_url,
            stream_url,
            key: None,
            connect_timeout: CONNECT_WITHIN,
            total_timeout: ANSWER_WITHIN,
            resolver: None,
            mode: TradingMode::Paper,
        })
    }

    /// The same with a key.
    #[must_use]
    pub fn with_key(mut self, key: SecretString) -> Self {
        self.key = Some(key);
        self
    }

    /// The same with its stream at `stream_url` (`ws://…`, `wss://…`).
    ///
    /// # Errors
    /// [`VenueError::Address`] when it is no WebSocket address.
    pub fn with_stream_url(mut self, stream_url: &str) -> Result<Self, VenueError> {
        self.stream_url = parse(stream_url, &["ws", "wss"])?;
        Ok(self)
    }

    /// The same with other time-outs: until connected, and until the whole answer is there.
    #[must_use]
    pub const fn with_timeouts(mut self, connect: Span, total: Span) -> Self {
        self.connect_timeout = connect;
        self.total_timeout = total;
        self
    }

    /// The same, with orders executed as `mode` says; without this they are on paper.
    #[must_use]
    pub const fn with_mode(mut self, mode: TradingMode) -> Self {
        self.mode = mode;
        self
    }

    /// How orders are executed.
    #[must_use]
    pub const fn mode(&self) -> TradingMode {
        self.mode
    }

    /// The same with names looked up by `resolver` and nobody else. It answers addresses of this machine
    /// only, so a venue that has a name counts as being on it.
    #[must_use]
    pub fn with_resolver(mut self, resolver: LoopbackResolver) -> Self {
        self.resolver = Some(resolver);
        self
    }

    /// Whether every request stays on this machine: a host in 127.0.0.0/8, `::1` or `localhost`
    /// (which is never looked up), or a name where a [`LoopbackResolver`] looks them up, for requests
    /// and stream.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.stays_here(&self.base_url) && self.stays_here(&self.stream_url)
    }

    fn stays_here(&self, url: &Url) -> bool {
        is_loopback(url) || (self.resolver.is_some() && url.domain().is_some())
    }

    pub(crate) const fn resolver(&self) -> Option<&LoopbackResolver> {
        self.resolver.as_ref()
    }

    /// The address of the HTTP interface.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.base_url.as_str()
    }

    /// The address of the stream.
    #[must_use]
    pub fn stream_url(&self) -> &str {
        self.stream_url.as_str()
    }

    /// How long the whole answer may take.
    #[must_use]
    pub const fn total_timeout(&self) -> Span {
        self.total_timeout
    }

    pub(crate) const fn connect_timeout(&self) -> Span {
        self.connect_timeout
    }

    pub(crate) const fn key(&self) -> Option<&SecretString> {
        self.key.as_ref()
    }

    pub(crate) const fn base(&self) -> &Url {
        &self.base_url
    }

    pub(crate) const fn stream(&self) -> &Url {
        &self.stream_url
    }

    /// Refuses to carry a key unencrypted to another machine.
    pub(crate) fn check_encryption(&self) -> Result<(), VenueError> {
        let open = |url: &&Url| matches!(url.scheme(), "http" | "ws") && !self.stays_here(url);
        match [&self.base_url, &self.stream_url].into_iter().find(open) {
            Some(url) if self.key.is_some() => {
                Err(VenueError::Unencrypted { url: neutralise(url.as_str(), URL_SHOWN_MAX) })
            }
            _ => Ok(()),
        }
    }
}

/// Longest address shown in an error, in characters.
const URL_SHOWN_MAX: usize = 100;

fn address(url: &str, reason: &str) -> VenueError {
    VenueError::Address { url: neutralise(url, URL_SHOWN_MAX), reason: reason.to_owned() }
}

fn parse(text: &str, schemes: &[&str]) -> Result<Url, VenueError> {
    let url = Url::parse(text).map_err(|error| address(text, &error.to_string()))?;
    if !url.username().is_empty() || url.password().is_some() {
        // The text is not shown: what stands there may be a secret.
        return Err(address("…", "it holds a user name or password, which belong in the environment"));
    }
    if !schemes.contains(&url.scheme()) {
        return Err(address(text, &format!("its scheme is not {}", schemes.join(" or "))));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(address("…", "it holds a query or a fragment"));
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_what_stays_on_this_machine() {
        #[track_caller]
        fn check(url: &str, expect: bool) {
            assert_eq!(VenueSettings::new(url).unwrap().is_loopback(), expect, "{url}");
        }
        check("http://127.0.0.1:8787", true);
        check("http://127.9.9.9/api/v1", true);
        check("http://localhost:1", true);
        check("http://LOCALHOST:1", true);
        check("http://[::1]:8787", true);
        check("https://purpleflea.com/api/v1", false);
        check("http://localhost.example.com", false);
        check("http://127.0.0.1.example.com", false);
        check("http://10.0.0.1", false);
        check("http://0.0.0.0", false);
    }

    #[test]
    fn a_stream_elsewhere_is_not_loopback() {
        let settings = VenueSettings::new("http://127.0.0.1:1").unwrap();
        assert_eq!(settings.stream_url(), "ws://127.0.0.1:1/stream");
        assert!(!settings.with_stream_url("wss://example.com/v1").unwrap().is_loopback());
        let settings = VenueSettings::new("https://a.example/api/v1/").unwrap();
        assert_eq!(settings.stream_url(), "wss://a.example/api/v1/stream");
    }

    #[test]
    fn a_name_is_loopback_when_only_a_loopback_resolver_looks_it_up() {
        #[track_caller]
        fn check(url: &str, expect: bool) {
            let (board, clock) = (crate::fault::Board::default(), crate::clock::Clock::start());
            let resolver = LoopbackResolver::new("venue.invalid", board, clock, 1);
            let settings = VenueSettings::new(url).unwrap().with_resolver(resolver);
            assert_eq!(settings.is_loopback(), expect, "{url}");
        }
        check("http://venue.invalid:1", true);
        check("http://elsewhere.example", true);
        check("http://10.0.0.1", false);
        check("http://[2001:db8::1]", false);
        check("http://127.0.0.1", true);
    }

    #[test]
    fn addresses_that_are_none_are_refused_without_showing_secrets() {
        for url in
            ["", "purpleflea.com", "ftp://a", "http://", "https://u:hunter2@a", "https://a/?key=hunter2"]
        {
            let error = VenueSettings::new(url).expect_err(url).to_string();
            assert!(!error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn a_key_does_not_travel_in_the_open() {
        let key = || SecretString::from("pf_live_secret");
        let check = |url: &str| VenueSettings::new(url).unwrap().with_key(key()).check_encryption();
        assert!(check("http://venue.example/api/v1").is_err());
        assert!(check("https://venue.example/api/v1").is_ok());
        assert!(check("http://localhost:8787").is_ok());
    }
}
