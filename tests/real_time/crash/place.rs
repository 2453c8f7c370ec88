//! A folder of its own for one test, and the programs that run in it.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use super::life::Life;

/// An agent that trades as often as it can: every bar of a second may turn it.
const BUSY: &str = "[agent]\nbar = \"1s\"\nfast = 1\nslow = 2\nband_bp = 0\nentries_per_day = 1000\n\
    [breaker]\norders_per_min_max = 300\nerrors_in_row_max = 1000\n\
    [budget]\nrpm = 6000\n[reconcile]\nevery = \"1s\"\n";

/// A folder with a configuration and a data folder, gone at the end of the test.
pub(crate) struct Place {
    folder: tempfile::TempDir,
    arguments: Vec<String>,
}

impl Place {
    /// A place for a soak that is run with `arguments`.
    pub(crate) fn new(arguments: &[&str]) -> Self {
        let arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        let place = Self { folder: tempfile::tempdir().unwrap(), arguments };
        place.configure("");
        place
    }

    /// Adds `more` to the configuration.
    pub(crate) fn configure(&self, more: &str) {
        std::fs::write(self.folder.path().join("soak.toml"), format!("{BUSY}{more}")).unwrap();
    }

    /// The soak's folder.
    pub(crate) fn soak(&self) -> PathBuf {
        self.folder.path().join("data/x")
    }

    /// A life of the soak. The venue counts requests by key, and a life is not to starve for those of
    /// the lives before it, so each has its own.
    pub(crate) fn live(&self, number: u64) -> Life {
        let mut command =
            self.command(&["run", "--headless", "--json", "--config", "soak.toml", "--name", "x"]);
        Life::start(command.args(&self.arguments).env("PURPLE_FLEA_API_KEY", format!("paper-{number}")))
    }

    /// Runs `soak` with `arguments`, which must succeed, and gives what it printed.
    #[track_caller]
    pub(crate) fn order(&self, arguments: &[&str]) -> String {
        let done = self.command(arguments).output().unwrap();
        let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        assert!(done.status.success(), "{arguments:?}: {out}{err}");
        out.into_owned()
    }

    /// A venue over the synthetic market, which lives on until it is dropped.
    pub(crate) fn venue(&self) -> Venue {
        let mut command = self.command(&["venue", "--listen", "127.0.0.1:0", "--feed", "synthetic:7"]);
        let mut child = command.args(["--data", "venue"]).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.and_then(|address| address.parse().ok());
        let Some(address) = address else { panic!("no address of the venue in {line:?}") };
        Venue { address, store: self.folder.path().join("venue/venue.db"), child }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_soak"));
        command.args(arguments).current_dir(self.folder.path()).env_clear();
        command.env("SOAK_DATA", self.folder.path().join("data")).env("HOME", self.folder.path());
        command.stdin(Stdio::null());
        command
    }
}

/// A venue in a process of its own.
pub(crate) struct Venue {
    pub(crate) address: SocketAddr,
    pub(crate) store: PathBuf,
    child: Child,
}

impl Drop for Venue {
    fn drop(&mut self) {
        // The test is over either way.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
