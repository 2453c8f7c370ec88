//! A command's end of the control socket. Blocking: a command does one thing and ends.

use std::io::{self, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;

use super::frame::{self, FrameError};
use super::lock::name_of;
use super::wire::{
    CLIENT_TIMEOUT, ControlReply, ControlRequest, Greeting, Hello, REPLY_BYTES_MAX, REQUEST_BYTES_MAX,
    SILENCE_MAX, VERSION,
};
use super::{LinkError, SoakState, own_terminal, socket};
use crate::model::neutralise;

/// Longest refusal shown, in characters.
const TEXT_CHARS_MAX: usize = 400;

/// A connection to a running soak.
#[derive(Debug)]
pub struct ControlClient {
    stream: BufReader<UnixStream>,
    name: String,
    pid: u32,
}

impl ControlClient {
    /// Connects to the soak in `folder`.
    ///
    /// # Errors
    ///
    /// The soak is not running, does not answer, speaks another version, or refuses this user.
    pub fn connect(folder: &Path) -> Result<Self, LinkError> {
        let name = name_of(folder);
        let state = SoakState::of(folder);
        let SoakState::Running { pid } = state else {
            return Err(LinkError::NotRunning { name, ended: state.last_ran() });
        };
        // Between taking its lock and opening its socket, and again at its end, a soak runs and
        // cannot be reached.
        let unreachable =
            |_| LinkError::NotAnswering { name: name.clone(), pid, waited_s: 0, doing: "connecting" };
        let stream = UnixStream::connect(socket::find(folder)).map_err(unreachable)?;
        let timed =
            stream.set_read_timeout(Some(CLIENT_TIMEOUT)).and(stream.set_write_timeout(Some(CLIENT_TIMEOUT)));
        timed.map_err(socket::unusable("set up", folder))?;
        let mut client = Self { stream: BufReader::new(stream), name, pid };
        client.greet()?;
        Ok(client)
    }

    /// The process that runs the soak.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Asks, and waits for the answer.
    ///
    /// # Errors
    ///
    /// No answer came in time, or none that can be read. What was asked may have been done.
    pub fn call(&mut self, request: &ControlRequest) -> Result<ControlReply, LinkError> {
        self.send(request)?;
        frame::read_blocking(&mut self.stream, REPLY_BYTES_MAX)
            .map_err(|error| self.explain(error, "answering"))
    }

    /// Watches from now on: what comes over the stream that is given back is broadcasts.
    pub(super) fn watch(mut self, interval_ms: u32) -> Result<BufReader<UnixStream>, LinkError> {
        self.send(&ControlRequest::Watch { interval_ms })?;
        let timed = self.stream.get_ref().set_read_timeout(Some(SILENCE_MAX));
        timed.map_err(|error| self.explain(FrameError::Io(error), "preparing to watch"))?;
        Ok(self.stream)
    }

    fn greet(&mut self) -> Result<(), LinkError> {
        // A server that refuses this user at once may have closed already; its words come first.
        let sent = self.send(&Hello { version: VERSION, terminal: own_terminal() });
        let greeting = frame::read_blocking(&mut self.stream, REQUEST_BYTES_MAX);
        match greeting.map_err(|error| self.explain(error, "greeting"))? {
            Greeting::Welcome { version: VERSION, pid } => {
                self.pid = pid;
                sent
            }
            Greeting::Welcome { version: theirs, .. } => Err(LinkError::Version { theirs }),
            Greeting::Refused { text } => Err(LinkError::Refused { text: neutralise(&text, TEXT_CHARS_MAX) }),
        }
    }

    fn send(&mut self, message: &impl serde::Serialize) -> Result<(), LinkError> {
        let line = frame::line(message).map_err(|error| self.explain(error, "asking"))?;
        let written = self.stream.get_mut().write_all(&line);
        written.map_err(|error| self.explain(FrameError::Io(error), "listening"))
    }

    fn explain(&self, error: FrameError, doing: &'static str) -> LinkError {
        match error {
            FrameError::Io(cause) if is_timeout(&cause) => {
                let (name, waited_s) = (self.name.clone(), CLIENT_TIMEOUT.as_secs());
                LinkError::NotAnswering { name, pid: self.pid, waited_s, doing }
            }
            FrameError::Io(_) | FrameError::Ended => {
                LinkError::Broken { what: "an end before the answer; the soak may be ending" }
            }
            FrameError::TooLongOrCut => LinkError::Broken { what: "an answer that is cut or too long" },
            FrameError::Nonsense => {
                LinkError::Broken { what: "an answer that cannot be read; use the same build for both" }
            }
        }
    }
}

pub(super) fn is_timeout(cause: &io::Error) -> bool {
    matches!(cause.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}
