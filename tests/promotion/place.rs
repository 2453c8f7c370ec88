//! A folder of its own: an agent, a configuration, the soaks and all evidence.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use soak::clock::Clock;
use soak::link::SoakState;
use soak::model::Span;

/// The keys of the venues; none is ever shown.
const KEYS: [(&str, &str); 2] =
    [("LIVE_KEY", "pf_live_0123456789abcdef"), ("PURPLE_FLEA_API_KEY", "pf_test_fedcba9876543210")];

/// How long anything is waited for: a week takes a minute of an idle machine, and few are.
const PATIENCE: Span = Span::from_secs(900);

/// Time between two looks at what is waited for.
const LOOK_EVERY: Span = Span::from_millis(100);

/// A folder, gone at the end of the test with every soak in it.
pub(crate) struct Place {
    folder: tempfile::TempDir,
}

/// What a program said and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) text: String,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes `text` into the file `name`.
    pub(crate) fn file(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// The whole environment of a program here: nothing of the tester's own but the search path.
    pub(crate) fn variables(&self) -> Vec<(OsString, OsString)> {
        let mut variables = vec![
            ("PATH".into(), std::env::var_os("PATH").unwrap_or_default()),
            ("SOAK_DATA".into(), self.path().join("data").into()),
            ("HOME".into(), self.path().into()),
            ("LANG".into(), "C.UTF-8".into()),
            ("USER".into(), "tester".into()),
        ];
        variables.extend(KEYS.map(|(name, key)| (name.into(), key.into())));
        variables
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_soak"));
        command.args(arguments).env_clear().envs(self.variables()).current_dir(self.path());
        command.stdin(Stdio::null());
        command
    }

    /// Runs `soak` with `arguments`.
    pub(crate) fn soak(&self, arguments: &[&str]) -> Said {
        let output = self.command(arguments).output().unwrap();
        let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        assert!(KEYS.iter().all(|(_, key)| !text.contains(key)), "a key was shown: {text}");
        Said { code: output.status.code().unwrap_or(-1), text }
    }

    /// The same, which has to end well; what it said.
    #[track_caller]
    pub(crate) fn well(&self, arguments: &[&str]) -> String {
        let said = self.soak(arguments);
        assert_eq!(said.code, 0, "{arguments:?}: {}", said.text);
        said.text
    }

    /// Starts `soak` with `arguments` beside the test, which waits for its end later.
    pub(crate) fn beside(&self, arguments: &[&str]) -> Child {
        let mut command = self.command(arguments);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// What `soak status NAME --json` says.
    #[track_caller]
    pub(crate) fn status(&self, name: &str) -> Value {
        let said = self.soak(&["status", name, "--json"]);
        let status: Value =
            serde_json::from_str(&said.text).unwrap_or_else(|error| panic!("{error}: {said:?}"));
        assert_eq!(status["state"], "running", "{status}");
        status
    }

    /// What `soak gate NAME` decides; its code and its JSON have to agree.
    #[track_caller]
    pub(crate) fn judged(&self, name: &str) -> Value {
        let said = self.soak(&["gate", name, "--json"]);
        let judgement: Value =
            serde_json::from_str(&said.text).unwrap_or_else(|error| panic!("{error}: {said:?}"));
        let word = if said.code == 0 { "go" } else { "no_go" };
        assert_eq!((judgement["verdict"].as_str(), said.code < 2), (Some(word), true), "{said:?}");
        judgement
    }

    /// Looks at what `look` gives until it is as `wanted`.
    #[track_caller]
    pub(crate) fn until(
        &self,
        what: &str,
        look: impl Fn(&Self) -> Value,
        wanted: impl Fn(&Value) -> bool,
    ) -> Value {
        let clock = Clock::start();
        let deadline = clock.now() + PATIENCE;
        loop {
            let found = look(self);
            if wanted(&found) {
                return found;
            }
            assert!(clock.now() < deadline, "never {what}: {found:#}");
            std::thread::sleep(LOOK_EVERY.to_std());
        }
    }

    /// The folder of the soak `name`.
    fn soak_folder(&self, name: &str) -> PathBuf {
        self.path().join("data").join(name)
    }

    /// The soaks that run here.
    fn running(&self) -> Vec<String> {
        let Ok(folders) = std::fs::read_dir(self.path().join("data")) else { return Vec::new() };
        let names = folders.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
        let runs =
            |name: &String| matches!(SoakState::of(&self.soak_folder(name)), SoakState::Running { .. });
        names.filter(runs).collect()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        for name in self.running() {
            let _ = self.soak(&["stop", &name]);
        }
    }
}

/// The items of `judgement` that are not green.
pub(crate) fn red(judgement: &Value) -> BTreeSet<&str> {
    let items = judgement["items"].as_array().unwrap();
    assert_eq!(items.len(), 15, "{judgement}");
    items.iter().filter(|item| item["status"] != "go").map(|item| item["item"].as_str().unwrap()).collect()
}

/// The evidence of `item` in one line.
pub(crate) fn evidence<'a>(judgement: &'a Value, item: &str) -> &'a str {
    let items = judgement["items"].as_array().unwrap();
    items.iter().find(|one| one["item"] == item).unwrap()["evidence"].as_str().unwrap()
}
