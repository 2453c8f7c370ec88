//! One process runs a soak: a lock on a file, which the system lets go of when the process ends.
//!
//! Why not a file whose mere existence is the lock: it would stay after kill -9.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::JournalError;
use super::folder::{private_file, private_folder};

/// The file's name in a soak's folder.
const FILE_NAME: &str = "lock";

/// How long a taken lock is looked at again: [`SoakLock::holder`] holds it for microseconds, a soak for days.
const LOOK_PATIENCE: Duration = Duration::from_millis(20);

/// The right to run a soak, for as long as this value lives.
#[derive(Debug)]
pub struct SoakLock {
    /// Held open; closing it gives the lock back.
    _file: File,
}

impl SoakLock {
    /// Takes the lock on the soak's folder `dir`, which is made if it is missing, and writes this process's
    /// number into it.
    ///
    /// # Errors
    /// [`JournalError::Held`] when another process has it; `Io` when the file cannot be made or locked.
    pub fn acquire(dir: &Path) -> Result<Self, JournalError> {
        private_folder(dir)?;
        let path = dir.join(FILE_NAME);
        let mut file = private_file()
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(JournalError::io("open the lock", &path))?;
        let lock = || flock(&file, FlockOperation::NonBlockingLockExclusive);
        let locked = lock().or_else(|_| {
            std::thread::sleep(LOOK_PATIENCE);
            lock()
        });
        match locked {
            Ok(()) => {}
            Err(Errno::WOULDBLOCK) => {
                return Err(JournalError::Held { dir: dir.to_owned(), pid: pid_in(&mut file) });
            }
            Err(error) => return Err(JournalError::io("take the lock", &path)(error.into())),
        }
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| writeln!(file, "{}", std::process::id()))
            .map_err(JournalError::io("write this process's number into", &path))?;
        Ok(Self { _file: file })
    }

    /// The process that runs the soak in `dir`, if one does. Takes nothing and makes nothing.
    #[must_use]
    pub fn holder(dir: &Path) -> Option<u32> {
        let mut file = File::open(dir.join(FILE_NAME)).ok()?;
        match flock(&file, FlockOperation::NonBlockingLockShared) {
            Err(Errno::WOULDBLOCK) => Some(pid_in(&mut file)),
            _ => None,
        }
    }
}

/// The number written in the file; 0 when there is none yet.
fn pid_in(file: &mut File) -> u32 {
    let mut text = String::new();
    file.read_to_string(&mut text).ok();
    text.trim().parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_second_soak_of_the_name_is_refused_with_the_first_ones_number() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("soaks/one");
        let lock = SoakLock::acquire(&dir).unwrap();
        let refused = SoakLock::acquire(&dir).unwrap_err();
        let own = std::process::id();
        assert!(matches!(&refused, JournalError::Held { pid, .. } if *pid == own), "{refused}");
        assert!(refused.to_string().contains(&format!("process {own} is running this soak")));
        assert_eq!(SoakLock::holder(&dir), Some(own));
        drop(lock);
        assert_eq!(SoakLock::holder(&dir), None);
        assert!(SoakLock::acquire(&dir).is_ok());
    }

    #[test]
    fn the_folder_and_the_file_are_private() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("one");
        std::fs::create_dir(&dir).unwrap();
        std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(0o755)).unwrap();
        let _lock = SoakLock::acquire(&dir).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&dir), mode(&dir.join("lock"))), (0o700, 0o600));
    }
}
