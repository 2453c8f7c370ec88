//! The writer's thread, and the one beside it that empties the WAL.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::watch;

use super::super::JournalError;
use super::super::batch::Batch;
use super::super::pictures::Packer;
use super::super::store::{Checkpoint, Store};
use super::super::wal::Maintainer;
use super::handle::Finished;
use super::inbox::{Picture, Shared};
use crate::event::JournalStatus;
use crate::model::Seq;

/// How long envelopes that no order waits for may be in memory only: what a power cut costs at most.
const COMMIT_EVERY: Duration = Duration::from_secs(1);

/// How often a failing disk is tried again.
const RETRY_EVERY: Duration = Duration::from_secs(1);

/// Commits tried before the end: a moment's trouble passes, a full disk does not.
const FINISH_TRIES: u32 = 3;

/// The thread's own state.
#[derive(Debug)]
pub(super) struct Worker {
    store: Store,
    shared: Arc<Shared>,
    durable: watch::Sender<Seq>,
    status: watch::Sender<JournalStatus>,
    /// Taken from the inbox and not durable yet.
    batch: Batch,
    checkpoint: Option<Checkpoint>,
    packer: Packer,
    failing: bool,
    /// Asks the maintainer to empty the WAL; one wish can wait while another is under way.
    maintain: SyncSender<()>,
    maintainer: JoinHandle<()>,
}

impl Worker {
    pub(super) fn new(
        store: Store,
        shared: Arc<Shared>,
        durable: watch::Sender<Seq>,
        status: watch::Sender<JournalStatus>,
    ) -> Result<Self, JournalError> {
        if let Err(error) = store.grow_wal() {
            tracing::warn!(%error, "the journal's WAL has to grow as it is written");
        }
        let (maintain, wishes) = sync_channel(1);
        let opened = Maintainer::open(store.path().parent().unwrap_or(Path::new(".")))?;
        let maintainer = std::thread::Builder::new()
            .name("soak-wal".to_owned())
            .spawn(move || empty_wal(&opened, &wishes))
            .map_err(|error| JournalError::Writer { what: format!("start its second thread: {error}") })?;
        Ok(Self {
            store,
            shared,
            durable,
            status,
            batch: Batch::default(),
            checkpoint: None,
            packer: Packer::default(),
            failing: false,
            maintain,
            maintainer,
        })
    }

    /// Commits until it is asked to finish.
    pub(super) fn run(mut self) -> Result<Finished, JournalError> {
        let mut spare = Batch::default();
        loop {
            let pause = if self.failing { RETRY_EVERY } else { COMMIT_EVERY };
            let work = self.shared.wait(pause, self.failing, spare);
            spare = self.take(work.batch);
            self.checkpoint = work.checkpoint.or(self.checkpoint.take());
            if work.finishing {
                self.make(work.pictures);
                return self.finish(work.lost);
            }
            let done = self.commit();
            self.report(done, work.lost);
            // After the commit, which an order may wait for; they are written with the next one.
            self.make(work.pictures);
        }
    }

    /// Adds what was taken to what waits; gives an empty batch back.
    fn take(&mut self, taken: Batch) -> Batch {
        if self.batch.is_empty() {
            std::mem::replace(&mut self.batch, taken)
        } else {
            self.batch.absorb(taken);
            Batch::default()
        }
    }

    /// Makes `pictures` and packs them, or sheds them while the disk fails.
    fn make(&mut self, pictures: Vec<Picture>) {
        if self.failing {
            self.packer.begin_anew();
            self.shared.carry(self.batch.size(), pictures.len() as u64);
            return;
        }
        for Picture { at, version, make } in pictures {
            match self.packer.pack(at, version, make()) {
                Ok(packed) => self.batch.pictures.push(packed),
                Err(error) => tracing::warn!(%error, "a picture could not be packed"),
            }
        }
    }

    /// Commits what waits, tells so, and only then does what no order waits for.
    fn commit(&mut self) -> Result<(), JournalError> {
        let durable = self.store.commit(&self.batch)?;
        self.batch.clear();
        self.durable.send_if_modified(|seen| std::mem::replace(seen, durable) != durable);
        if let Some(checkpoint) = self.checkpoint.take_if(|wanted| wanted.seq <= durable) {
            let written = self.store.checkpoint(&self.batch, &checkpoint);
            if written.is_err() {
                self.checkpoint = Some(checkpoint);
            }
            written?;
        }
        match self.store.tend_wal() {
            Ok(false) => {}
            // A full channel means that the wish is known already.
            Ok(true) => drop(self.maintain.try_send(())),
            Err(error) => {
                tracing::warn!(%error, "the journal's WAL could not be emptied; it grows until it can");
            }
        }
        Ok(())
    }

    /// Says whether the disk fails; while it does, holds on to the envelopes and lets go of rows.
    fn report(&mut self, done: Result<(), JournalError>, lost: u64) {
        let failing = done.is_err();
        let shed = if failing { self.batch.shed() } else { 0 };
        self.shared.carry(self.batch.size(), shed);
        self.failing = failing;
        let trouble = match done {
            _ if lost > 0 => Some(JournalError::Overflowed { lost }),
            Ok(()) => None,
            Err(error) => Some(error),
        };
        let status = trouble
            .map_or(JournalStatus::Healthy, |error| JournalStatus::Failing { reason: error.to_string() });
        self.status.send_if_modified(|seen| {
            let changed = *seen != status;
            if changed {
                tracing::warn!(?status, "the journal's disk");
                *seen = status;
            }
            changed
        });
    }

    fn finish(mut self, lost: u64) -> Result<Finished, JournalError> {
        let mut tries = 1;
        while let Err(error) = self.commit() {
            if tries == FINISH_TRIES {
                return Err(error);
            }
            tries += 1;
            self.report(Err(error), lost);
            std::thread::sleep(RETRY_EVERY);
        }
        drop(self.maintain);
        self.maintainer.join().ok();
        if let Err(error) = self.store.maintain() {
            tracing::warn!(%error, "the journal's WAL stays as it is");
        }
        match lost {
            0 => Ok(Finished { last_seq: self.store.durable(), digest: self.shared.lock().intake.digest() }),
            lost => Err(JournalError::Overflowed { lost }),
        }
    }
}

/// Empties the WAL for each wish, until nobody is left who could wish.
fn empty_wal(maintainer: &Maintainer, wishes: &Receiver<()>) {
    while wishes.recv().is_ok() {
        if let Err(error) = maintainer.run() {
            tracing::warn!(%error, "the journal's WAL could not be emptied; it grows until it can");
        }
    }
}
