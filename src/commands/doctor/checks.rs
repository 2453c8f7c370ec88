//! Everything that is not the disk: terminal, locale, clock, limits, port, key.

use std::io::IsTerminal;
use std::net::TcpListener;

use rustix::process::{Resource, getrlimit};

use super::report::{Finding, Verdict};
use crate::clock::Clock;
use crate::config::{KeyError, Settings, VenueUrl, venue_key};
use crate::model::Time;

/// Open files that a soak needs with sockets, journal, logs and the venue inside: about 60.
const FILES_MIN: u64 = 128;

/// Open files below which many viewers or clients of the venue can use them up.
const FILES_ENOUGH: u64 = 1_024;

/// 2025-01-01, before any release of this program: a clock before it is wrong.
const CLOCK_FLOOR: Time = Time::from_millis(1_735_689_600_000);

/// 2100-01-01.
const CLOCK_CEILING: Time = Time::from_millis(4_102_444_800_000);

/// The address that `soak venue` listens at by default.
const PORT: (&str, u16) = ("127.0.0.1", 8787);

/// Everything that is not the disk.
pub(super) fn all(settings: &Settings) -> Vec<Finding> {
    let variable = |name: &str| std::env::var(name).ok();
    vec![
        terminal(std::io::stdout().is_terminal(), variable("TERM").as_deref()),
        locale(variable),
        clock(Clock::start().now()),
        open_files(getrlimit(Resource::Nofile).current),
        port(),
        key(settings),
    ]
}

fn terminal(is_terminal: bool, kind: Option<&str>) -> Finding {
    match (is_terminal, kind) {
        (true, Some(kind)) if kind != "dumb" && !kind.is_empty() => Finding::good("terminal", kind),
        (true, _) => {
            Finding::bad("terminal", Verdict::Warn, "TERM is not set", "set TERM, or run --headless")
        }
        (false, _) => Finding::good("terminal", "none here; run --headless"),
    }
}

fn locale(variable: impl Fn(&str) -> Option<String>) -> Finding {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(variable).find(|value| !value.is_empty());
    let found = set.unwrap_or_else(|| "none".into());
    let plain = found.to_ascii_lowercase().replace('-', "");
    if plain.contains("utf8") {
        return Finding::good("locale", found);
    }
    Finding::bad("locale", Verdict::Warn, found, "not UTF-8, signs may be drawn wrongly; set LANG=C.UTF-8")
}

fn clock(now: Time) -> Finding {
    if CLOCK_FLOOR <= now && now < CLOCK_CEILING {
        return Finding::good("clock", now.to_string());
    }
    Finding::bad("clock", Verdict::Fail, now.to_string(), "set it, and keep it set with an NTP service")
}

fn open_files(limit: Option<u64>) -> Finding {
    let advice = "raise it with: ulimit -n 4096";
    match limit {
        None => Finding::good("open files", "no limit"),
        Some(limit @ ..FILES_MIN) => Finding::bad("open files", Verdict::Fail, limit.to_string(), advice),
        Some(limit @ FILES_MIN..FILES_ENOUGH) => {
            Finding::bad("open files", Verdict::Warn, limit.to_string(), advice)
        }
        Some(limit) => Finding::good("open files", limit.to_string()),
    }
}

fn port() -> Finding {
    let (host, number) = PORT;
    match TcpListener::bind(PORT) {
        Ok(_) => Finding::good("port", format!("{host}:{number} is free")),
        Err(cause) => {
            let found = format!("{host}:{number}: {cause}");
            Finding::bad(
                "port",
                Verdict::Warn,
                found,
                "only soak venue wants it; give it another with --listen",
            )
        }
    }
}

/// Whether the key is there. What it is, is not looked at and not shown.
fn key(settings: &Settings) -> Finding {
    let variable = &settings.venue.key_env;
    let wanted = matches!(&settings.venue.url, VenueUrl::Url(url) if url.starts_with("https://"));
    match (venue_key(variable), wanted) {
        (Ok(_), _) => Finding::good("key", format!("{variable} is set")),
        (Err(KeyError::Absent { .. }), false) => {
            Finding::good("key", format!("{variable} is not set, and this venue needs none"))
        }
        (Err(error), _) => {
            Finding::bad("key", Verdict::Fail, error.to_string(), "set it where soak is started")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_follow_from_what_is_there() {
        #[track_caller]
        fn check(finding: &Finding, expect: Verdict) {
            assert_eq!(finding.verdict, expect, "{finding:?}");
        }
        check(&terminal(true, Some("xterm")), Verdict::Good);
        check(&terminal(true, Some("dumb")), Verdict::Warn);
        check(&terminal(false, None), Verdict::Good);
        check(&locale(|name| (name == "LANG").then(|| "de_DE.UTF-8".into())), Verdict::Good);
        check(&locale(|name| Some(if name == "LC_ALL" { "C" } else { "C.UTF-8" }.into())), Verdict::Warn);
        check(&locale(|_| None), Verdict::Warn);
        check(&clock(Time::EPOCH), Verdict::Fail);
        check(&clock(CLOCK_FLOOR), Verdict::Good);
        check(&open_files(Some(64)), Verdict::Fail);
        check(&open_files(Some(256)), Verdict::Warn);
        check(&open_files(Some(4_096)), Verdict::Good);
        check(&open_files(None), Verdict::Good);
        check(&key(&Settings::default()), Verdict::Good);
    }
}
