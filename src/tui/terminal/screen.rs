//! The real terminal.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;

use ratatui::buffer::Buffer;
use ratatui::style::Style;
use rustix::process::{Signal, kill_current_process_group};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGWINCH};
use signal_hook::flag::{register_conditional_default, register_usize};
use signal_hook::iterator::{Handle, Signals};
use signal_hook::low_level::emulate_default_handler;

use super::abilities::Abilities;
use super::error::TerminalError;
use super::guard::{Guard, Held};
use super::paint::Painter;
use super::reader;
use super::surface::{Mouse, Size, Surface};
use crate::tui::msg::Msg;

/// The real terminal. Dropping it gives it back.
#[derive(Debug)]
pub struct Screen {
    painter: Painter,
    guard: Guard,
}

/// The threads that hear keys and signals. Dropping them ends them.
#[derive(Debug)]
pub struct Ears {
    /// Closed to stop the reader.
    stop: Option<io::PipeWriter>,
    signals: Handle,
    /// From when on signals that end a process end this one.
    afterwards: Arc<AtomicBool>,
    /// The last of those signals, so that none is lost between the last that is heard and that moment.
    last: Arc<AtomicUsize>,
    process: Process,
    threads: Vec<JoinHandle<()>>,
}

/// Who lives in this process, and so what signals do when the dashboard has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Process {
    /// The dashboard alone: signals end the process, as they did before.
    Own,
    /// The core too, which hears signals itself.
    Shared,
}

/// Signals that end a process.
const ENDING: [i32; 3] = [SIGTERM, SIGINT, SIGHUP];

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    /// It is not one, or cannot be set up; it is left as it was.
    pub fn take(abilities: Abilities) -> Result<Self, TerminalError> {
        Ok(Self { painter: Painter::new(abilities), guard: Guard::take()? })
    }

    /// Starts to listen; `each` is given what is heard, and says whether it wants more.
    ///
    /// # Errors
    /// No thread or no signal is to be had.
    pub fn listen(
        &self,
        process: Process,
        each: impl Fn(Msg) -> bool + Clone + Send + 'static,
    ) -> Result<Ears, TerminalError> {
        let fails = |source| TerminalError::SetUp { doing: "listen to", source };
        // A signal once caught stays caught: without this it would do nothing when nobody listens. It
        // comes first, so that the signal that ends the dashboard is not yet one after its end.
        let afterwards = Arc::new(AtomicBool::new(false));
        let last = Arc::new(AtomicUsize::new(0));
        for signal in ENDING {
            register_conditional_default(signal, Arc::clone(&afterwards)).map_err(fails)?;
            register_usize(signal, Arc::clone(&last), signal.unsigned_abs() as usize).map_err(fails)?;
        }
        let signals = Signals::new([SIGWINCH, SIGCONT, SIGTERM, SIGINT, SIGHUP]).map_err(fails)?;
        let (stopped, stop) = io::pipe().map_err(fails)?;
        let signals_handle = signals.handle();
        let threads = Vec::new();
        let mut ears = Ears { stop: Some(stop), signals: signals_handle, afterwards, last, process, threads };
        let (held, heard) = (Arc::clone(self.guard.held()), each.clone());
        let thread = |name: &str| std::thread::Builder::new().name(name.to_owned());
        let keys = thread("keys").spawn(move || reader::read(held.input(), &stopped, heard));
        ears.threads.push(keys.map_err(fails)?);
        let held = Arc::clone(self.guard.held());
        let deliver = thread("signals").spawn(move || deliver(signals, &held, each));
        ears.threads.push(deliver.map_err(fails)?);
        Ok(ears)
    }

    /// Whether a thread panicked while the dashboard had the terminal.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.guard.held().is_broken()
    }

    fn held(&self) -> &Held {
        self.guard.held()
    }
}

fn deliver(mut signals: Signals, held: &Held, each: impl Fn(Msg) -> bool) {
    for signal in signals.forever() {
        let msg = match signal {
            SIGWINCH => match held.size() {
                Ok(size) => Msg::Resized(size.columns, size.rows),
                Err(_gone) => Msg::AskedToEnd,
            },
            SIGCONT => Msg::Continued,
            _ending => {
                held.line.ends();
                Msg::AskedToEnd
            }
        };
        if !each(msg) {
            return;
        }
    }
}

impl Surface for Screen {
    fn size(&mut self) -> io::Result<Size> {
        self.held().size()
    }

    fn paint(&mut self, frame: &Buffer, ground: Style) -> io::Result<usize> {
        let held = self.guard.held();
        if !held.is_entered() {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let bytes = self.painter.paint(frame, ground);
        if !bytes.is_empty() {
            held.line.write(bytes)?;
        }
        Ok(bytes.len())
    }

    fn forget(&mut self) {
        self.painter.forget();
    }

    fn set_mouse(&mut self, mouse: Mouse) -> io::Result<()> {
        self.held().set_mouse(mouse)
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.held().leave();
        // The whole group, as the shell does it: a script around this program stops with it. The
        // system ignores it where there is nobody to continue the group.
        Ok(kill_current_process_group(Signal::TSTP)?)
    }

    fn resume(&mut self) -> io::Result<()> {
        self.painter.forget();
        if self.is_broken() { Err(io::ErrorKind::BrokenPipe.into()) } else { self.held().enter() }
    }
}

impl Ears {
    /// Stops to listen, and waits until nothing more is heard.
    pub fn close(&mut self) {
        if self.stop.take().is_none() {
            return;
        }
        self.signals.close();
        for thread in self.threads.drain(..) {
            // One that panicked has said so.
            let _said = thread.join();
        }
        // Up to here they asked the dashboard to end, which it does.
        self.last.store(0, Ordering::SeqCst);
    }
}

impl Drop for Ears {
    fn drop(&mut self) {
        self.close();
        if self.process == Process::Shared {
            return;
        }
        self.afterwards.store(true, Ordering::SeqCst);
        let missed = self.last.load(Ordering::SeqCst);
        if let Some(signal) = ENDING.into_iter().find(|signal| signal.unsigned_abs() as usize == missed) {
            // It fails only for a signal that there is not.
            let _ended = emulate_default_handler(signal);
        }
    }
}
