//! The journal as its callers see it.

use std::path::Path;

use super::JournalError;
use super::checkpoint::latest_checkpoint;
use super::database;
use super::intake::Intake;
use super::pictures::Packer;
use super::recover::{resume, verify};
use super::replay::replay;
use super::store::{Checkpoint, Store};
use crate::event::{Envelope, Record};
use crate::model::{Seq, SoakId, Time};

/// The journal of one soak, open for writing by this process alone (the lock of its folder, in `link`, sees to that).
#[derive(Debug)]
pub struct Journal {
    intake: Intake,
    store: Store,
    packer: Packer,
}

/// Whose journal it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// What tells this soak's idempotency keys from another's.
    pub soak: SoakId,
    /// The name people use.
    pub name: String,
    /// When it was created.
    pub created_at: Time,
}

impl Journal {
    /// Makes the journal of a new soak in the folder `dir`.
    ///
    /// # Errors
    /// [`JournalError::Exists`] when there is one already; `Io` or `Sqlite` when the disk refuses.
    pub fn create(dir: &Path, soak: &SoakId, name: &str, at: Time) -> Result<Self, JournalError> {
        database::create(dir, soak, name, at)?;
        Self::open(dir)
    }

    /// Opens the journal in `dir`, checks that its rows follow one another and reads its last chunk.
    ///
    /// # Errors
    /// `Missing`, `Foreign`, `Newer` or `Corrupt`, and the file is left as it is; `Io` or `Sqlite` when the disk
    /// refuses.
    pub fn open(dir: &Path) -> Result<Self, JournalError> {
        let store = Store::open(dir)?;
        let intake = resume(&store)?;
        Ok(Self { intake, store, packer: Packer::default() })
    }

    /// Whose journal it is.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn about(&self) -> Result<About, JournalError> {
        let read = |row: &rusqlite::Row<'_>| {
            let soak: String = row.get(0)?;
            let created_at = Time::from_micros(row.get(2)?);
            Ok(About { soak: SoakId::new(&soak), name: row.get(1)?, created_at })
        };
        self.store
            .db()
            .query_row("SELECT soak_id, name, created_at FROM soak", [], read)
            .map_err(JournalError::sqlite("read whose journal it is", self.store.path()))
    }

    /// The last checkpoint that reads, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn latest_checkpoint(&self) -> Result<Option<Checkpoint>, JournalError> {
        latest_checkpoint(&self.store)
    }

    /// The durable envelopes after `after`, in order, in bounded memory. Stops after the first error.
    ///
    /// # Errors
    /// When they cannot be read; each item, when it cannot be.
    pub fn replay(
        &self,
        after: Seq,
    ) -> Result<impl Iterator<Item = Result<Envelope, JournalError>>, JournalError> {
        replay(&self.store, after)
    }

    /// The last envelope appended, durable or not; 0 before the first.
    #[must_use]
    pub fn last_seq(&self) -> Seq {
        self.intake.last_seq()
    }

    /// The time of the last envelope appended.
    #[must_use]
    pub fn last_at(&self) -> Option<Time> {
        self.intake.last_at()
    }

    /// Takes `envelope`, which must be the next one. It is durable after the next [`Self::commit`].
    #[inline]
    pub fn append(&mut self, envelope: &Envelope) {
        self.intake.append(envelope);
    }

    /// Takes a row, to be written with the envelopes taken so far.
    pub fn record(&mut self, record: &Record) {
        self.intake.record(record.clone());
    }

    /// Takes a picture of the moment `at`, to look back with; written with the next commit. What is in it is
    /// the caller's affair, `version` says of which form it is.
    pub fn picture(&mut self, at: Time, version: u32, raw: Vec<u8>) {
        // One that cannot be packed is missed by nobody but who looks back at that minute.
        if let Ok(packed) = self.packer.pack(at, version, raw) {
            self.intake.picture(packed);
        }
    }

    /// Makes everything taken durable, in one transaction, and gives the last durable envelope.
    ///
    /// # Errors
    /// When the disk or the database refuses; what was taken is kept, and the next commit tries again.
    pub fn commit(&mut self) -> Result<Seq, JournalError> {
        self.intake.seal();
        let durable = self.store.commit(self.intake.batch())?;
        self.intake.clear();
        Ok(durable)
    }

    /// How many bytes the envelopes took that were appended here, before they are packed.
    #[must_use]
    pub fn bytes_total(&self) -> u64 {
        self.intake.bytes_total()
    }

    /// Roughly the memory taken by what waits for a commit, in bytes.
    #[must_use]
    pub fn buffered(&self) -> usize {
        self.intake.batch().size()
    }

    /// Drops waiting rows (never envelopes) beyond 8 MiB, for a disk that stays full; how many. The next
    /// commit leaves a note of it.
    pub fn shed(&mut self) -> u64 {
        self.intake.shed()
    }

    /// Commits, writes the engine's `state` after the envelope `seq`, and packs whole chunks of older
    /// envelopes (a bounded number), in one transaction.
    ///
    /// # Errors
    /// As for [`Self::commit`]; nothing of it is done then.
    pub fn checkpoint(&mut self, seq: Seq, at: Time, version: u32, state: &[u8]) -> Result<(), JournalError> {
        assert!(seq <= self.last_seq(), "Invariant: a checkpoint's envelope is in the journal");
        let checkpoint = Checkpoint { seq, at, version, state: state.to_vec() };
        self.intake.seal();
        self.store.checkpoint(self.intake.batch(), &checkpoint)?;
        self.intake.clear();
        Ok(())
    }

    /// Moves the WAL into the database. Takes 6 to 24 ms: to be called when no order waits.
    ///
    /// # Errors
    /// When the disk or the database refuses; nothing is lost by that.
    pub fn maintain(&mut self) -> Result<(), JournalError> {
        self.store.maintain()
    }

    /// The fingerprint of every envelope appended, in hexadecimal: `journal_sha256`.
    #[must_use]
    pub fn digest(&self) -> String {
        self.intake.digest()
    }

    /// Reads every durable envelope again and gives their fingerprint.
    ///
    /// # Errors
    /// [`JournalError::Corrupt`] naming the first chunk whose fingerprint does not fit.
    pub fn verify(&self) -> Result<String, JournalError> {
        verify(&self.store)
    }

    /// Its two halves, for the writer.
    pub(super) fn into_parts(self) -> (Intake, Store) {
        (self.intake, self.store)
    }

    /// Lets the database grow to `pages` at most, which is what a full disk looks like.
    #[cfg(test)]
    pub(super) fn limit_pages(&self, pages: i64) {
        self.store.limit_pages(pages);
    }
}
