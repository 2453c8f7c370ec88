//! Lines of files, gathered from wherever a report speaks of them.
//!
//! Reports speak of a line more than once: for a class and for each of its methods, for each test that was run.
//! It counts once, and as covered if it was once. What a report sums up beside it counts where it is worse.
//!
//! Invariant: files are told apart by their whole path.

use std::collections::BTreeMap;

use super::FileCoverage;
use super::account::Account;
use crate::gate::import::text::path;

/// Lines and branches of files.
#[derive(Debug, Default)]
pub(super) struct Lines {
    files: BTreeMap<String, File>,
}

/// Lines and branches of a file.
#[derive(Debug, Default)]
pub(super) struct File {
    lines: BTreeMap<u64, bool>,
    /// For each line with branches: how many there are, how many were taken.
    branches: BTreeMap<u64, (u64, u64)>,
    /// The worst that the report sums up where that is not what it names.
    summed: Account,
}

impl Lines {
    /// The file called `name`, known from now on; [`None`] where that is longer than a path.
    pub(super) fn file(&mut self, name: &str) -> Option<&mut File> {
        Some(self.files.entry(path(name)?).or_default())
    }

    /// A row for each file, in the order of their names.
    pub(super) fn rows(self) -> Vec<FileCoverage> {
        self.files.into_iter().map(|(path, file)| file.row(path)).collect()
    }
}

impl File {
    /// Line `number` is there, and was covered or not.
    pub(super) fn line(&mut self, number: u64, covered: bool) {
        *self.lines.entry(number).or_default() |= covered;
    }

    /// Line `number` has `count` branches, of which `taken` were.
    pub(super) fn branches(&mut self, number: u64, count: u64, taken: u64) {
        let known = self.branches.entry(number).or_default();
        *known = (known.0.max(count), known.1.max(taken.min(count)));
    }

    /// The report sums up what it does not name, or other than it names it.
    pub(super) fn summed(&mut self, sums: Account) {
        self.summed = self.summed.or_worse(sums);
    }

    fn row(self, path: String) -> FileCoverage {
        let Account { lines, covered } = counted(&self.lines).or_worse(self.summed);
        let sum = |(all, taken): (u64, u64), (count, of_them): &(u64, u64)| {
            (all.saturating_add(*count), taken.saturating_add(*of_them))
        };
        let (branches, taken) = self.branches.values().fold((0, 0), sum);
        FileCoverage { path, lines, covered, branches, taken }
    }
}

/// The account of lines that are named.
pub(super) fn counted(lines: &BTreeMap<u64, bool>) -> Account {
    let covered = lines.values().filter(|covered| **covered).count();
    Account { lines: lines.len() as u64, covered: covered as u64 }
}
