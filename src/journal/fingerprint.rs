//! The journal's fingerprint without the journal, for worlds that keep nothing.
//!
//! Two runs can be compared by it, with each other and with one that wrote a journal.
//!
//! Invariant: the same envelopes have the same fingerprint here as in a [`super::Journal`].

use super::codec::Encoder;
use super::digest::Chain;
use super::intake::Intake;
use crate::event::Envelope;
use crate::model::Seq;

/// Bytes encoded before they are forgotten: a few thousand envelopes, so that they stay in the
/// processor's cache.
const BYTES_KEPT_MAX: usize = 64 << 10;

/// The fingerprint of a sequence of envelopes.
#[derive(Debug)]
pub struct Fingerprint {
    intake: Intake,
}

impl Fingerprint {
    /// The fingerprint of no envelope.
    #[must_use]
    pub fn new() -> Self {
        Self { intake: Intake::new(Encoder::default(), Chain::new(), None) }
    }

    /// Takes `envelope`, which must be the next one.
    #[inline]
    pub fn append(&mut self, envelope: &Envelope) {
        self.intake.append(envelope);
        if self.intake.batch().size() >= BYTES_KEPT_MAX {
            self.intake.clear();
        }
    }

    /// The last envelope appended; 0 before the first.
    #[must_use]
    pub fn last_seq(&self) -> Seq {
        self.intake.last_seq()
    }

    /// How many bytes the envelopes took so far.
    #[must_use]
    pub fn bytes_total(&self) -> u64 {
        self.intake.bytes_total()
    }

    /// The fingerprint so far, in hexadecimal: `journal_sha256`.
    #[must_use]
    pub fn digest(&self) -> String {
        self.intake.digest()
    }
}

impl Default for Fingerprint {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Input;
    use crate::journal::Journal;
    use crate::model::{SoakId, Time};

    #[test]
    fn it_is_that_of_the_journal() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::create(folder.path(), &SoakId::new("f"), "f", Time::EPOCH).unwrap();
        let mut fingerprint = Fingerprint::new();
        assert_eq!(fingerprint.digest(), journal.digest());
        for seq in 1..=40_000 {
            let at = Time::from_micros(i64::try_from(seq * seq).unwrap());
            let envelope = Envelope { seq: Seq(seq), at, input: Input::Wake };
            journal.append(&envelope);
            fingerprint.append(&envelope);
        }
        assert_eq!(fingerprint.digest(), journal.digest());
        assert_eq!(fingerprint.last_seq(), Seq(40_000));
        assert!(fingerprint.bytes_total() > 40_000);
        assert_eq!(fingerprint.bytes_total(), journal.bytes_total());
        journal.commit().unwrap();
        assert_eq!(fingerprint.bytes_total(), journal.bytes_total());
    }
}
