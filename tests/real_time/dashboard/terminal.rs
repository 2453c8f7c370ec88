//! A terminal of its own for one program: what it writes is drawn as a real terminal would.
//!
//! Nothing here sleeps and hopes: a test waits for what the screen has to show, and says what it shows
//! instead when that does not come.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError, channel};
use std::thread;

use portable_pty::{CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use soak::clock::Clock;
use soak::model::{Span, Time};

/// How long the screen may take to show what is waited for, on a machine that does much else.
const PATIENCE: Span = Span::from_secs(20);

/// How long a person reads a question. The dashboard takes no yes that comes sooner than a tenth of a
/// second after it was asked.
const READING: Span = Span::from_millis(150);

/// Ctrl-L, which draws everything anew.
const REDRAW: &str = "\x0c";

/// Where a program runs.
pub(crate) trait Home {
    /// Its folder.
    fn folder(&self) -> &Path;

    /// Its whole environment.
    fn environment(&self) -> Vec<(OsString, OsString)>;
}

/// A program in a terminal.
pub(crate) struct Terminal {
    pid: Pid,
    exit: Receiver<ExitStatus>,
    master: Option<Box<dyn MasterPty + Send>>,
    keys: Option<Box<dyn Write + Send>>,
    written: Receiver<Vec<u8>>,
    clock: Clock,
    /// How the line was set before the program had it.
    found: String,
    screen: vt100::Parser,
    raw: Vec<u8>,
}

impl Terminal {
    /// Starts `soak` with `arguments` in a terminal of this many columns and rows.
    pub(crate) fn start(place: &impl Home, arguments: &[&str], (columns, rows): (u16, u16)) -> Self {
        Self::start_with(place, arguments, (columns, rows), &[("TERM", "xterm-256color")])
    }

    /// The same with further variables of the environment.
    pub(crate) fn start_with(
        place: &impl Home,
        arguments: &[&str],
        (columns, rows): (u16, u16),
        variables: &[(&str, &str)],
    ) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let found = line_settings(&*pair.master);
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_soak"));
        command.args(arguments);
        command.env_clear();
        for (name, value) in
            place.environment().into_iter().chain(variables.iter().map(|(n, v)| ((*n).into(), (*v).into())))
        {
            command.env(name, value);
        }
        command.cwd(place.folder());
        let mut child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let pid = Pid::from_raw(child.process_id().unwrap().cast_signed()).unwrap();
        let (tell_exit, exit) = channel();
        thread::spawn(move || tell_exit.send(child.wait().unwrap()));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let (bytes, written) = channel();
        thread::spawn(move || {
            let mut buffer = [0; 16_384];
            // A terminal whose program has ended reads as an end or as an error.
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if bytes.send(buffer.get(..count).unwrap().to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            pid,
            exit,
            master: Some(pair.master),
            keys: Some(keys),
            written,
            clock: Clock::start(),
            found,
            screen: vt100::Parser::new(NonZeroU16::new(rows).unwrap(), NonZeroU16::new(columns).unwrap(), 0),
            raw: Vec::new(),
        }
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
        self.until_mode(what, |screen| wanted(&screen.contents()));
        self.text()
    }

    /// Waits until the terminal itself is as `wanted`.
    #[track_caller]
    pub(crate) fn until_mode(&mut self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        let deadline = self.clock.now() + PATIENCE;
        while !wanted(self.screen.screen()) {
            if let Err(why) = self.hear(deadline) {
                panic!("the screen never showed {what} ({why}); it shows:\n{}", self.text());
            }
        }
    }

    /// Answers a question on the screen with `keys`, after having read it.
    pub(crate) fn answer(&mut self, keys: &str) {
        let read = self.clock.now() + READING;
        while self.hear(read).is_ok() {}
        self.press(keys);
    }

    /// Takes in what the program writes next, or says why there is nothing: it ended, or it is `deadline`.
    fn hear(&mut self, deadline: Time) -> Result<(), RecvTimeoutError> {
        let left = deadline.since(self.clock.now()).max(Span::ZERO);
        let bytes = self.written.recv_timeout(left.to_std())?;
        self.take(&bytes);
        Ok(())
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
        kill_process(self.pid, signal).unwrap();
    }

    /// Closes the terminal, as when an SSH line breaks: the system hangs up on the program.
    pub(crate) fn hang_up(&mut self) {
        // Whoever still reads holds the terminal open, and lets go with the next byte that nobody hears.
        self.written = channel().1;
        self.press(REDRAW);
        drop(self.keys.take());
        drop(self.master.take());
    }

    /// Waits for the program's end; gives its exit code and what the screen shows then. A program that a
    /// signal ended has another code than 0.
    #[track_caller]
    pub(crate) fn ended(&mut self) -> (u32, String) {
        let deadline = self.clock.now() + PATIENCE;
        loop {
            match self.hear(deadline) {
                Ok(()) => {}
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    panic!("the program never ended; the screen shows:\n{}", self.text())
                }
            }
        }
        let left = deadline.since(self.clock.now()).max(Span::ZERO);
        let Ok(status) = self.exit.recv_timeout(left.to_std()) else { panic!("the program never ended") };
        (status.exit_code(), self.text())
    }

    /// The terminal is as it was found: no alternate screen, cursor shown, no mouse, no pasting mode, no
    /// colour, and the line set as before.
    #[track_caller]
    pub(crate) fn is_left_as_found(&self) {
        let screen = self.screen.screen();
        assert!(!screen.alternate_screen(), "the alternate screen was left on");
        assert!(!screen.hide_cursor(), "the cursor was left hidden");
        assert!(!screen.bracketed_paste(), "bracketed paste was left on");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None, "the mouse was left on");
        assert_eq!(
            (screen.fgcolor(), screen.bgcolor(), screen.bold(), screen.inverse()),
            (vt100::Color::Default, vt100::Color::Default, false, false),
            "a style was left on"
        );
        assert!(!screen.application_cursor() && !screen.application_keypad(), "its keys were left otherwise");
        let left = line_settings(&**self.master.as_ref().unwrap());
        assert_eq!(left, self.found, "the line was left otherwise");
    }
}

/// How the line of the terminal is set: whether it echoes, waits for whole lines, and so on.
fn line_settings(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if matches!(self.exit.try_recv(), Err(TryRecvError::Empty)) {
            // It may end in this moment.
            let _ = kill_process(self.pid, Signal::KILL);
        }
    }
}
