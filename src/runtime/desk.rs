//! The archive's thread: it answers questions about the past from the journal, beside the soak.
//!
//! While somebody watches it looks once a second whether a minute ended or something happened, and then hangs
//! the new history for all who watch.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use super::archive::{Archive, ArchiveError};
use super::{RunError, system};
use crate::journal::Extent;
use crate::link::{Errand, Gallery};
use crate::snapshot::History;

/// Errands that may wait: as many as clients that can ask.
const ERRANDS_WAITING_MAX: usize = 64;

/// Time between two looks at the journal while somebody watches.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The soak's end of the archive's thread.
pub(super) struct ArchiveDesk {
    errands: SyncSender<Errand>,
    thread: JoinHandle<()>,
}

impl ArchiveDesk {
    /// Starts the thread over the journal in `folder`.
    pub(super) fn open(folder: &Path, gallery: Gallery) -> Result<Self, RunError> {
        let (errands, waiting) = sync_channel(ERRANDS_WAITING_MAX);
        let mut clerk = Clerk { folder: folder.to_owned(), gallery, archive: None, hung: None };
        let thread = std::thread::Builder::new()
            .name("soak-archive".to_owned())
            .spawn(move || clerk.run(&waiting))
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

/// The thread's own state.
struct Clerk {
    folder: PathBuf,
    gallery: Gallery,
    /// Open while it is in use.
    archive: Option<Archive>,
    /// How far the journal went when the history was hung.
    hung: Option<Extent>,
}

impl Clerk {
    fn run(&mut self, errands: &Receiver<Errand>) {
        loop {
            match self.next(errands) {
                Some(Errand::Ask(call)) => {
                    let told = self.archive().and_then(|archive| archive.answer(&call.question));
                    call.answer(told.map_err(|error| error.to_string()));
                }
                Some(Errand::Look) => self.look(),
                Some(Errand::Close) | None => return,
            }
        }
    }

    /// The next errand; to look, when none came for a while and somebody watches. `None` at the end.
    fn next(&mut self, errands: &Receiver<Errand>) -> Option<Errand> {
        if self.gallery.is_watched() {
            return match errands.recv_timeout(LOOK_EVERY) {
                Ok(errand) => Some(errand),
                Err(RecvTimeoutError::Timeout) => Some(Errand::Look),
                Err(RecvTimeoutError::Disconnected) => None,
            };
        }
        // Nobody watches: the journal is let go of until somebody asks.
        self.archive = None;
        errands.recv().ok()
    }

    /// Hangs the history, if it is another one.
    fn look(&mut self) {
        match self.news() {
            Ok(Some((extent, history))) => {
                self.gallery.hang_history(history);
                self.hung = Some(extent);
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "the past could not be read for those who watch"),
        }
    }

    /// The history, if it is another one than what hangs.
    fn news(&mut self) -> Result<Option<(Extent, History)>, ArchiveError> {
        let hung = self.hung;
        let archive = self.archive()?;
        let extent = archive.extent()?;
        if hung == Some(extent) {
            return Ok(None);
        }
        Ok(Some((extent, archive.history(None)?)))
    }

    fn archive(&mut self) -> Result<&mut Archive, ArchiveError> {
        match &mut self.archive {
            Some(archive) => Ok(archive),
            closed => Ok(closed.insert(Archive::open(&self.folder)?)),
        }
    }
}
