//! A folder of its own for one test, and the program run in it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A key as a person might paste it.
pub(crate) const KEY: &str = "pf_live_0123456789abcdef";

/// An empty folder with a data folder, gone at the end of the test.
pub(crate) struct Place {
    folder: tempfile::TempDir,
}

/// What a program said and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// Writes `text` into the file `name` of this place.
    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        std::fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
        path
    }

    /// `program` in this place, with nothing of the tester's own environment but the search path.
    pub(crate) fn command(&self, program: &str) -> Command {
        let binary = Path::new(env!("CARGO_BIN_EXE_soak"));
        let mut path = binary.parent().unwrap().as_os_str().to_owned();
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap_or_default());
        let mut command = Command::new(program);
        command.current_dir(self.path()).env_clear().env("PATH", path);
        command.env("SOAK_DATA", self.data()).env("HOME", self.path()).env("LANG", "C.UTF-8");
        command.stdin(Stdio::null());
        command
    }

    /// Runs `soak` with `arguments` to its end.
    pub(crate) fn soak(&self, arguments: &[&str]) -> Said {
        let mut command = self.command(env!("CARGO_BIN_EXE_soak"));
        Said::of(command.args(arguments).env("PURPLE_FLEA_API_KEY", KEY).output().unwrap())
    }
}

impl Said {
    pub(crate) fn of(output: Output) -> Self {
        let said = Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        };
        assert!(!said.out.contains(KEY) && !said.err.contains(KEY), "the key was shown: {said:?}");
        said
    }

    /// It ended with `code` and said each of `words` on standard error.
    #[track_caller]
    pub(crate) fn refused(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, code, "{self:?}");
        assert!(!self.err.contains("backtrace") && !self.err.contains("panicked"), "{}", self.err);
        for word in words {
            assert!(self.err.contains(word), "no {word:?} in {}", self.err);
        }
    }

    /// It ended well, with exactly `out` on standard output.
    #[track_caller]
    pub(crate) fn printed(&self, out: &str) {
        assert_eq!((self.code, self.out.as_str()), (0, out), "{self:?}");
    }
}
