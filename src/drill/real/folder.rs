//! Where drills run, and folders that are there for one case and gone with it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// Where drills run in real time.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// In it each case makes a folder of its own, and removes it again.
    pub home: &'a Path,
    /// The program `soak`, which is started anew where a drill needs a process of its own.
    pub program: &'a Path,
}

/// A folder of its own; dropping it removes it with all that is inside.
#[derive(Debug)]
pub(super) struct CaseFolder(PathBuf);

impl CaseFolder {
    /// A new folder in `home`. Its name is short, because a socket's path may not be long.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(super) fn new(home: &Path) -> io::Result<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = home.join(format!("soak-drill-{}-{number}", std::process::id()));
        std::fs::create_dir(&path)?;
        Ok(Self(path))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for CaseFolder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, folder = %self.0.display(), "a drill's folder is left behind");
        }
    }
}
