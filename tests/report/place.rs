//! A data folder with one soak of some virtual hours in it, and the program run over it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A data folder, gone at the end of the test.
pub(crate) struct Place {
    folder: tempfile::TempDir,
}

/// What the program said and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Place {
    /// A place with the soak `x`: the run of a seed in which faults strike.
    pub(crate) fn with_a_soak() -> Self {
        let place = Self::empty();
        let soak = place.path("x");
        let said = place.soak(&["sim", "--seeds", "11", "--hours", "4", "--trace", soak.to_str().unwrap()]);
        assert!(place.path("x/journal.db").is_file(), "{said:?}");
        place
    }

    /// A place with a soak `x` of a day to come: it is judged at its end, whenever that is asked for, and not at
    /// the machine's time.
    pub(crate) fn with_a_soak_to_come() -> Self {
        let place = Self::empty();
        let run = ["run", "--headless", "--name", "x", "--speed", "max", "--length", "1h"];
        let said = place.soak(&[&run[..], &["--begin", "2199-01-01"]].concat());
        assert_eq!(said.code, 0, "{said:?}");
        place
    }

    /// A place with nothing in it.
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The same as text.
    pub(crate) fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    /// The program with `arguments`, to be run here.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(Path::new(env!("CARGO_BIN_EXE_soak")));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("SOAK_DATA", self.folder.path())
            .env("HOME", self.folder.path())
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn soak(&self, arguments: &[&str]) -> Said {
        let output = self.command(arguments).output().unwrap();
        Said {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Writes the report of the soak into `file`.
    pub(crate) fn report(&self, file: &str) -> String {
        let path = self.text(file);
        let said = self.soak(&["report", "x", "-o", &path]);
        assert_eq!(said.code, 0, "{said:?}");
        std::fs::read_to_string(path).unwrap()
    }
}
