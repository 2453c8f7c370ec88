//! What a scan gathers, and on which line things stand.

use std::collections::BTreeSet;

use super::budget::Budget;
use super::detector::{Detector, Hit, Mode};

/// Places told: whoever has more keys lying about needs no longer list.
const FOUND_MAX: usize = 200;

/// Places told that could not be searched.
const UNSEARCHED_MAX: usize = 50;

/// What a scan gathers.
#[derive(Debug)]
pub(super) struct Gathering<'a> {
    pub(super) detector: &'a Detector,
    pub(super) budget: Budget<'a>,
    /// Files, objects and texts searched.
    pub(super) searched: u64,
    /// Places with what is there, each once.
    found: Vec<String>,
    more_found: u64,
    unsearched: Vec<String>,
    more_unsearched: u64,
}

impl<'a> Gathering<'a> {
    pub(super) fn new(detector: &'a Detector, budget: Budget<'a>) -> Self {
        let unsearched = detector.unsearched.clone();
        Self {
            detector,
            budget,
            searched: 0,
            found: Vec::new(),
            more_found: 0,
            unsearched,
            more_unsearched: 0,
        }
    }

    /// Something of `kind` is at `place`.
    pub(super) fn found(&mut self, place: &str, kind: &str) {
        let told = format!("{}: {kind}", self.detector.hide(place));
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
        let mut kinds = Vec::new();
        self.detector.search(bytes, mode, &mut |hit| kinds.push(hit.kind));
        for kind in kinds {
            self.found(place, kind);
        }
    }
}

/// The lines on which something of each kind stands in `bytes`, which begin on `first_line`.
pub(super) fn lines_of(bytes: &[u8], first_line: u64, hits: &[Hit]) -> BTreeSet<(u64, &'static str)> {
    let (mut line, mut from) = (first_line, 0);
    let mut found = BTreeSet::new();
    for hit in hits {
        line += newlines(bytes.get(from..hit.start).unwrap_or_default());
        from = hit.start;
        found.insert((line, hit.kind));
    }
    found
}

/// Line feeds in `bytes`.
pub(super) fn newlines(bytes: &[u8]) -> u64 {
    bytes.split(|byte| *byte == b'\n').count().saturating_sub(1) as u64
}
