//! The thread that reads the terminal.

use std::io::PipeReader;
use std::os::fd::OwnedFd;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use super::keys::Keys;
use crate::tui::msg::Msg;

/// How long after an escape its sequence may follow: over SSH it may come in two packets. So late is
/// the key Esc itself.
const ESCAPE_WAIT: Timespec = Timespec { tv_sec: 0, tv_nsec: 30_000_000 };

/// Bytes read at once: a screenful of typing; more comes with the next read.
const READ_BYTES: usize = 1_024;

/// Reads keys from `input` until `stop` is closed, `each` wants no more, or the terminal is gone; that
/// is told as [`Msg::AskedToEnd`].
pub(super) fn read(input: &OwnedFd, stop: &PipeReader, mut each: impl FnMut(Msg) -> bool) {
    let mut keys = Keys::default();
    let mut buffer = [0; READ_BYTES];
    let mut wanted = true;
    while wanted {
        let wait = keys.is_unsure().then_some(&ESCAPE_WAIT);
        let mut ready = [PollFd::new(input, PollFlags::IN), PollFd::new(stop, PollFlags::IN)];
        match poll(&mut ready, wait) {
            Ok(0) => {
                keys.settle(&mut |msg| wanted = each(msg) && wanted);
                continue;
            }
            Ok(_) => {}
            Err(Errno::INTR) => continue,
            Err(_) => break,
        }
        let [_, stopped] = ready;
        if !stopped.revents().is_empty() {
            return;
        }
        match rustix::io::read(input, &mut buffer) {
            Ok(0) => break,
            Ok(length) => {
                let bytes = buffer.get(..length).unwrap_or_default();
                keys.feed(bytes, &mut |msg| wanted = each(msg) && wanted);
            }
            Err(Errno::INTR | Errno::AGAIN) => {}
            Err(_) => break,
        }
    }
    if wanted {
        each(Msg::AskedToEnd);
    }
}
