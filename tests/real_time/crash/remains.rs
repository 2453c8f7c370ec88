//! What a killed soak left on its disk, looked at in a copy, so that looking mends nothing.

use std::path::Path;

use soak::engine::{State, apply};
use soak::event::Input;
use soak::journal::{Journal, LatchFile, LatchState};
use soak::model::Seq;
use soak::runtime::recover;

use super::books::OurBooks;

/// What a killed soak left.
pub(crate) struct Remains {
    /// The engine, as the next life begins with it.
    pub(crate) engine: State,
    pub(crate) latch: LatchState,
    pub(crate) books: OurBooks,
    /// Lives that are in the journal, without the first.
    pub(crate) restarts: u64,
    /// The fingerprint of all inputs.
    pub(crate) digest: String,
}

impl Remains {
    /// What is in the folder `soak`, whose process is dead. The journal has no gap, and replayed from
    /// its beginning it gives the state that a restart has, to the byte.
    /// `None` when it died before it had one.
    #[track_caller]
    pub(crate) fn of(soak: &Path) -> Option<Self> {
        if !soak.join("journal.db").exists() {
            return None;
        }
        let copy = tempfile::tempdir().unwrap();
        for name in ["journal.db", "journal.db-wal", "breaker.latch"] {
            if soak.join(name).exists() {
                std::fs::copy(soak.join(name), copy.path().join(name)).unwrap();
            }
        }
        let journal = Journal::open(copy.path()).unwrap();
        let engine = recover(&journal).unwrap();
        let (mut replayed, mut effects, mut restarts) = (State::new(), Vec::new(), 0);
        for envelope in journal.replay(Seq(0)).unwrap() {
            let envelope = envelope.unwrap();
            assert_eq!(envelope.seq, replayed.seq().next(), "the journal has a gap");
            restarts += u64::from(matches!(envelope.input, Input::Resumed { .. }));
            apply(&mut replayed, &envelope, &mut effects);
            effects.clear();
        }
        assert!(replayed.to_bytes().unwrap() == engine.to_bytes().unwrap(), "a replay gives another state");
        let digest = journal.digest();
        drop(journal);
        let latch = LatchFile::read(copy.path());
        Some(Self { engine, latch, books: OurBooks::read(copy.path()), restarts, digest })
    }

    /// Every restart is a gap in the soak clock, and no time is counted twice. In virtual time a process
    /// that is down takes no time.
    #[track_caller]
    pub(crate) fn names_every_gap(&self) {
        assert_eq!(self.engine.counters().restarts, self.restarts);
        assert_eq!(self.books.downtimes, self.restarts, "restarts and gaps for them");
        let clock = self.engine.clock();
        let passed = self.engine.at().since(self.engine.started_at());
        assert!(clock.healthy() + clock.gap_total() <= passed, "the soak clock runs ahead");
    }
}
