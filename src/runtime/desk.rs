//! The archive's thread: it answers questions about the past from the journal, beside the soak.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use super::{RunError, system};
use crate::link::{Errand, Gallery};

/// Errands that may wait: as many as clients that can ask.
const ERRANDS_WAITING_MAX: usize = 64;

/// The soak's end of the archive's thread.
pub(super) struct ArchiveDesk {
    errands: SyncSender<Errand>,
    thread: JoinHandle<()>,
}

impl ArchiveDesk {
    /// Starts the thread over the journal in `folder`.
    pub(super) fn open(folder: &Path, gallery: Gallery) -> Result<Self, RunError> {
        let (errands, waiting) = sync_channel(ERRANDS_WAITING_MAX);
        let folder = folder.to_owned();
        let thread = std::thread::Builder::new()
            .name("soak-archive".to_owned())
            .spawn(move || run(&folder, &waiting, &gallery))
            .map_err(system("start the archive's thread"))?;
        Ok(Self { errands, thread })
    }

    /// Where errands are put.
    pub(super) fn errands(&self) -> SyncSender<Errand> {
        self.errands.clone()
    }

    /// Ends the thread, once it has done what it is at. Blocks for the milliseconds that this takes.
    pub(super) fn close(self) {
        // A thread that is gone has let go of the journal too.
        let _ = self.errands.send(Errand::Close);
        let _ = self.thread.join();
    }
}

fn run(_folder: &Path, errands: &Receiver<Errand>, _gallery: &Gallery) {
    while let Ok(errand) = errands.recv() {
        match errand {
            Errand::Ask(call) => call.answer(Err("the archive is empty".to_owned())),
            Errand::Look => {}
            Errand::Close => return,
        }
    }
}
