//! Where soaks keep their data: one folder each, below one data folder.
//!
//! ```text
//!   $SOAK_DATA, else $XDG_STATE_HOME/soak, else ~/.local/state/soak
//!   └── NAME/            0700
//!       ├── journal.db     every input, and what people may query
//!       ├── breaker.latch  the breaker's own file
//!       ├── venue/         the embedded paper exchange's store; the soak never reads it
//!       ├── lock           held while the soak runs; holds its pid
//!       ├── control.sock   0600
//!       └── logs/
//! ```

use std::ffi::OsString;
use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::SoakName;

/// Most folders looked at in the data folder: far above what a person keeps, and a bound on what a
/// wrong `$SOAK_DATA` (a home folder, `/tmp`) can cost.
const FOLDERS_MAX: usize = 10_000;

/// Why a data folder cannot be used. Policy of every variant: refuse to start.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Nothing says where data goes.
    #[error("cannot tell where data goes: none of SOAK_DATA, XDG_STATE_HOME and HOME is set; use --data DIR")]
    Nowhere,
    /// The folder cannot be made, read or protected.
    #[error("cannot {action} the folder {}: {cause}", .folder.display())]
    Unusable {
        /// What was tried.
        action: &'static str,
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
}

/// The folder that holds the folders of all soaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataRoot(PathBuf);

/// The folder of one soak.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoakFolder {
    name: SoakName,
    path: PathBuf,
}

impl DataRoot {
    /// The data folder: `chosen` by flag or file, else the environment's, as an absolute path.
    ///
    /// # Errors
    ///
    /// Nothing says where data goes.
    pub fn resolve(chosen: Option<&Path>) -> Result<Self, FolderError> {
        let from_environment = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        Self::choose(chosen, from_environment)
    }

    fn choose(
        chosen: Option<&Path>,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, FolderError> {
        let path = chosen
            .map(Path::to_path_buf)
            .or_else(|| variable("SOAK_DATA").map(PathBuf::from))
            .or_else(|| {
                // The base directory specification says to ignore relative paths here.
                let state = variable("XDG_STATE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
                state
                    .or_else(|| variable("HOME").map(|home| PathBuf::from(home).join(".local/state")))
                    .map(|state| state.join("soak"))
            })
            .ok_or(FolderError::Nowhere)?;
        // A soak outlives the shell's working directory.
        Ok(Self(std::path::absolute(&path).unwrap_or(path)))
    }

    /// The data folder's path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The folder of the soak `name`, whether it exists or not.
    #[must_use]
    pub fn soak(&self, name: &SoakName) -> SoakFolder {
        SoakFolder { name: name.clone(), path: self.0.join(name.as_str()) }
    }

    /// Makes the data folder, for its owner only. A folder that is there is left as it is: it may
    /// be shared on purpose, and each soak's own folder is not.
    ///
    /// # Errors
    ///
    /// The system refuses.
    pub fn create(&self) -> Result<(), FolderError> {
        make(&self.0)
    }

    /// All soaks, in the order of their names. Folders that cannot name a soak are passed over.
    ///
    /// # Errors
    ///
    /// The data folder exists and cannot be read. One that does not exist holds no soak.
    pub fn soaks(&self) -> Result<Vec<SoakFolder>, FolderError> {
        let entries = match std::fs::read_dir(&self.0) {
            Ok(entries) => entries,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(cause) => return Err(unusable("read", &self.0, cause)),
        };
        let mut soaks: Vec<SoakFolder> = entries
            .take(FOLDERS_MAX)
            .filter_map(Result::ok)
            .filter(|entry| entry.path().is_dir())
            .filter_map(|entry| entry.file_name().to_str().and_then(|name| name.parse().ok()))
            .map(|name| self.soak(&name))
            .collect();
        soaks.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(soaks)
    }

    /// The first of `{stem}-1`, `{stem}-2`, … that is not taken.
    ///
    /// # Errors
    ///
    /// All of the names that are tried are taken, or `stem` cannot begin a name.
    pub fn free_name(&self, stem: &str) -> Result<SoakName, FolderError> {
        let free = (1..=FOLDERS_MAX)
            .filter_map(|number| format!("{stem}-{number}").parse().ok())
            .find(|name| !self.soak(name).path.exists());
        let taken = || unusable("find a free name in", &self.0, io::ErrorKind::AlreadyExists.into());
        free.ok_or_else(taken)
    }
}

impl SoakFolder {
    /// The soak's name.
    #[must_use]
    pub fn name(&self) -> &SoakName {
        &self.name
    }

    /// The folder's path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it is there.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.path.is_dir()
    }

    /// The folder of the logs.
    #[must_use]
    pub fn logs(&self) -> PathBuf {
        self.path.join("logs")
    }

    /// Makes the folder with its inner ones, and takes the permissions of everybody but its owner
    /// away from it.
    ///
    /// # Errors
    ///
    /// The system refuses.
    pub fn create(&self) -> Result<(), FolderError> {
        make(&self.path)?;
        std::fs::set_permissions(&self.path, std::fs::Permissions::from_mode(0o700))
            .map_err(|cause| unusable("protect", &self.path, cause))?;
        make(&self.logs())
    }

    /// Takes the folder away again when a run was refused before it wrote anything. What is not empty
    /// stays.
    pub fn remove_if_empty(&self) {
        // The system refuses to remove a folder that holds something.
        let _ = std::fs::remove_dir(self.logs());
        let _ = std::fs::remove_dir(&self.path);
    }
}

fn make(folder: &Path) -> Result<(), FolderError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|cause| unusable("make", folder, cause))
}

fn unusable(action: &'static str, folder: &Path, cause: io::Error) -> FolderError {
    FolderError::Unusable { action, folder: folder.into(), cause }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_wins_over_the_environment_and_relative_state_homes_do_not_count() {
        #[track_caller]
        fn check(chosen: Option<&str>, variables: &[(&str, &str)], expect: Option<&str>) {
            let variable = |name: &str| {
                variables.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value))
            };
            let root = DataRoot::choose(chosen.map(Path::new), variable).ok();
            assert_eq!(root.as_ref().map(|root| root.path().to_str().unwrap()), expect);
        }
        check(Some("/a"), &[("SOAK_DATA", "/b")], Some("/a"));
        check(None, &[("SOAK_DATA", "/b"), ("XDG_STATE_HOME", "/c")], Some("/b"));
        check(None, &[("XDG_STATE_HOME", "/c"), ("HOME", "/h")], Some("/c/soak"));
        check(None, &[("XDG_STATE_HOME", "c"), ("HOME", "/h")], Some("/h/.local/state/soak"));
        check(None, &[], None);
    }

    #[test]
    fn a_soak_is_a_private_folder_and_automatic_names_count_up() {
        let folder = tempfile::tempdir().unwrap();
        let root = DataRoot(folder.path().join("state"));
        assert_eq!(root.soaks().unwrap(), []);
        let name = root.free_name("synthetic").unwrap();
        assert_eq!(name.as_str(), "synthetic-1");
        let soak = root.soak(&name);
        soak.create().unwrap();
        assert_eq!(std::fs::metadata(soak.path()).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(root.free_name("synthetic").unwrap().as_str(), "synthetic-2");
        std::fs::create_dir(root.path().join("Not a soak")).unwrap();
        std::fs::write(root.path().join("file"), "").unwrap();
        assert_eq!(root.soaks().unwrap(), [soak]);
    }
}
