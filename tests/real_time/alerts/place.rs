//! A folder of its own for one test, and the programs that run in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use soak::event::{Delivery, Input};
use soak::journal::Journal;
use soak::model::{Seq, Time};

use super::receiver::SECRET;
use crate::crash::life::Life;

/// The variable that holds the secret.
pub(crate) const VARIABLE: &str = "HOOK_SECRET";

/// A folder with a configuration and a data folder, gone at the end of the test.
pub(crate) struct Place(tempfile::TempDir);

impl Place {
    /// A place whose soaks tell alerts by `sinks`: what stands in the section `[alerts]`.
    pub(crate) fn new(sinks: &str) -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        place.configure(sinks);
        place
    }

    /// Has the soaks that are started from now on tell alerts by `sinks`.
    pub(crate) fn configure(&self, sinks: &str) {
        // No agent: nothing but what the test does raises an alert.
        let text = format!("[agent]\nkind = \"none\"\n[alerts]\n{sinks}\n");
        std::fs::write(self.path().join("soak.toml"), text).unwrap();
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// The soak's folder.
    pub(crate) fn soak(&self) -> PathBuf {
        self.path().join("data/x")
    }

    /// A life of the soak, once it runs.
    pub(crate) fn live(&self) -> Life {
        let arguments = ["run", "--headless", "--json", "--config", "soak.toml", "--name", "x"];
        let mut life = Life::start(&mut self.command(&arguments));
        life.wait_for("life", |_| true);
        life
    }

    /// Runs `soak` with `arguments`.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs `soak` with `arguments`, which must end with `code`, and gives all that it printed.
    #[track_caller]
    pub(crate) fn says(&self, arguments: &[&str], code: i32) -> String {
        let done = self.run(arguments);
        let text =
            format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        assert_eq!(done.status.code(), Some(code), "{arguments:?}: {text}");
        assert!(!text.contains(SECRET), "the secret was shown by {arguments:?}");
        text
    }

    /// What the engine was told of deliveries, by the journal of the soak, whose process has ended.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        let journal = Journal::open(&self.soak()).unwrap();
        let inputs = journal.replay(Seq(0)).unwrap().map(|envelope| envelope.unwrap().input);
        let delivery = |input| match input {
            Input::Delivery(delivery) => Some(*delivery),
            _ => None,
        };
        inputs.filter_map(delivery).collect()
    }

    /// When ticks were taken in, by the journal of the soak, whose process has ended.
    pub(crate) fn ticks(&self) -> Vec<Time> {
        let journal = Journal::open(&self.soak()).unwrap();
        let inputs = journal.replay(Seq(0)).unwrap().map(|envelope| envelope.unwrap());
        inputs.filter(|one| matches!(one.input, Input::Tick(_))).map(|one| one.at).collect()
    }

    /// The secret stands in no file that the soak has written.
    #[track_caller]
    pub(crate) fn holds_no_secret(&self) {
        let mut folders = vec![self.soak()];
        let mut files = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let kind = std::fs::symlink_metadata(&path).unwrap().file_type();
                if kind.is_dir() {
                    folders.push(path);
                } else if kind.is_file() {
                    files += 1;
                    let bytes = std::fs::read(&path).unwrap();
                    let found = bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes());
                    assert!(!found, "the secret is in {}", path.display());
                }
            }
        }
        assert!(files >= 3, "journal, book and log are looked at, {files} files were there");
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_soak"));
        command.args(arguments).current_dir(self.path()).env_clear();
        command
            .env("SOAK_DATA", self.path().join("data"))
            .env("HOME", self.path())
            .env("PATH", "/usr/bin:/bin");
        command.env(VARIABLE, SECRET).stdin(Stdio::null());
        command
    }
}

/// A sink that posts to `url`.
pub(crate) fn phone(url: &str) -> String {
    format!("[[alerts.sink]]\nname = \"phone\"\nwebhook = \"{url}\"\nsecret_env = \"{VARIABLE}\"\n")
}
