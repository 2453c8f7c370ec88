//! The line to the terminal: bytes out, without ever being stuck in it for good.
//!
//! The terminal is opened a second time, so that writes can be made not to block without changing how
//! the shell's own descriptor behaves.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;

/// How long the line is waited for between two looks at whether the dashboard is to end.
const LOOK_EVERY: Timespec = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };

/// Looks at a line that takes nothing, while the dashboard is to end, before it is given up: a second
/// in all. Somebody pressed ctrl-s, or the other end was stopped.
const ENDING_LOOKS_MAX: u32 = 10;

/// Where the terminal's bytes go.
#[derive(Debug)]
pub(super) struct Line {
    out: OwnedFd,
    ending: AtomicBool,
    /// Looks at a line that took nothing since then: those of all writes together.
    looks: AtomicU32,
}

impl Line {
    /// The line to the terminal of `shared`.
    pub(super) fn open(shared: impl AsFd) -> io::Result<Self> {
        let again = rustix::termios::ttyname(&shared, Vec::new()).and_then(|name| {
            let flags = OFlags::WRONLY | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
            rustix::fs::open(name, flags, Mode::empty())
        });
        // After `su` the terminal belongs to somebody else; then writes block, as everybody's do.
        let out = again.or_else(|_| rustix::io::fcntl_dupfd_cloexec(&shared, 0))?;
        Ok(Self { out, ending: AtomicBool::new(false), looks: AtomicU32::new(0) })
    }

    /// From now on a line that takes nothing is given up after a second.
    pub(super) fn ends(&self) {
        self.ending.store(true, Ordering::Relaxed);
    }

    /// Writes `bytes`, all of them, in one go if the line takes them.
    pub(super) fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            match rustix::io::write(&self.out, rest) {
                Ok(written) => rest = rest.get(written..).unwrap_or_default(),
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => {
                    let ending = self.ending.load(Ordering::Relaxed);
                    if ending && self.looks.fetch_add(1, Ordering::Relaxed) >= ENDING_LOOKS_MAX {
                        return Err(Errno::TIMEDOUT.into());
                    }
                    self.wait()?;
                }
                Err(gone) => return Err(gone.into()),
            }
        }
        Ok(())
    }

    fn wait(&self) -> io::Result<()> {
        match poll(&mut [PollFd::new(&self.out, PollFlags::OUT)], Some(&LOOK_EVERY)) {
            Ok(_) | Err(Errno::INTR) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
