//! `[venue]`, the part for real money: where the live account is, what it is called, and what is missing.
//!
//! One file serves the paper run and the live run that follows it, so that both have the same fingerprint.

use super::kinds::{quoted, text};
use super::schema::{Visit, is_variable, stream_url};
use super::{Settings, VenueSettings, VenueUrl, holds_key, secret_free_url};
use crate::model::TradingMode;

/// Longest name of an account, in characters: a person types it whole.
const ACCOUNT_CHARS_MAX: usize = 64;

/// Where orders go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VenueAddress<'a> {
    /// The exchange.
    pub url: &'a VenueUrl,
    /// Its stream; none for the one that belongs to it.
    pub stream_url: Option<&'a str>,
}

/// Something that a live run needs and the configuration does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lack {
    /// The key that would say it.
    pub key: &'static str,
    /// What is missing, and why.
    pub text: &'static str,
}

impl VenueSettings {
    /// Where orders of `mode` go. The stream of a paper venue is never that of a live one elsewhere.
    #[must_use]
    pub fn address(&self, mode: TradingMode) -> VenueAddress<'_> {
        let (url, stream_url) = match (mode, &self.live_url, &self.live_stream_url) {
            (TradingMode::Live, Some(url), stream) => (url, stream),
            (TradingMode::Live, None, stream @ Some(_)) => (&self.url, stream),
            (TradingMode::Paper, ..) | (TradingMode::Live, None, None) => (&self.url, &self.stream_url),
        };
        VenueAddress { url, stream_url: stream_url.as_deref() }
    }

    /// The same with what evidence does not depend on as it is in `plain`.
    pub(super) fn what_matters(&self, plain: Self) -> Self {
        let elsewhere = self.address(TradingMode::Live) != self.address(TradingMode::Paper);
        let live = self.address(TradingMode::Live);
        Self {
            key_env: plain.key_env,
            live_key_env: plain.live_key_env,
            live_account: plain.live_account,
            // However it is spelt that both are one place.
            live_url: elsewhere.then(|| live.url.clone()),
            live_stream_url: live.stream_url.filter(|_| elsewhere).map(str::to_owned),
            ..self.clone()
        }
    }
}

impl Settings {
    /// What is missing for a live run, all of it.
    #[must_use]
    pub fn lacks_for_live(&self) -> Vec<Lack> {
        let venue = &self.venue;
        let mut lacks = Vec::new();
        let mut needs = |said: bool, key, text| {
            if !said {
                lacks.push(Lack { key, text });
            }
        };
        needs(
            *venue.address(TradingMode::Live).url != VenueUrl::Embedded,
            "venue.live_url",
            "a live run needs the address of the live account; the embedded exchange has no real money",
        );
        needs(
            venue.live_key_env.is_some(),
            "venue.live_key_env",
            "a live run needs the name of the environment variable that holds the live account's key",
        );
        needs(
            venue.live_account.is_some(),
            "venue.live_account",
            "a live run needs the live account's name, which the operator types to begin",
        );
        lacks
    }
}

/// Walks the keys for real money.
pub(super) fn visit(venue: &mut VenueSettings, variable: &str, visitor: &mut impl Visit) {
    let url = text(
        "an https:// address, or an http:// address on this machine; without user name, query or fragment",
        |url| {
            let address = || Some(VenueUrl::Url(url.trim_end_matches('/').to_owned()));
            secret_free_url(url, "http").then(address)
        },
        |url| match url {
            Some(VenueUrl::Url(url)) => Some(quoted(url)),
            Some(VenueUrl::Embedded) | None => None,
        },
    );
    let key_env = text(
        variable,
        |name| is_variable(name).then(|| Some(name.to_owned())),
        |name| name.as_ref().map(|name| quoted(name)),
    );
    let account = text(
        "the live account's name: 1 to 64 visible ASCII characters, blanks only between them",
        |name| is_account(name).then(|| Some(name.to_owned())),
        |name| name.as_ref().map(|name| quoted(name)),
    );
    visitor.field("live_url", &url.hidden(), &mut venue.live_url);
    visitor.field("live_stream_url", &stream_url().hidden(), &mut venue.live_stream_url);
    visitor.field("live_key_env", &key_env.hidden(), &mut venue.live_key_env);
    visitor.field("live_account", &account.hidden(), &mut venue.live_account);
}

/// Whether a person can read and type `name`, and it is no key.
fn is_account(name: &str) -> bool {
    (1..=ACCOUNT_CHARS_MAX).contains(&name.len())
        && name.trim() == name
        && name.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
        && !holds_key(name)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn settings(text: &str) -> Settings {
        Settings::parse(Path::new("soak.toml"), text).unwrap().settings
    }

    #[test]
    fn orders_of_each_mode_have_their_own_address() {
        #[track_caller]
        fn check(lines: &[&str], paper: (&str, Option<&str>), live: (&str, Option<&str>)) {
            let settings = settings(&lines.join("\n"));
            for (mode, (url, stream_url)) in [(TradingMode::Paper, paper), (TradingMode::Live, live)] {
                let url = match url {
                    "embedded" => VenueUrl::Embedded,
                    url => VenueUrl::Url(url.to_owned()),
                };
                let expect = VenueAddress { url: &url, stream_url };
                assert_eq!(settings.venue.address(mode), expect, "{mode:?} of {lines:?}");
            }
        }
        let (paper, live) = ("venue.url = \"https://p.example\"", "venue.live_url = \"https://l.example/\"");
        let streams =
            ["venue.stream_url = \"wss://p.example/s\"", "venue.live_stream_url = \"wss://l.example/s\""];
        let (p, l) = ("https://p.example", "https://l.example");
        let (ps, ls) = (Some("wss://p.example/s"), Some("wss://l.example/s"));
        check(&[], ("embedded", None), ("embedded", None));
        check(&[live], ("embedded", None), (l, None));
        check(&[paper], (p, None), (p, None));
        check(&[paper, streams[0]], (p, ps), (p, ps));
        check(&[paper, streams[1]], (p, None), (p, ls));
        check(&[paper, live], (p, None), (l, None));
        check(&[paper, live, streams[0]], (p, ps), (l, None));
        check(&[paper, live, streams[0], streams[1]], (p, ps), (l, ls));
    }

    #[test]
    fn the_same_place_spelt_in_another_way_has_the_same_fingerprint() {
        let print = |text: &str| settings(text).fingerprint();
        let paper = "venue.url = \"https://p.example\"";
        assert_eq!(print(paper), print(&format!("{paper}\nvenue.live_url = \"https://p.example/\"")));
        assert_ne!(print(paper), print(&format!("{paper}\nvenue.live_url = \"https://l.example\"")));
    }

    #[test]
    fn every_lack_is_named() {
        let keys =
            |text: &str| settings(text).lacks_for_live().into_iter().map(|lack| lack.key).collect::<Vec<_>>();
        assert_eq!(keys(""), ["venue.live_url", "venue.live_key_env", "venue.live_account"]);
        assert_eq!(keys("venue.url = \"https://p.example\""), ["venue.live_key_env", "venue.live_account"]);
        let whole =
            "[venue]\nlive_url = \"https://l.example\"\nlive_key_env = \"L\"\nlive_account = \"main\"";
        assert_eq!(keys(whole), [""; 0]);
    }
}
