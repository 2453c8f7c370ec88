//! The key is in the environment and nowhere else: everything was searched since the process was started, and
//! the key for paper is not the one for real money.

use serde::{Deserialize, Serialize};

use super::bound::Held;
use crate::engine::State;
use crate::gate::{Evidence, Facts as All, Finding, Judged};
use crate::model::{Plan, Time, neutralise};

/// How the embedded exchange is named.
const EMBEDDED: &str = "embedded";

/// Most of a place's name that is shown.
const PLACE_CHARS_MAX: usize = 32;

/// What of the run it is judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::gate) struct Facts {
    /// When the process was last started.
    pub(in crate::gate) life_at: Time,
}

impl From<&State> for Facts {
    fn from(state: &State) -> Self {
        Self { life_at: state.usage().life_at() }
    }
}

/// What a search found.
#[derive(Clone, Copy, Debug)]
struct Scan<'a> {
    searched: u64,
    found: &'a [String],
    unsearched: &'a [String],
    paper_key: Option<&'a str>,
    live_key: Option<&'a str>,
}

pub(in crate::gate) fn judge(all: &All, plan: &Plan) -> Judged {
    let next = "soak evidence scan";
    let embedded = all.venue == EMBEDDED;
    let scans = all.evidence.iter().filter_map(scan);
    let Some((evidence, scan)) = scans.max_by_key(|(evidence, _)| evidence.taken_at) else {
        return Judged::wait(unscanned(all), next);
    };
    let at = evidence.taken_at;
    if let Some((first, more)) = scan.found.split_first() {
        let first = neutralise(first, PLACE_CHARS_MAX);
        let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
        return Judged::no_go(format!("a key in {first}{more}"), "take it out, and make another key", at);
    }
    if scan.paper_key.is_some() && scan.paper_key == scan.live_key {
        return Judged::no_go("the paper key is the live key", "make a key of its own for paper", at);
    }
    if at < all.run.key.life_at {
        return Judged::wait("not searched since the last start", next);
    }
    if let Some(why) = Held::against(all, plan).lapse(evidence) {
        return Judged::wait(format!("stale: {why}"), next);
    }
    if let Some((first, more)) = scan.unsearched.split_first() {
        let first = neutralise(first, PLACE_CHARS_MAX);
        let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
        return Judged::wait(format!("not searched: {first}{more}"), next);
    }
    if scan.searched == 0 {
        return Judged::wait("nothing was searched", next);
    }
    match all.key_env.as_deref() {
        _ if embedded => Judged::go(format!("no key needed, {} places searched", scan.searched), at),
        None => Judged::wait("no variable is named for the venue's key", "[venue] key_env in soak.toml"),
        Some(_) if scan.paper_key.is_none() => Judged::wait("the search did not see the paper key", next),
        Some(name) => {
            let name = neutralise(name, PLACE_CHARS_MAX);
            Judged::go(format!("from ${name}, {} places searched", scan.searched), at)
        }
    }
}

/// What is known without a search.
fn unscanned(all: &All) -> String {
    match all.key_env.as_deref() {
        Some(name) => format!("from ${}; tree not scanned yet", neutralise(name, PLACE_CHARS_MAX)),
        None if all.venue == EMBEDDED => "no key needed by the embedded exchange; not scanned".to_owned(),
        None => "no key is given to the venue; not scanned".to_owned(),
    }
}

fn scan(evidence: &Evidence) -> Option<(&Evidence, Scan<'_>)> {
    let Finding::KeyScan { searched, found, unsearched, paper_key, live_key } = &evidence.finding else {
        return None;
    };
    let (paper_key, live_key) = (paper_key.as_deref(), live_key.as_deref());
    Some((evidence, Scan { searched: *searched, found, unsearched, paper_key, live_key }))
}
