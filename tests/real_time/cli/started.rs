//! A soak that runs while a test looks at it.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, ChildStdout, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use super::place::{KEY, Place, Said};

/// A running `soak`; killed at the end of the test if it still runs.
pub(crate) struct Started {
    child: Child,
    words: BufReader<ChildStderr>,
    heard: String,
}

impl Started {
    /// Starts `soak` with `arguments` in `place` and waits until it has said each of `words`.
    #[track_caller]
    pub(crate) fn and_said(place: &Place, arguments: &[&str], words: &str) -> Self {
        let mut command = place.command(env!("CARGO_BIN_EXE_soak"));
        command.args(arguments).env("PURPLE_FLEA_API_KEY", KEY);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let mut started = Self { child, words: stderr, heard: String::new() };
        started.wait_for(words);
        started
    }

    /// Reads its words until a line holds `word`.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, word: &str) -> String {
        loop {
            let mut line = String::new();
            let read = self.words.read_line(&mut line).unwrap();
            assert!(read > 0, "it ended without saying {word:?}: {}", self.heard);
            self.heard.push_str(&line);
            if line.contains(word) {
                return line;
            }
        }
    }

    /// All that it said so far.
    pub(crate) fn heard(&self) -> &str {
        &self.heard
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Nobody reads its standard output any more.
    pub(crate) fn hang_up(&mut self) {
        drop(self.child.stdout.take());
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_raw(self.pid().cast_signed()).unwrap(), signal).unwrap();
    }

    /// Waits for its end.
    pub(crate) fn ended(mut self) -> Said {
        let mut out = String::new();
        self.child.stdout.take().map(|mut stdout: ChildStdout| stdout.read_to_string(&mut out).unwrap());
        self.words.read_to_string(&mut self.heard).unwrap();
        let code = self.child.wait().unwrap().code().unwrap_or(-1);
        let err = std::mem::take(&mut self.heard);
        assert!(!out.contains(KEY) && !err.contains(KEY), "the key was shown: {out}{err}");
        Said { code, out, err }
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
