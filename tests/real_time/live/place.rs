//! A folder of its own for one test: a configuration, a bundle, the soaks and their exchange.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use soak::config::Settings;
use soak::link::SoakState;

use super::proof::Proof;
use super::venue::Venue;
use crate::dashboard::terminal::{Home, Terminal};

/// The keys; neither may ever be shown.
pub(crate) const LIVE_KEY: &str = "pf_live_0123456789abcdef";
pub(crate) const PAPER_KEY: &str = "pf_test_fedcba9876543210";

/// An agent that trades as often as it can: every bar of a second may turn it.
const BUSY: &str = "[agent]\nbar = \"1s\"\nfast = 1\nslow = 2\nband_bp = 0\nentries_per_day = 1000\n\
    [breaker]\norders_per_min_max = 300\n[budget]\nrpm = 6000\n[reconcile]\nevery = \"1s\"\n";

/// The size of every terminal here.
const SIZE: (u16, u16) = (120, 40);

/// A folder, gone at the end of the test with every soak in it.
pub(crate) struct Place {
    folder: tempfile::TempDir,
    keys: Vec<(&'static str, &'static str)>,
}

/// What a program said and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) text: String,
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
    /// A place whose live account is at `live_url`, with both keys set.
    pub(crate) fn at(live_url: &str) -> Self {
        let place = Self {
            folder: tempfile::tempdir().unwrap(),
            keys: vec![("LIVE_KEY", LIVE_KEY), ("PURPLE_FLEA_API_KEY", PAPER_KEY)],
        };
        place.configure(&format!(
            "{BUSY}[venue]\nlive_url = \"{live_url}\"\nlive_key_env = \"LIVE_KEY\"\nlive_account = \"main\"\n"
        ));
        place
    }

    /// A place with an exchange that plays a live one.
    pub(crate) fn with_venue() -> (Self, Venue) {
        let venue = Venue::live();
        (Self::at(&venue.url), venue)
    }

    /// The same with other keys in the environment.
    pub(crate) fn with_keys(mut self, keys: &[(&'static str, &'static str)]) -> Self {
        self.keys = keys.to_vec();
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes the configuration.
    pub(crate) fn configure(&self, text: &str) {
        std::fs::write(self.path().join("soak.toml"), text).unwrap();
    }

    /// Adds `line` before the configuration's first section.
    pub(crate) fn configure_also(&self, line: &str) {
        let text = std::fs::read_to_string(self.path().join("soak.toml")).unwrap();
        self.configure(&format!("{line}\n{text}"));
    }

    /// What is configured.
    pub(crate) fn settings(&self) -> Settings {
        Settings::load(&self.path().join("soak.toml")).unwrap().settings
    }

    /// Writes a bundle that says GO for this place's configuration, unless `change` breaks it.
    pub(crate) fn bundle(&self, change: impl FnOnce(&mut Proof)) {
        let mut proof = Proof::of(&self.settings());
        change(&mut proof);
        std::fs::write(self.path().join("week.soakbundle"), proof.bytes()).unwrap();
    }

    /// The folder of the soak `name`.
    pub(crate) fn soak_folder(&self, name: &str) -> PathBuf {
        self.path().join("data").join(name)
    }

    /// The whole environment of a program here.
    pub(crate) fn variables(&self) -> Vec<(OsString, OsString)> {
        let mut variables = vec![
            ("PATH".into(), std::env::var_os("PATH").unwrap_or_default()),
            ("SOAK_DATA".into(), self.path().join("data").into()),
            ("HOME".into(), self.path().into()),
            ("LANG".into(), "C.UTF-8".into()),
            ("USER".into(), "tester".into()),
        ];
        variables.extend(self.keys.iter().map(|(name, key)| ((*name).into(), (*key).into())));
        variables
    }

    /// `soak` with `arguments`, without a terminal.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_soak"));
        command.args(arguments).env_clear().envs(self.variables()).current_dir(self.path());
        command.stdin(Stdio::null());
        command
    }

    /// Runs `soak` with `arguments` without a terminal.
    pub(crate) fn soak(&self, arguments: &[&str]) -> Said {
        Said::of(&self.command(arguments).output().unwrap())
    }

    /// `soak` with `arguments` in a terminal.
    pub(crate) fn terminal(&self, arguments: &[&str]) -> Terminal {
        Terminal::start(self, arguments, SIZE)
    }

    /// Starts the live soak `x` in the background, as an operator at a terminal.
    #[track_caller]
    pub(crate) fn start_live(&self, more: &[&str]) {
        let arguments = [&["run", "--detach", "--config", "soak.toml", "--name", "x"], more].concat();
        let mut terminal = self.terminal(&arguments);
        terminal.shows(&["REAL MONEY", "Type the account's name"]);
        terminal.press("main\r");
        let (code, said) = terminal.ended();
        assert_eq!(code, 0, "{said}");
    }

    /// What `soak status NAME --json` says.
    #[track_caller]
    pub(crate) fn status(&self, name: &str) -> Value {
        let said = self.soak(&["status", name, "--json"]);
        serde_json::from_str(&said.text).unwrap_or_else(|error| panic!("{error}: {said:?}"))
    }

    /// Asks for the status of `name` until it is as `wanted`; a soak that does not answer ends the test.
    #[track_caller]
    pub(crate) fn until(&self, name: &str, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let clock = soak::clock::Clock::start();
        let deadline = clock.now() + soak::model::Span::from_secs(60);
        loop {
            let status = self.status(name);
            assert_eq!(status["state"], "running", "{status}");
            if wanted(&status) {
                return status;
            }
            assert!(clock.now() < deadline, "never {what}: {status}");
        }
    }

    /// What the journal of the soak `name` answers to a query for one text.
    pub(crate) fn journal(&self, name: &str, sql: &str) -> String {
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        let journal = self.soak_folder(name).join("journal.db");
        let db = rusqlite::Connection::open_with_flags(journal, flags).unwrap();
        db.query_row(sql, [], |row| row.get::<_, Option<String>>(0)).unwrap().unwrap_or_default()
    }

    /// No file below the data folder holds a key.
    #[track_caller]
    pub(crate) fn holds_no_key(&self) {
        let mut folders = vec![self.path().join("data")];
        let mut files = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().flatten() {
                let kind = entry.file_type().unwrap();
                if kind.is_dir() {
                    folders.push(entry.path());
                } else if kind.is_file() {
                    let bytes = std::fs::read(entry.path()).unwrap();
                    let holds = |key: &str| bytes.windows(key.len()).any(|window| window == key.as_bytes());
                    let place = entry.path().display().to_string();
                    assert!(!holds(LIVE_KEY) && !holds(PAPER_KEY), "a key lies in {place}");
                    files += 1;
                }
            }
        }
        assert!(files > 3, "nothing was looked at");
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

impl Said {
    pub(crate) fn of(output: &std::process::Output) -> Self {
        let text = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8(bytes.clone()).unwrap());
        let said = Self { code: output.status.code().unwrap_or(-1), text: text.concat() };
        for key in [LIVE_KEY, PAPER_KEY] {
            assert!(!said.text.contains(key), "a key was shown: {said:?}");
        }
        said
    }

    /// It was refused with exactly these reasons, each told by some of its words.
    #[track_caller]
    pub(crate) fn refused(&self, reasons: &[&str]) {
        assert_eq!(self.code, 1, "{self:?}");
        let told: Vec<_> = self.text.lines().filter_map(|line| line.strip_prefix("  - ")).collect();
        assert_eq!(told.len(), reasons.len(), "{self:?}");
        for reason in reasons {
            assert!(told.iter().any(|told| told.contains(reason)), "no {reason:?} in {self:?}");
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        for name in self.running() {
            let _ = self.soak(&["stop", &name]);
        }
    }
}
