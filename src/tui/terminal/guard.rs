//! Takes the terminal, and gives it back as it was found: at the end, after an error, in a panic.
//!
//! Invariant: whatever was switched on is switched off once, by whoever comes first.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::panic::PanicHookInfo;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::termios::{OptionalActions, Termios, isatty, tcgetattr, tcgetwinsize, tcsetattr};

use super::error::TerminalError;
use super::line::Line;
use super::surface::{Mouse, Size};
use crate::caught::is_awaited;

/// Alternate screen, no cursor, no wrapping at the right edge, pastes in brackets. The title is left
/// alone: it is the user's.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h";

/// All of it back. The screen is emptied first, for terminals without an alternate one.
const LEAVE: &[u8] = b"\x1b[?2004l\x1b[?7h\x1b[m\x1b[H\x1b[2J\x1b[?25h\x1b[?1049l";

/// Clicks and the wheel, in the form that has no largest column; not every movement.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";

/// No mouse.
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";

type Hook = dyn Fn(&PanicHookInfo<'_>) + Send + Sync;

/// The terminal while the dashboard has it. Dropping it gives it back.
pub(super) struct Guard {
    held: Arc<Held>,
    earlier_hook: Arc<Hook>,
}

impl std::fmt::Debug for Guard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guard").field("held", &self.held).finish_non_exhaustive()
    }
}

/// The terminal, how it was found, and what was switched on.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) line: Line,
    input: OwnedFd,
    found: Termios,
    entered: AtomicBool,
    mouse: AtomicBool,
    broken: AtomicBool,
}

impl Guard {
    /// Takes the terminal of standard input and output.
    pub(super) fn take() -> Result<Self, TerminalError> {
        let (input, output) = (io::stdin(), io::stdout());
        for (stream, is_terminal) in [("input", isatty(&input)), ("output", isatty(&output))] {
            if !is_terminal {
                return Err(TerminalError::NotATerminal { stream });
            }
        }
        let fails = |doing| move |source| TerminalError::SetUp { doing, source };
        let held = Arc::new(Held {
            line: Line::open(&output).map_err(fails("open"))?,
            input: input.as_fd().try_clone_to_owned().map_err(fails("open"))?,
            found: tcgetattr(&input).map_err(io::Error::from).map_err(fails("ask"))?,
            entered: AtomicBool::new(false),
            mouse: AtomicBool::new(false),
            broken: AtomicBool::new(false),
        });
        let earlier_hook: Arc<Hook> = Arc::from(std::panic::take_hook());
        let (hook_held, hook_earlier) = (Arc::clone(&held), Arc::clone(&earlier_hook));
        std::panic::set_hook(Box::new(move |info| {
            // First the terminal, so that the report can be read. One that is caught is no end of anything.
            if !is_awaited() {
                hook_held.breaks();
            }
            hook_earlier(info);
        }));
        let guard = Self { held, earlier_hook };
        guard.held.enter().map_err(fails("take"))?;
        Ok(guard)
    }

    /// The terminal itself.
    pub(super) fn held(&self) -> &Arc<Held> {
        &self.held
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.held.leave();
        // A panicking thread must not change the hook.
        if !std::thread::panicking() {
            let earlier = Arc::clone(&self.earlier_hook);
            std::panic::set_hook(Box::new(move |info| earlier(info)));
        }
    }
}

impl Held {
    /// Takes the terminal, unless it is taken.
    pub(super) fn enter(&self) -> io::Result<()> {
        let mut raw = self.found.clone();
        raw.make_raw();
        // Each time: whoever stopped and continued this process may have changed it.
        tcsetattr(&self.input, OptionalActions::Now, &raw)?;
        if !self.entered.swap(true, Ordering::SeqCst) {
            self.line.write(ENTER)?;
            if self.mouse.load(Ordering::SeqCst) {
                self.line.write(MOUSE_ON)?;
            }
        }
        Ok(())
    }

    /// Gives the terminal back, unless that was done. A terminal that is gone needs nothing.
    pub(super) fn leave(&self) {
        if self.entered.swap(false, Ordering::SeqCst) {
            self.line.ends();
            let mouse_off = if self.mouse.load(Ordering::SeqCst) { MOUSE_OFF } else { b"" };
            let _gone = self.line.write(&[mouse_off, LEAVE].concat());
            let _gone = tcsetattr(&self.input, OptionalActions::Now, &self.found);
        }
    }

    /// A thread panics: gives the terminal back, for good.
    fn breaks(&self) {
        self.broken.store(true, Ordering::SeqCst);
        self.leave();
    }

    pub(super) fn is_broken(&self) -> bool {
        self.broken.load(Ordering::SeqCst)
    }

    /// Whether the dashboard has the terminal.
    pub(super) fn is_entered(&self) -> bool {
        self.entered.load(Ordering::SeqCst)
    }

    pub(super) fn set_mouse(&self, mouse: Mouse) -> io::Result<()> {
        let on = mouse == Mouse::On;
        if self.mouse.swap(on, Ordering::SeqCst) == on {
            return Ok(());
        }
        self.line.write(if on { MOUSE_ON } else { MOUSE_OFF })
    }

    /// Where keys come from.
    pub(super) fn input(&self) -> &OwnedFd {
        &self.input
    }

    /// Columns and rows. A terminal that does not know is as small as they come.
    pub(super) fn size(&self) -> io::Result<Size> {
        let size = tcgetwinsize(&self.input)?;
        let or = |count: u16, usual: u16| if count == 0 { usual } else { count };
        Ok(Size { columns: or(size.ws_col, 80), rows: or(size.ws_row, 24) })
    }
}
