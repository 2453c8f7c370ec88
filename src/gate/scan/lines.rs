//! What a scan gathers, and on which line things stand.

use std::collections::BTreeSet;

use super::budget::Budget;
use super::detector::{Detector, Hit, Mark, Mode};
use super::exceptions::Within;
use super::{Exceptions, Lookalike};

/// Places told: whoever has more keys lying about needs no longer list.
const FOUND_MAX: usize = 200;

/// Exceptions told, and strings that could be excepted: beyond these an exception does not hold.
const LOOKALIKES_MAX: usize = 100;

/// Places told that could not be searched.
const UNSEARCHED_MAX: usize = 50;

/// What a scan gathers.
#[derive(Debug)]
pub(super) struct Gathering<'a> {
    pub(super) detector: &'a Detector,
    pub(super) budget: Budget<'a>,
    exceptions: &'a Exceptions,
    /// Files, objects and texts searched.
    pub(super) searched: u64,
    /// Places with what is there, each once.
    found: Vec<String>,
    more_found: u64,
    /// What a person has excepted, and what one could except.
    pub(super) excepted: Vec<Lookalike>,
    pub(super) exceptable: Vec<Lookalike>,
    unsearched: Vec<String>,
    more_unsearched: u64,
}

impl<'a> Gathering<'a> {
    pub(super) fn new(detector: &'a Detector, exceptions: &'a Exceptions, budget: Budget<'a>) -> Self {
        let unsearched = detector.unsearched.clone();
        Self {
            detector,
            budget,
            exceptions,
            searched: 0,
            found: Vec::new(),
            more_found: 0,
            excepted: Vec::new(),
            exceptable: Vec::new(),
            unsearched,
            more_unsearched: 0,
        }
    }

    /// Something is at `place`, where a person may have excepted it.
    pub(super) fn found(&mut self, place: &str, within: Within<'_>, mark: &Mark) {
        let kind = mark.kind;
        let told = format!("{}: {kind}", self.detector.hide(place));
        let hold = !mark.is_in_use() && self.exceptions.hold(within, &mark.fingerprint);
        if hold && note(&mut self.excepted, self.detector.hide(place), mark) {
            return;
        }
        if let Within::Path(path) = within
            && !mark.is_in_use()
        {
            note(&mut self.exceptable, self.detector.hide(path), mark);
        }
        if self.found.contains(&told) {
            return;
        }
        if self.found.len() < FOUND_MAX { self.found.push(told) } else { self.more_found += 1 }
    }

    /// What `place` names could not be searched, because of `cause`.
    pub(super) fn unsearched(&mut self, place: &str, cause: &str) {
        let told = self.detector.hide(&format!("{place}: {cause}"));
        if self.unsearched.contains(&told) {
            return;
        }
        if self.unsearched.len() < UNSEARCHED_MAX {
            self.unsearched.push(told);
        } else {
            self.more_unsearched += 1;
        }
    }

    /// How many places were told so far.
    pub(super) fn count(&self) -> u64 {
        self.found.len() as u64 + self.more_found
    }

    /// What was found, and what could not be searched.
    pub(super) fn told(self) -> (Vec<String>, Vec<String>) {
        let (mut found, mut unsearched) = (self.found, self.unsearched);
        if self.more_found > 0 {
            found.push(format!("and {} more", self.more_found));
        }
        if self.more_unsearched > 0 {
            unsearched.push(format!("and {} more", self.more_unsearched));
        }
        (found, unsearched)
    }

    /// Searches the whole of a text or record at `place`, whose lines do not matter.
    pub(super) fn search(&mut self, place: &str, bytes: &[u8], mode: Mode) {
        let mut marks = Vec::new();
        self.detector.search(bytes, mode, &mut |hit| marks.push(hit.mark(bytes)));
        for mark in marks {
            self.found(place, Within::Elsewhere, &mark);
        }
    }
}

/// Adds what stands at `place` to `list`; whether it is in it.
fn note(list: &mut Vec<Lookalike>, place: String, mark: &Mark) -> bool {
    let one = Lookalike { place, kind: mark.kind.to_owned(), fingerprint: mark.fingerprint.clone() };
    if !list.contains(&one) && list.len() < LOOKALIKES_MAX {
        list.push(one);
        return true;
    }
    list.contains(&one)
}

/// The lines on which something stands in `bytes`, which begin on `first_line`, each with what it is known by.
pub(super) fn lines_of(bytes: &[u8], first_line: u64, hits: &[Hit]) -> BTreeSet<(u64, Mark)> {
    let (mut line, mut from) = (first_line, 0);
    let mut found = BTreeSet::new();
    for hit in hits {
        line += newlines(bytes.get(from..hit.start).unwrap_or_default());
        from = hit.start;
        found.insert((line, hit.mark(bytes)));
    }
    found
}

/// Line feeds in `bytes`.
pub(super) fn newlines(bytes: &[u8]) -> u64 {
    bytes.split(|byte| *byte == b'\n').count().saturating_sub(1) as u64
}
