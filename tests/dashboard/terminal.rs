//! A terminal of its own for one program: what it writes is drawn as a real terminal would.
//!
//! Nothing here sleeps: a test waits for what the screen has to show, as long as the program writes.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

use crate::place::Place;

/// How long the screen may take to show what is waited for, on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program in a terminal.
pub(crate) struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    keys: Option<Box<dyn Write + Send>>,
    written: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    raw: Vec<u8>,
}

impl Terminal {
    /// Starts `soak` with `arguments` in a terminal of this many columns and rows.
    pub(crate) fn start(place: &Place, arguments: &[&str], (columns, rows): (u16, u16)) -> Self {
        Self::start_with(place, arguments, (columns, rows), &[("TERM", "xterm-256color")])
    }

    /// The same with further variables of the environment.
    pub(crate) fn start_with(
        place: &Place,
        arguments: &[&str],
        (columns, rows): (u16, u16),
        variables: &[(&str, &str)],
    ) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_soak"));
        command.args(arguments);
        command.env_clear();
        for (name, value) in
            place.variables().into_iter().chain(variables.iter().map(|(n, v)| ((*n).into(), (*v).into())))
        {
            command.env(name, value);
        }
        command.cwd(place.path());
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let (bytes, written) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 16_384];
            // A terminal whose program has ended reads as an end or as an error.
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if bytes.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            child,
            master: Some(pair.master),
            keys: Some(keys),
            written,
            screen: vt100::Parser::new(NonZeroU16::new(rows).unwrap(), NonZeroU16::new(columns).unwrap(), 0),
            raw: Vec::new(),
        }
    }

    /// The process in the terminal.
    pub(crate) fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Presses `keys`, written as the terminal sends them.
    pub(crate) fn press(&mut self, keys: &str) {
        let writer = self.keys.as_mut().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    /// Gives the terminal another size.
    pub(crate) fn resize(&mut self, (columns, rows): (u16, u16)) {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        self.screen.screen_mut().set_size(NonZeroU16::new(rows).unwrap(), NonZeroU16::new(columns).unwrap());
        self.master.as_ref().unwrap().resize(size).unwrap();
    }

    /// Waits until the screen shows every one of `words`; gives what it shows then.
    #[track_caller]
    pub(crate) fn shows(&mut self, words: &[&str]) -> String {
        self.until(&format!("{words:?}"), |text| words.iter().all(|word| text.contains(word)))
    }

    /// Waits until the screen shows none of `words`.
    #[track_caller]
    pub(crate) fn hides(&mut self, words: &[&str]) -> String {
        self.until(&format!("none of {words:?}"), |text| !words.iter().any(|word| text.contains(word)))
    }

    /// Waits until the screen is as `wanted`.
    #[track_caller]
    pub(crate) fn until(&mut self, what: &str, wanted: impl Fn(&str) -> bool) -> String {
        loop {
            let text = self.text();
            if wanted(&text) {
                return text;
            }
            match self.written.recv_timeout(PATIENCE) {
                Ok(bytes) => self.take(&bytes),
                Err(why) => panic!("the screen never showed {what} ({why}); it shows:\n{text}"),
            }
        }
    }

    /// Waits until the terminal itself is as `wanted`.
    #[track_caller]
    pub(crate) fn until_mode(&mut self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        while !wanted(self.screen.screen()) {
            match self.written.recv_timeout(PATIENCE) {
                Ok(bytes) => self.take(&bytes),
                Err(why) => panic!("never: {what} ({why})"),
            }
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.screen.process(bytes);
        self.raw.extend_from_slice(bytes);
    }

    /// What the screen shows.
    pub(crate) fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Everything that was written so far.
    pub(crate) fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// Sends the program a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_raw(self.pid().cast_signed()).unwrap(), signal).unwrap();
    }

    /// Closes the terminal, as when an SSH line breaks: the program gets a hang-up.
    pub(crate) fn hang_up(&mut self) {
        drop(self.keys.take());
        drop(self.master.take());
    }

    /// Waits for the program's end; gives its exit code and all that it wrote. A program that a signal
    /// ended gives none.
    #[track_caller]
    pub(crate) fn ended(&mut self) -> (u32, String) {
        while let Ok(bytes) = self.written.recv_timeout(PATIENCE) {
            self.take(&bytes);
        }
        let status = self.child.wait().unwrap();
        (status.exit_code(), self.text())
    }

    /// The terminal is as it was found: no alternate screen, cursor shown, no mouse, no pasting mode.
    #[track_caller]
    pub(crate) fn is_left_as_found(&self) {
        let screen = self.screen.screen();
        assert!(!screen.alternate_screen(), "the alternate screen was left on");
        assert!(!screen.hide_cursor(), "the cursor was left hidden");
        assert!(!screen.bracketed_paste(), "bracketed paste was left on");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None, "the mouse was left on");
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
