//! What a load test is to be: its plan, and which venues it stays away from.

use super::LoadArgs;
use super::told;
use crate::commands::failure::Failure;
use crate::commands::gate;
use crate::commands::output;
use crate::commands::target;
use crate::config::{DataRoot, FeedKind, Settings, SoakFolder};
use crate::drill::load::{Limits, LoadPlan, NormalRate, Rate, listens_at};
use crate::journal::Archive;
use crate::link::SoakState;
use crate::market::SyntheticSettings;
use crate::model::{Span, Time};

/// Most times the normal rate: the venue's own limit is some six times it.
const TIMES_MAX: f64 = 100.0;

/// Later than every minute.
const NEVER: Time = Time::from_micros(i64::MAX);

/// A multiple as a person writes it.
pub(super) fn times(text: &str) -> Result<f64, String> {
    let read = text.parse().ok().filter(|times: &f64| *times > 0.0 && *times <= TIMES_MAX);
    read.ok_or_else(|| format!("write a number above 0 and up to {TIMES_MAX}"))
}

/// The plan.
///
/// # Errors
///
/// No such soak, or a plan beyond the bounds.
pub(super) fn plan(args: &LoadArgs, settings: &Settings, root: &DataRoot) -> Result<LoadPlan, Failure> {
    let rate = args.rpm.map_or(Rate::TimesNormal(args.times), Rate::PerMinute);
    let mut limits = Limits::of(&settings.rules.budget);
    if let Some(p99) = args.p99 {
        limits = limits.with_p99(Span::from_millis(p99));
    }
    LoadPlan::new(normal(args, settings, root)?, rate, args.duration, args.seed, limits).map_err(told)
}

/// The normal rate of the soak that is meant, or of the latest one; by the rules where none was measured.
fn normal(args: &LoadArgs, settings: &Settings, root: &DataRoot) -> Result<NormalRate, Failure> {
    let (soak, named) = match &args.name {
        Some(_) => (Some(target::soak(args.name.as_ref(), &args.data)?), true),
        None => (target::latest(root)?, false),
    };
    if let Some(soak) = soak {
        match measured(&soak) {
            Ok(Some(normal)) => return Ok(normal),
            Ok(None) if named => output::words(&format!(
                "{} has not run for long enough to say what is normal; its rules say it",
                soak.name()
            )),
            Ok(None) => {}
            Err(cause) if named => return Err(Failure::usage(cause)),
            Err(cause) => output::words(&format!("warning: {cause}; the rules say what is normal")),
        }
    }
    let markets = match settings.feed.kind {
        FeedKind::Synthetic { .. } => SyntheticSettings::default().markets.len(),
        FeedKind::Recording { .. } | FeedKind::Venue => 1,
    };
    Ok(NormalRate::of_rules(&settings.rules, markets))
}

fn measured(soak: &SoakFolder) -> Result<Option<NormalRate>, String> {
    let read = Archive::open(soak.path()).and_then(|archive| archive.request_minutes(Time::EPOCH, NEVER));
    let rows = read.map_err(|error| format!("what {} asked cannot be read: {error}", soak.name()))?;
    let facts = gate::shown(soak).map_err(|failure| failure.words().unwrap_or_default())?;
    Ok(NormalRate::of_soak(soak.name().as_str(), facts.normal_rpm(), &rows))
}

/// Refuses the exchange that a running soak of this data folder has in its own process.
///
/// # Errors
///
/// `url` is that of one.
pub(super) fn refuse_neighbours(url: &str, root: &DataRoot) -> Result<(), Failure> {
    let Some(port) = port_of(url) else { return Ok(()) };
    for soak in root.soaks()? {
        if let SoakState::Running { pid } = SoakState::of(soak.path())
            && listens_at(pid, port)
        {
            let cause = format!("{url} is the exchange inside the running soak {}", soak.name());
            return Err(Failure::usage(cause).hint(
                "load would trade on its account; without --config the load test serves a venue of its own",
            ));
        }
    }
    Ok(())
}

/// The port of an address that names one.
fn port_of(url: &str) -> Option<u16> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    host.rsplit_once(':')?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_multiple_is_a_number_above_zero() {
        for (text, expect) in [("2", Some(2.0)), ("0.5", Some(0.5)), ("100", Some(100.0))] {
            assert_eq!(times(text).ok(), expect);
        }
        for text in ["0", "-1", "NaN", "inf", "101", "twice", ""] {
            assert!(times(text).is_err(), "{text:?} was taken");
        }
    }

    #[test]
    fn ports_are_read_from_addresses() {
        for (url, expect) in [
            ("http://127.0.0.1:8787/api/v1", Some(8787)),
            ("http://[::1]:80", Some(80)),
            ("https://venue.example/api/v1", None),
            ("8787", None),
        ] {
            assert_eq!(port_of(url), expect, "{url}");
        }
    }
}
