//! A viewer's end of the control socket: it listens, and comes back when the link is lost.
//!
//! Invariant: a link that is lost is tried again until the soak has given its lock back, which says that
//! it ended, or refuses this viewer. A process that was killed has not given it back.

use std::io::BufReader;
use std::net::Shutdown;
use std::ops::ControlFlow;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::frame::{self, FrameError};
use super::lock::name_of;
use super::wire::{Broadcast, REPLY_BYTES_MAX, SILENCE_MAX};
use super::{ControlClient, LinkError, SoakState};
use crate::model::{Span, neutralise};

/// The wait before the first new try: a soak that is started again takes about as long.
const BACKOFF_FIRST: Duration = Duration::from_millis(250);

/// The longest wait between two tries: a person who looks sees it come back.
const BACKOFF_MAX: Duration = Duration::from_secs(5);

/// Steps that the jitter has, so that viewers of one soak do not come back in one moment.
const JITTER_STEPS: u32 = 16;

/// How often a soak that said it ends is looked at, to see that it has.
const END_LOOK_EVERY: Duration = Duration::from_millis(50);

/// Looks before a soak that said it ends is taken for lost: longer than its journal takes to be finished
/// on a failing disk.
const END_LOOKS_MAX: u32 = 400;

/// Longest text of a soak shown, in characters.
const TEXT_CHARS_MAX: usize = 400;

/// What a viewer hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ViewerNews {
    /// The soak answered; pictures follow.
    Connected {
        /// The process that runs it.
        pid: u32,
    },
    /// The soak said something.
    Heard(Broadcast),
    /// The link is lost; it is tried again after this time.
    Lost {
        /// Why, for people.
        text: String,
        /// The wait before the next try.
        retry_in: Span,
    },
    /// The soak has ended, or will not be watched: nothing more comes.
    Over {
        /// Why, for people.
        text: String,
    },
}

/// Watches a soak from a thread of its own, until it is dropped.
#[derive(Debug)]
pub struct Viewer {
    /// Never sent to: its end wakes the thread from a wait.
    _alive: Sender<()>,
    line: Arc<Mutex<Line>>,
}

/// The connection, to be cut by who drops the viewer.
#[derive(Debug)]
enum Line {
    Down,
    Up(UnixStream),
    Dropped,
}

impl Viewer {
    /// Watches the soak in `folder` with at most one picture per `interval`, and calls `tell` with what is
    /// heard, on the thread, until it says `false` or the news is [`ViewerNews::Over`].
    ///
    /// # Errors
    ///
    /// The system gives no thread.
    pub fn start(
        folder: &Path,
        interval: Span,
        tell: impl FnMut(ViewerNews) -> bool + Send + 'static,
    ) -> Result<Self, LinkError> {
        let line = Arc::new(Mutex::new(Line::Down));
        let (alive, dropped) = channel();
        let interval_ms = u32::try_from(interval.as_millis()).unwrap_or(u32::MAX);
        let mut watch =
            Watch { folder: folder.to_owned(), interval_ms, tell, dropped, line: Arc::clone(&line) };
        let thread = std::thread::Builder::new().name("soak-viewer".to_owned());
        thread.spawn(move || watch.run()).map_err(super::socket::unusable("watch", folder))?;
        Ok(Self { _alive: alive, line })
    }
}

impl Drop for Viewer {
    fn drop(&mut self) {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        if let Line::Up(stream) = std::mem::replace(&mut *line, Line::Dropped) {
            // A connection that is gone already needs no cutting.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

/// The thread's own state.
struct Watch<T> {
    folder: PathBuf,
    interval_ms: u32,
    tell: T,
    dropped: Receiver<()>,
    line: Arc<Mutex<Line>>,
}

/// What happened to a connection.
enum After {
    /// It is lost, and whether anything had been heard.
    Lost { text: String, heard: bool },
    /// The soak in this process said that it ends.
    Ending { pid: u32 },
    /// It will not be watched.
    Refused(String),
}

impl<T: FnMut(ViewerNews) -> bool> Watch<T> {
    fn run(&mut self) {
        let mut wait = BACKOFF_FIRST;
        loop {
            let Some(after) = self.connection() else { return };
            let text = match after {
                After::Refused(text) => return self.over(text),
                After::Ending { pid } => match self.wait_for_end(pid) {
                    Some(Ok(())) => return self.over(self.how_it_ended()),
                    Some(Err(text)) => text,
                    None => return,
                },
                After::Lost { text, heard } => {
                    if heard {
                        wait = BACKOFF_FIRST;
                    }
                    text
                }
            };
            let text = match SoakState::of(&self.folder) {
                SoakState::Ended { .. } | SoakState::Unknown => return self.over(self.how_it_ended()),
                SoakState::Interrupted { .. } => {
                    format!("interrupted; soak run --name {} goes on", name_of(&self.folder))
                }
                SoakState::Running { .. } => text,
            };
            let pause = jittered(wait, std::process::id());
            let told = (self.tell)(ViewerNews::Lost { text, retry_in: Span::from_std(pause) });
            if !told || self.is_dropped_within(pause) {
                return;
            }
            wait = (wait * 2).min(BACKOFF_MAX);
        }
    }

    /// Connects and tells what is heard until that ends; `None` when nobody listens any more.
    fn connection(&mut self) -> Option<After> {
        let lost = |error: LinkError, heard| match error {
            LinkError::Version { .. } | LinkError::Refused { .. } => After::Refused(error.to_string()),
            error => After::Lost { text: error.to_string(), heard },
        };
        let client = match ControlClient::connect(&self.folder) {
            Ok(client) => client,
            Err(error) => return Some(lost(error, false)),
        };
        let pid = client.pid();
        let mut stream = match client.watch(self.interval_ms) {
            Ok(stream) => stream,
            Err(error) => return Some(lost(error, false)),
        };
        if !self.is_up(&stream) || !(self.tell)(ViewerNews::Connected { pid }) {
            return None;
        }
        let after = self.listen(&mut stream, pid);
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*line, Line::Dropped) {
            return None;
        }
        *line = Line::Down;
        after.break_value()
    }

    /// Keeps the connection where it can be cut; whether anybody still listens.
    fn is_up(&self, stream: &BufReader<UnixStream>) -> bool {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*line, Line::Dropped) {
            return false;
        }
        if let Ok(stream) = stream.get_ref().try_clone() {
            *line = Line::Up(stream);
        }
        true
    }

    /// Breaks with what happened; continues when nobody listens any more.
    fn listen(&mut self, stream: &mut BufReader<UnixStream>, pid: u32) -> ControlFlow<After> {
        let mut heard = false;
        loop {
            let ending = match frame::read_blocking::<Broadcast>(stream, REPLY_BYTES_MAX) {
                Ok(Broadcast::Refused { text }) => {
                    return ControlFlow::Break(After::Refused(neutralise(&text, TEXT_CHARS_MAX)));
                }
                Ok(broadcast) => {
                    heard = true;
                    let ending = matches!(broadcast, Broadcast::Ending { .. });
                    if !(self.tell)(ViewerNews::Heard(broadcast)) {
                        return ControlFlow::Continue(());
                    }
                    ending
                }
                Err(error) => return ControlFlow::Break(After::Lost { text: why(&error), heard }),
            };
            if ending {
                return ControlFlow::Break(After::Ending { pid });
            }
        }
    }

    /// Waits until a soak that said it ends has given its lock back, or says why it is taken for lost.
    fn wait_for_end(&self, pid: u32) -> Option<Result<(), String>> {
        for _ in 0..END_LOOKS_MAX {
            match SoakState::of(&self.folder) {
                SoakState::Ended { .. } => return Some(Ok(())),
                SoakState::Running { pid: other } if other != pid && other != 0 => {
                    return Some(Err("the soak ended and was started again".to_owned()));
                }
                SoakState::Interrupted { .. } => break,
                SoakState::Running { .. } | SoakState::Unknown => {}
            }
            if self.is_dropped_within(END_LOOK_EVERY) {
                return None;
            }
        }
        Some(Err("the soak said that it ends, and has not given its lock back".to_owned()))
    }

    fn how_it_ended(&self) -> String {
        let name = name_of(&self.folder);
        let ended = SoakState::of(&self.folder).last_ran();
        LinkError::NotRunning { name, ended }.to_string()
    }

    fn over(&mut self, text: String) {
        // Nobody listens: nothing more is told either way.
        let _ = (self.tell)(ViewerNews::Over { text });
    }

    /// Waits, and says whether the viewer was dropped meanwhile.
    fn is_dropped_within(&self, pause: Duration) -> bool {
        !matches!(self.dropped.recv_timeout(pause), Err(RecvTimeoutError::Timeout))
    }
}

fn why(error: &FrameError) -> String {
    match error {
        FrameError::Io(cause) if super::client::is_timeout(cause) => {
            format!("nothing was heard for {} s", SILENCE_MAX.as_secs())
        }
        FrameError::Io(_) | FrameError::Ended => "the connection ended".to_owned(),
        FrameError::TooLongOrCut => "the connection ended in the middle of a picture".to_owned(),
        FrameError::Nonsense => "a picture came that cannot be read; use the same build for both".to_owned(),
    }
}

/// `wait` and up to a quarter more, by the process.
fn jittered(wait: Duration, pid: u32) -> Duration {
    wait + wait * (pid % JITTER_STEPS) / (4 * JITTER_STEPS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn viewers_come_back_at_moments_of_their_own() {
        let second = Duration::from_secs(1);
        assert_eq!(jittered(second, 32), second);
        assert!((1..16).all(|pid| jittered(second, pid) > jittered(second, pid - 1)));
        assert!((0..99).all(|pid| jittered(second, pid) < second * 5 / 4));
    }
}
