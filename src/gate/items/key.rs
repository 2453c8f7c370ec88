//! The key is in the environment and nowhere else: everything was searched since the process was started, and
//! the key for paper is not the one for real money.
//!
//! Searches see more or less: the one at a start may not know the live key, one by hand may not be of a soak.
//! Each kind is kept, and they are judged together.
//!
//! Invariant: what one search found is over only when a later one saw all that it saw.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::holds::changed;
use crate::engine::{Part, State};
use crate::gate::scan::{Lookalike, SOAK_PLACE};
use crate::gate::{Evidence, Facts as All, Finding, Judged};
use crate::model::{Plan, Time, neutralise};

/// How the embedded exchange is named.
const EMBEDDED: &str = "embedded";

/// Most of a place's name that is shown.
const PLACE_CHARS_MAX: usize = 32;

/// What turns it green.
const NEXT: &str = "soak evidence scan";

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
    evidence: &'a Evidence,
    searched: u64,
    found: &'a [String],
    unsearched: &'a [String],
    paper_key: Option<&'a str>,
    live_key: Option<&'a str>,
    places: &'a [String],
    excepted: &'a [Lookalike],
}

impl Scan<'_> {
    /// Whether it saw all that `other` saw: every place, and for the keys that the other knew.
    fn saw_all_of(&self, other: &Scan<'_>) -> bool {
        let knew = |own: Option<&str>, others: Option<&str>| others.is_none() || own.is_some();
        self.unsearched.is_empty()
            && other.places.iter().all(|place| self.places.contains(place))
            && knew(self.paper_key, other.paper_key)
            && knew(self.live_key, other.live_key)
    }
}

pub(in crate::gate) fn judge(all: &All, plan: &Plan) -> Judged {
    let mut scans: Vec<Scan<'_>> = all.evidence.iter().filter_map(scan).collect();
    scans.sort_by_key(|scan| Reverse(scan.evidence.taken_at));
    let Some(newest) = scans.first() else {
        return Judged::wait(unscanned(all), NEXT);
    };
    let is_over =
        |(index, scan): &(usize, &Scan<'_>)| scans.iter().take(*index).any(|later| later.saw_all_of(scan));
    let standing: Vec<&Scan<'_>> =
        scans.iter().enumerate().filter(|one| !is_over(one)).map(|(_, scan)| scan).collect();
    if let Some(no_go) = disproven(&scans, &standing) {
        return no_go;
    }
    let is_late = |scan: &Scan<'_>| scan.evidence.taken_at < all.run.key.life_at;
    let stale = |scan: &Scan<'_>| changed(scan.evidence, plan, &[Part::Agent]);
    let current: Vec<_> =
        standing.iter().copied().filter(|scan| !is_late(scan) && stale(scan).is_none()).collect();
    if current.is_empty() {
        let late = is_late(newest).then(|| "not searched since the last start".to_owned());
        let stale = stale(newest).map(|why| format!("stale: {why}"));
        return Judged::wait(late.or(stale).unwrap_or_default(), NEXT);
    }
    let is_mended = |scan: &Scan<'_>| current.iter().any(|other| other.saw_all_of(scan));
    let lacking = current.iter().find(|scan| !scan.unsearched.is_empty() && !is_mended(scan));
    if let Some((first, more)) = lacking.and_then(|scan| scan.unsearched.split_first()) {
        return Judged::wait(format!("not searched: {}", and_more(first, more.len())), NEXT);
    }
    let knows_live = |scan: &Scan<'_>| scan.live_key.is_some();
    if scans.iter().any(knows_live) && !current.iter().any(|scan| knows_live(scan)) {
        return Judged::wait("the last search did not know the live key, one before did", NEXT);
    }
    proven(all, &current)
}

/// What no other search can mend.
fn disproven(scans: &[Scan<'_>], standing: &[&Scan<'_>]) -> Option<Judged> {
    let found = standing.iter().find_map(|scan| Some((scan.evidence.taken_at, scan.found.split_first()?)));
    if let Some((at, (first, more))) = found {
        let text = format!("a key in {}", and_more(first, more.len()));
        return Some(Judged::no_go(text, "take it out, and make another key", at));
    }
    let paper = scans.iter().find_map(|scan| Some((scan.evidence.taken_at, scan.paper_key?)));
    let live = scans.iter().find_map(|scan| scan.live_key);
    if let Some((at, _)) = paper.filter(|(_, paper)| live == Some(*paper)) {
        return Some(Judged::no_go("the paper key is the live key", "make a key of its own for paper", at));
    }
    let in_use = [paper.map(|(_, paper)| paper), live];
    let covers = |one: &&Lookalike| in_use.contains(&Some(one.fingerprint.as_str()));
    let covered = standing.iter().find_map(|scan| Some((scan, scan.excepted.iter().find(covers)?)));
    covered.map(|(scan, one)| {
        let place = neutralise(&one.place, PLACE_CHARS_MAX);
        let text = format!("an exception covers a key in use: {place}");
        Judged::no_go(text, "take key and exception out, and make another key", scan.evidence.taken_at)
    })
}

/// All was searched and nothing found.
fn proven(all: &All, current: &[&Scan<'_>]) -> Judged {
    let searched = current.iter().map(|scan| scan.searched).max().unwrap_or_default();
    if searched == 0 {
        return Judged::wait("nothing was searched", NEXT);
    }
    if !current.iter().any(|scan| scan.places.iter().any(|place| place == SOAK_PLACE)) {
        return Judged::wait("the soak's logs and journal were not searched", "soak evidence scan NAME");
    }
    let at = current.iter().map(|scan| scan.evidence.taken_at).max().unwrap_or(all.at);
    let excepted = current.iter().map(|scan| scan.excepted.len()).max().unwrap_or_default();
    let excepted = if excepted > 0 { format!(", {excepted} excepted") } else { String::new() };
    match all.key_env.as_deref() {
        _ if all.venue == EMBEDDED => {
            Judged::go(format!("no key needed, {searched} places searched{excepted}"), at)
        }
        None => Judged::wait("no variable is named for the venue's key", "[venue] key_env in soak.toml"),
        Some(_) if current.iter().all(|scan| scan.paper_key.is_none()) => {
            Judged::wait("the search did not see the paper key", NEXT)
        }
        Some(name) => {
            let name = neutralise(name, PLACE_CHARS_MAX);
            Judged::go(format!("from ${name}, {searched} places searched{excepted}"), at)
        }
    }
}

fn and_more(first: &str, more: usize) -> String {
    let first = neutralise(first, PLACE_CHARS_MAX);
    if more == 0 { first } else { format!("{first} and {more} more") }
}

/// What is known without a search.
fn unscanned(all: &All) -> String {
    match all.key_env.as_deref() {
        Some(name) => format!("from ${}; tree not scanned yet", neutralise(name, PLACE_CHARS_MAX)),
        None if all.venue == EMBEDDED => "no key needed by the embedded exchange; not scanned".to_owned(),
        None => "no key is given to the venue; not scanned".to_owned(),
    }
}

fn scan(evidence: &Evidence) -> Option<Scan<'_>> {
    let Finding::KeyScan { searched, found, unsearched, paper_key, live_key, places, excepted } =
        &evidence.finding
    else {
        return None;
    };
    let (paper_key, live_key) = (paper_key.as_deref(), live_key.as_deref());
    Some(Scan { evidence, searched: *searched, found, unsearched, paper_key, live_key, places, excepted })
}
