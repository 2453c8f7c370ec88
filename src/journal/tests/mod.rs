//! Tests of the journal as a whole, and the streams of envelopes that they are fed.

mod archive;
mod corrupt;
mod crash;
mod full_disk;
mod migration;
mod neighbours;
mod round_trip;
pub(super) mod streams;
mod tables;

use std::path::Path;

use super::Journal;
use crate::event::Envelope;
use crate::model::{Seq, SoakId};

/// A new journal in `dir`.
pub(in crate::journal) fn create(dir: &Path) -> Journal {
    Journal::create(dir, &SoakId::new("a1b2"), "test", streams::START).unwrap()
}

/// All that is durable after `after`.
fn replayed(journal: &Journal, after: u64) -> Vec<Envelope> {
    journal.replay(Seq(after)).unwrap().map(Result::unwrap).collect()
}

/// The fingerprint of a journal that took `envelopes` and was never committed, let alone crashed.
pub(in crate::journal) fn digest_of(envelopes: impl IntoIterator<Item = Envelope>) -> String {
    let home = tempfile::tempdir().unwrap();
    let mut journal = create(home.path());
    envelopes.into_iter().for_each(|envelope| journal.append(&envelope));
    journal.digest()
}
