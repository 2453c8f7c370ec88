//! A data folder of its own for one test, whose soaks end with it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::terminal::Home;

/// What a dashboard shows of the soak of [`Place::with_soak`].
pub(crate) const SHOWN: [&str; 3] = ["week", "PAPER", "ARMED"];

/// A folder, gone at the end of the test with every soak in it.
pub(crate) struct Place {
    folder: tempfile::TempDir,
}

impl Home for Place {
    fn folder(&self) -> &Path {
        self.path()
    }

    fn environment(&self) -> Vec<(OsString, OsString)> {
        self.variables()
    }
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A folder in which the soak `week` runs in the background, for dashboards to attach to.
    pub(crate) fn with_soak() -> Self {
        let place = Self::new();
        let (code, said) = place.soak(&["run", "--detach", "--name", "week", "--seed", "7"]);
        assert_eq!(code, 0, "{said}");
        place
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The folder of the soak `name`.
    pub(crate) fn soak_folder(&self, name: &str) -> PathBuf {
        self.path().join("data").join(name)
    }

    /// The whole environment of a program here: nothing of the tester's own but the search path.
    pub(crate) fn variables(&self) -> Vec<(OsString, OsString)> {
        vec![
            ("PATH".into(), std::env::var_os("PATH").unwrap_or_default()),
            ("SOAK_DATA".into(), self.path().join("data").into()),
            ("HOME".into(), self.path().into()),
            ("LANG".into(), "C.UTF-8".into()),
            ("USER".into(), "tester".into()),
        ]
    }

    /// Runs `soak` with `arguments` without a terminal; its exit code and what it printed.
    pub(crate) fn soak(&self, arguments: &[&str]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_soak"));
        command.args(arguments).env_clear().envs(self.variables()).current_dir(self.path());
        let output = command.stdin(Stdio::null()).output().unwrap();
        let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        (output.status.code().unwrap_or(-1), text)
    }

    /// What `soak status NAME --json` says.
    #[track_caller]
    pub(crate) fn status(&self, name: &str) -> Value {
        let (code, text) = self.soak(&["status", name, "--json"]);
        let value: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert!(code == 0 || code == 1, "{code}: {text}");
        value
    }

    /// The soaks that run here.
    fn running(&self) -> Vec<String> {
        let Ok(folders) = std::fs::read_dir(self.path().join("data")) else { return Vec::new() };
        let names = folders.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
        names
            .filter(|name| {
                matches!(
                    soak::link::SoakState::of(&self.soak_folder(name)),
                    soak::link::SoakState::Running { .. }
                )
            })
            .collect()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        for name in self.running() {
            let _ = self.soak(&["stop", &name]);
        }
    }
}
