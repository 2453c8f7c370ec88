//! What the pump and the writer's thread share.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::super::batch::Batch;
use super::super::intake::Intake;
use super::super::store::Checkpoint;
use crate::event::{Envelope, Record};
use crate::model::Time;

/// Bytes of envelopes and rows kept while the disk fails: some five million ticks, six days of them at ten a
/// second, on a machine that any trading box exceeds.
pub const MEMORY_MAX: usize = 64 << 20;

/// Bytes that are committed without waiting for the second to end: 20,000 ticks, so that a storm of them
/// stays small in memory.
const EAGER_BYTES: usize = 256 << 10;

/// Pictures that wait to be made: those of a second in which a person does a lot.
const PICTURES_WAITING_MAX: usize = 8;

/// The state under the lock.
#[derive(Debug)]
pub(super) struct Inbox {
    pub(super) intake: Intake,
    urgent: bool,
    finishing: bool,
    /// The last one asked for; a newer one replaces it.
    checkpoint: Option<Checkpoint>,
    /// Bytes that the thread has taken and not made durable.
    carried: usize,
    /// Envelopes not kept.
    pub(super) lost: u64,
    /// Rows let go of while the disk failed, and pictures.
    pub(super) shed: u64,
    pictures: Vec<Picture>,
}

/// The inbox and the bell.
#[derive(Debug)]
pub(super) struct Shared {
    inbox: Mutex<Inbox>,
    bell: Condvar,
}

/// What the thread is to do.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) batch: Batch,
    pub(super) checkpoint: Option<Checkpoint>,
    pub(super) pictures: Vec<Picture>,
    pub(super) finishing: bool,
    pub(super) lost: u64,
}

/// A picture that the thread is to make, so that the pump need not.
pub(super) struct Picture {
    pub(super) at: Time,
    pub(super) version: u32,
    pub(super) make: Box<dyn FnOnce() -> Vec<u8> + Send>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Picture").field("at", &self.at).finish_non_exhaustive()
    }
}

impl Shared {
    pub(super) fn new(intake: Intake) -> Self {
        let inbox = Inbox {
            intake,
            urgent: false,
            finishing: false,
            checkpoint: None,
            carried: 0,
            lost: 0,
            shed: 0,
            pictures: Vec::new(),
        };
        Self { inbox: Mutex::new(inbox), bell: Condvar::new() }
    }

    /// The inbox. A thread that panicked with the lock held has left it whole: it broke an invariant before
    /// it changed anything.
    pub(super) fn lock(&self) -> MutexGuard<'_, Inbox> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes `envelope` and its rows, or counts it as lost.
    pub(super) fn append(&self, envelope: &Envelope, records: Vec<Record>) {
        let mut inbox = self.lock();
        let kept = inbox.intake.batch().size();
        if inbox.lost > 0 || kept + inbox.carried > MEMORY_MAX {
            inbox.lost += 1;
            return;
        }
        inbox.intake.append(envelope);
        for record in records {
            inbox.intake.record(record);
        }
        let eager = kept < EAGER_BYTES && inbox.intake.batch().size() >= EAGER_BYTES;
        drop(inbox);
        if eager {
            self.commit_now();
        }
    }

    /// Asks for a commit of everything appended.
    pub(super) fn commit_now(&self) {
        self.lock().urgent = true;
        self.bell.notify_one();
    }

    /// Asks for a checkpoint with the next commit.
    pub(super) fn checkpoint(&self, checkpoint: Checkpoint) {
        self.lock().checkpoint = Some(checkpoint);
    }

    /// Asks for a picture with the next commit, or counts it as shed.
    pub(super) fn picture(&self, picture: Picture) {
        let mut inbox = self.lock();
        if inbox.pictures.len() < PICTURES_WAITING_MAX {
            inbox.pictures.push(picture);
        } else {
            inbox.shed += 1;
        }
    }

    /// Asks the thread to end.
    pub(super) fn finish(&self) {
        self.lock().finishing = true;
        self.bell.notify_one();
    }

    /// Waits until there is something to do or `pause` is over, and takes it, leaving `spare`. A call for a commit does not end
    /// the pause when the disk is `failing`.
    pub(super) fn wait(&self, pause: Duration, failing: bool, spare: Batch) -> Work {
        let inbox = self.lock();
        let idle = |inbox: &mut Inbox| !inbox.finishing && (failing || !inbox.urgent);
        let (mut inbox, _) =
            self.bell.wait_timeout_while(inbox, pause, idle).unwrap_or_else(PoisonError::into_inner);
        inbox.urgent = false;
        let batch = inbox.intake.take(spare);
        inbox.carried += batch.size();
        Work {
            batch,
            checkpoint: inbox.checkpoint.take(),
            pictures: std::mem::take(&mut inbox.pictures),
            finishing: inbox.finishing,
            lost: inbox.lost,
        }
    }

    /// Tells how many bytes the thread holds, and how many rows it has let go of.
    pub(super) fn carry(&self, bytes: usize, shed: u64) {
        let mut inbox = self.lock();
        inbox.carried = bytes;
        inbox.shed += shed;
    }
}
