//! The pump's end of the writer.

use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::watch;

use super::super::{Checkpoint, Journal, JournalError};
use super::inbox::{Picture, Shared};
use super::thread::Worker;
use crate::event::{Envelope, JournalStatus, Record};
use crate::model::{Seq, Time};

/// Hands envelopes to the writer's thread and hears how far they are durable.
///
/// Dropping it asks the thread to end without waiting for it; [`Self::finish`] waits.
#[derive(Debug)]
pub struct WriterHandle {
    /// The last durable envelope. Closed when the thread is gone, which is a fault unless finished.
    pub durable: watch::Receiver<Seq>,
    /// Whether commits succeed.
    pub status: watch::Receiver<JournalStatus>,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<Result<Finished, JournalError>>>,
}

/// How a journal was left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// The last durable envelope.
    pub last_seq: Seq,
    /// The fingerprint of the whole journal, in hexadecimal.
    pub digest: String,
}

impl WriterHandle {
    /// Gives `journal` to a new thread.
    ///
    /// # Errors
    /// When a thread cannot be started or the database not be opened a second time.
    pub fn spawn(journal: Journal) -> Result<Self, JournalError> {
        let (intake, store) = journal.into_parts();
        let (durable_tx, durable) = watch::channel(store.durable());
        let (status_tx, status) = watch::channel(JournalStatus::Healthy);
        let shared = Arc::new(Shared::new(intake));
        let worker = Worker::new(store, Arc::clone(&shared), durable_tx, status_tx)?;
        let thread = std::thread::Builder::new()
            .name("soak-journal".to_owned())
            .spawn(move || worker.run())
            .map_err(|error| JournalError::Writer { what: format!("start its thread: {error}") })?;
        Ok(Self { durable, status, shared, thread: Some(thread) })
    }

    /// Takes `envelope`, which must be the next one, and the rows that follow from it.
    ///
    /// When memory is full because the disk fails, it is counted by [`Self::lost`] instead.
    #[expect(clippy::needless_pass_by_value, reason = "nobody has a use for an envelope after this")]
    pub fn append(&self, envelope: Envelope, records: Vec<Record>) {
        self.shared.append(&envelope, records);
    }

    /// Asks for a commit of everything appended, at once.
    pub fn commit_now(&self) {
        self.shared.commit_now();
    }

    /// Asks for a checkpoint with the next commit; its envelope must have been appended.
    pub fn checkpoint(&self, checkpoint: Checkpoint) {
        self.shared.checkpoint(checkpoint);
    }

    /// Asks for a picture of the moment `at` with the next commit; `make` gives its bytes, on the writer's thread.
    /// While the disk fails pictures are shed.
    pub fn picture(&self, at: Time, version: u32, make: impl FnOnce() -> Vec<u8> + Send + 'static) {
        self.shared.picture(Picture { at, version, make: Box::new(make) });
    }

    /// Envelopes that did not fit into memory while the disk failed. When there is one, no further envelope is
    /// taken by this writer: the pump holds back new exposure for good.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.shared.lock().lost
    }

    /// Rows for people that were let go of while the disk failed; a note in the journal counts them too.
    #[must_use]
    pub fn shed(&self) -> u64 {
        self.shared.lock().shed
    }

    /// The last envelope appended.
    #[must_use]
    pub fn last_seq(&self) -> Seq {
        self.shared.lock().intake.last_seq()
    }

    /// The fingerprint of every envelope appended, in hexadecimal.
    #[must_use]
    pub fn digest(&self) -> String {
        self.shared.lock().intake.digest()
    }

    /// Commits what is left and ends the thread. Blocks for as long as the disk takes, with a failing disk for
    /// three tries, a second apart: not to be called on an async thread.
    ///
    /// # Errors
    /// When the last commit failed; [`JournalError::Overflowed`] when envelopes were lost.
    pub fn finish(mut self) -> Result<Finished, JournalError> {
        self.shared.finish();
        let ended = self.thread.take().map(JoinHandle::join);
        let gone = || JournalError::Writer { what: "its thread ended by a broken invariant".to_owned() };
        ended.and_then(Result::ok).ok_or_else(gone)?
    }
}

impl Drop for WriterHandle {
    fn drop(&mut self) {
        self.shared.finish();
    }
}
