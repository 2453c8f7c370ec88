//! The lock that a running soak holds, and what it says when nobody does.
//!
//! The file `lock` holds the pid. Giving the lock back empties it, so that afterwards an empty file
//! means *ended* and a pid that nobody holds means *interrupted*: killed, panicked, or the power went.
//!
//! Invariant: at most one process runs a soak. The lock is the system's (`flock`), so it goes with
//! the process, however that dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::UNIX_EPOCH;

use super::LinkError;
use crate::model::{Span, Time};

/// The right to run a soak, held until this is dropped or the process ends. Dropping it says that the
/// run came to its end, except while panicking.
#[derive(Debug)]
pub struct SoakLock {
    file: File,
}

/// Where a soak stands, by its lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SoakState {
    /// A process runs it.
    Running {
        /// The process; 0 in the instant in which it starts.
        pid: u32,
    },
    /// Its last run came to its end.
    Ended {
        /// When, if the file system says so.
        at: Option<Time>,
    },
    /// Its last run ended without a word: killed, or the machine went down.
    Interrupted {
        /// When it last wrote to its journal, if the file system says so.
        at: Option<Time>,
    },
    /// It never ran, or its folder is damaged.
    Unknown,
}

impl SoakLock {
    /// Takes the lock of the soak in `folder`, which exists.
    ///
    /// # Errors
    ///
    /// Another process holds it, or the file system refuses.
    pub fn acquire(folder: &Path) -> Result<Self, LinkError> {
        let path = folder.join("lock");
        let unusable = |action| {
            let path = path.clone();
            move |cause| LinkError::Unusable { action, path, cause }
        };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let mut file = options.open(&path).map_err(unusable("open"))?;
        // Whoever starts holds the folder itself meanwhile, so that nobody else can begin to run.
        let door = File::open(folder).map_err(unusable("open"))?;
        door.lock().map_err(unusable("lock"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::Error(cause)) => return Err(unusable("lock")(cause)),
            // Somebody who only looks shares the lock, for microseconds; who runs the soak does not.
            Err(TryLockError::WouldBlock) if file.try_lock_shared().is_ok() => {
                file.lock().map_err(unusable("lock"))?;
            }
            Err(TryLockError::WouldBlock) => {
                return Err(LinkError::AlreadyRunning { name: name_of(folder), pid: read_pid(&mut file) });
            }
        }
        write_pid(&mut file).map_err(unusable("write"))?;
        Ok(Self { file })
    }
}

impl Drop for SoakLock {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            // A file that cannot be emptied lets the run be taken for an interrupted one.
            let _ = self.file.set_len(0);
        }
        // A child that is just being started shares the open file until it runs its own program, and with it
        // a lock that was only closed. One that cannot be given back goes with the process.
        let _ = self.file.unlock();
    }
}

impl SoakState {
    /// Where the soak in `folder` stands. Never waits, and never fails: what cannot be read is
    /// [`SoakState::Unknown`].
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        let path = folder.join("lock");
        let Ok(mut file) = File::open(&path) else { return Self::Unknown };
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => Self::Running { pid: read_pid(&mut file) },
            Err(TryLockError::Error(_)) => Self::Unknown,
            // The lock goes with `file` at the end of this function.
            Ok(()) if read_pid(&mut file) == 0 => Self::Ended { at: changed_at(&path) },
            Ok(()) => {
                let written =
                    ["journal.db", "journal.db-wal", "lock"].map(|name| changed_at(&folder.join(name)));
                Self::Interrupted { at: written.into_iter().flatten().max() }
            }
        }
    }

    /// When it last ran, if it does not run now and that is known.
    #[must_use]
    pub fn last_ran(self) -> Option<Time> {
        match self {
            Self::Running { .. } | Self::Unknown => None,
            Self::Ended { at } | Self::Interrupted { at } => at,
        }
    }
}

/// What a folder's soak is called in messages.
pub(super) fn name_of(folder: &Path) -> String {
    folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn write_pid(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

fn read_pid(file: &mut File) -> u32 {
    let mut text = String::new();
    // A pid has at most ten digits.
    let read = file.rewind().and_then(|()| file.take(16).read_to_string(&mut text));
    read.ok().and_then(|_| text.trim().parse().ok()).unwrap_or(0)
}

fn changed_at(path: &Path) -> Option<Time> {
    let since_epoch = std::fs::metadata(path).ok()?.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(Time::EPOCH + Span::from_std(since_epoch))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_soak_runs_once_and_its_end_is_told_from_its_death() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        assert_eq!(SoakState::of(folder), SoakState::Unknown);
        let lock = SoakLock::acquire(folder).unwrap();
        let own = std::process::id();
        assert_eq!(SoakState::of(folder), SoakState::Running { pid: own });
        let second = SoakLock::acquire(folder).unwrap_err();
        assert!(matches!(second, LinkError::AlreadyRunning { pid, .. } if pid == own), "{second}");
        drop(lock);
        assert!(matches!(SoakState::of(folder), SoakState::Ended { at: Some(_) }));
        let panicked = std::thread::scope(|scope| {
            let run = || {
                let _lock = SoakLock::acquire(folder).unwrap();
                panic!("the run breaks off");
            };
            scope.spawn(run).join().is_err()
        });
        assert!(panicked && matches!(SoakState::of(folder), SoakState::Interrupted { at: Some(_) }));
        assert!(SoakLock::acquire(folder).is_ok());
    }

    #[test]
    fn somebody_who_looks_does_not_keep_a_soak_from_starting() {
        let folder = tempfile::tempdir().unwrap();
        drop(SoakLock::acquire(folder.path()).unwrap());
        let stop = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    let _ = SoakState::of(folder.path());
                }
            });
            let starts: Vec<_> = (0..200).map(|_| SoakLock::acquire(folder.path()).map(drop)).collect();
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
            assert!(starts.iter().all(Result::is_ok), "{starts:?}");
        });
    }
}
