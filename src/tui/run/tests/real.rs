//! The dashboard in real terminals: however it ends, the terminal is as it was.
//!
//! The child is this test program, started again in a pseudo terminal with the one test [`child`].

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crossterm::event::{KeyCode, KeyModifiers};
use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use rustix::process::{Pid, Signal, kill_process};

use super::super::{Dashboard, Fps, Inlet, RunOptions, run};
use crate::clock::Clock;
use crate::link::{ControlReply, ControlRequest, ViewerNews};
use crate::model::Span;
use crate::tui::msg::{Command, Core, Farewell, Msg, Stamped};
use crate::tui::terminal::{Abilities, Depth, Glyphs, Mouse, Process};

/// Says to the child that it is one.
const CHILD: &str = "SOAK_TEST_DASHBOARD";

/// When a child that does nothing is given up. Nothing is measured with it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Fills the screen with the last key, and obeys some.
#[derive(Debug, Default)]
struct Keyboard {
    last: String,
    answered: String,
    changed: bool,
}

impl Dashboard for Keyboard {
    fn update(&mut self, stamped: &Stamped) -> Vec<Command> {
        self.changed = true;
        match &stamped.msg {
            Msg::Key(key) => {
                self.last =
                    format!("{}{}", key.code, if key.modifiers == KeyModifiers::CONTROL { "^" } else { "" });
                match (key.code, key.modifiers) {
                    (KeyCode::Char('q'), _) => return vec![Command::Leave(Farewell::Stopped)],
                    (KeyCode::Char('p'), _) => panic!("a key broke it"),
                    (KeyCode::Char('m'), _) => return vec![Command::Mouse(true)],
                    (KeyCode::Char('s'), _) => return vec![Command::Request(1, ControlRequest::Status)],
                    (KeyCode::Char('z'), KeyModifiers::CONTROL) => return vec![Command::Suspend],
                    _ => {}
                }
            }
            Msg::Paste(text) => self.last = format!("pasted {text}"),
            Msg::Resized(columns, rows) if *rows != 24 => self.last = format!("resized {columns}x{rows}"),
            Msg::News(ViewerNews::Connected { pid }) => self.answered = format!("pid {pid}"),
            Msg::Answered(number, Err(text)) => self.answered = format!("{number}: {text}"),
            _ => self.changed = false,
        }
        Vec::new()
    }

    fn draw(&self, area: Rect, buf: &mut Buffer) {
        for row in 0..area.height {
            let text = format!("<{}> [{}] ", self.last, self.answered).repeat(usize::from(area.width));
            buf.set_stringn(0, row, text, usize::from(area.width), Style::new());
        }
    }

    fn wants_tick(&self) -> bool {
        false
    }

    fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }
}

#[derive(Clone)]
struct Deaf;

impl Core for Deaf {
    fn request(&mut self, _request: &ControlRequest) -> Result<ControlReply, String> {
        Err("nobody is here".into())
    }
}

/// What runs in the terminal. Without the variable it is not a child, and passes.
#[test]
fn child() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let abilities = Abilities { depth: Depth::Indexed, glyphs: Glyphs::Unicode };
    let options = RunOptions { fps: Fps::default(), abilities, mouse: Mouse::Off, process: Process::Own };
    let watch = |inlet: Inlet| assert!(inlet.tell(ViewerNews::Connected { pid: 7 }));
    let farewell = run(&mut Keyboard::default(), &Deaf, watch, options).unwrap();
    println!("farewell {farewell:?}");
}

/// A terminal, what it shows, and what runs in it.
struct Terminal {
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    found: String,
}

impl Terminal {
    /// Starts the child; `shell` has `CHILD` where the child's command goes, or is nothing.
    fn start(shell: Option<&str>) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let found = modes(&*pair.master);
        let program = std::env::current_exe().unwrap();
        // The test's own name has no crate in it.
        let (_, name) = concat!(module_path!(), "::child").split_once("::").unwrap();
        let mut command = if let Some(shell) = shell {
            let mut command = CommandBuilder::new("sh");
            let own = format!("'{}' {name} --exact --nocapture", program.display());
            command.args(["-m", "-c", &shell.replace("CHILD", &own)]);
            command
        } else {
            let mut command = CommandBuilder::new(&program);
            command.args([name, "--exact", "--nocapture"]);
            command
        };
        command.env(CHILD, "1");
        command.env("RUST_BACKTRACE", "0");
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4_096];
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        let keyboard = pair.master.take_writer().unwrap();
        let screen = vt100::Parser::new(NonZeroU16::new(24).unwrap(), NonZeroU16::new(80).unwrap(), 0);
        Self { master: pair.master, keyboard, child, output, screen, found }
    }

    fn press(&mut self, keys: &[u8]) {
        self.keyboard.write_all(keys).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Waits until the screen holds `text`.
    #[track_caller]
    fn shows(&mut self, text: &str) {
        while !self.screen.screen().contents().contains(text) {
            let Ok(bytes) = self.output.recv_timeout(PATIENCE) else {
                panic!("{text:?} never came; there is\n{}", self.screen.screen().contents());
            };
            self.screen.process(&bytes);
        }
    }

    fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.child.process_id().unwrap()).unwrap();
        kill_process(Pid::from_raw(pid).unwrap(), signal).unwrap();
    }

    /// Waits for the end, and checks that the terminal is as it was.
    #[track_caller]
    fn ends_and_leaves_it_as_it_was(mut self, words: &str) -> ExitStatus {
        self.shows(words);
        let status = self.child.wait().unwrap();
        while let Ok(bytes) = self.output.try_recv() {
            self.screen.process(&bytes);
        }
        let screen = self.screen.screen();
        assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        assert_eq!(modes(&*self.master), self.found);
        status
    }
}

fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

#[test]
fn keys_pastes_sizes_and_answers_come_and_q_leaves() {
    let mut terminal = Terminal::start(None);
    terminal.shows("<> [pid 7]");
    assert!(terminal.screen.screen().alternate_screen() && terminal.screen.screen().hide_cursor());
    assert_ne!(modes(&*terminal.master), terminal.found);
    terminal.press(b"x");
    terminal.shows("<x>");
    terminal.press(b"\x1b[A");
    terminal.shows("<Up>");
    terminal.press(b"\x1b");
    terminal.shows("<Esc>");
    terminal.press(b"\x1b[200~qp\x1b[201~");
    terminal.shows("<pasted qp>");
    terminal.press(b"s");
    terminal.shows("[1: nobody is here]");
    terminal.press(b"m");
    terminal.shows("<m>");
    let size = PtySize { rows: 30, cols: 100, pixel_width: 0, pixel_height: 0 };
    terminal.master.resize(size).unwrap();
    terminal.screen.screen_mut().set_size(NonZeroU16::new(30).unwrap(), NonZeroU16::new(100).unwrap());
    terminal.shows("<resized 100x30>");
    terminal.press(b"q");
    assert!(terminal.ends_and_leaves_it_as_it_was("farewell Stopped").success());
}

#[test]
fn signals_end_it_in_order() {
    for signal in [Signal::TERM, Signal::INT, Signal::HUP] {
        let mut terminal = Terminal::start(None);
        terminal.shows("<>");
        terminal.signal(signal);
        assert!(terminal.ends_and_leaves_it_as_it_was("farewell Detached").success());
    }
}

#[test]
fn a_panic_leaves_the_terminal_before_it_is_told() {
    let mut terminal = Terminal::start(None);
    terminal.shows("<>");
    terminal.press(b"p");
    assert!(!terminal.ends_and_leaves_it_as_it_was("a key broke it").success());
}

#[test]
fn a_terminal_that_hangs_up_ends_it() {
    let mut terminal = Terminal::start(None);
    terminal.shows("<>");
    let Terminal { master, keyboard, mut child, output, .. } = terminal;
    drop((master, keyboard, output));
    assert!(child.wait().unwrap().exit_code() <= 101);
}

#[test]
fn a_line_that_takes_nothing_can_still_be_left() {
    let mut terminal = Terminal::start(None);
    terminal.shows("<>");
    // One frame is more than the system keeps for a reader, and nobody reads after its beginning.
    terminal.master.resize(PtySize { rows: 500, cols: 1_000, pixel_width: 0, pixel_height: 0 }).unwrap();
    terminal.output.recv_timeout(PATIENCE).unwrap();
    terminal.output = channel().1;
    terminal.signal(Signal::TERM);
    let clock = Clock::start();
    let until = clock.now() + Span::from_std(PATIENCE);
    while modes(&*terminal.master) != terminal.found {
        assert!(clock.now() < until, "the terminal was not given back");
        std::thread::yield_now();
    }
    // The child wants to say farewell now, on a line that takes nothing: it can be ended all the same.
    terminal.signal(Signal::TERM);
    assert_eq!(terminal.child.wait().unwrap().signal(), Some("Terminated"));
}

#[test]
fn where_nobody_could_continue_it_ctrl_z_does_no_harm() {
    let mut terminal = Terminal::start(None);
    terminal.shows("<>");
    terminal.press(b"\x1a");
    terminal.shows("<z^>");
    terminal.press(b"q");
    assert!(terminal.ends_and_leaves_it_as_it_was("farewell Stopped").success());
}

#[test]
fn under_a_shell_ctrl_z_stops_it_and_fg_brings_it_back() {
    let mut terminal = Terminal::start(Some("CHILD; echo it is stopped; read go; fg; echo it ended"));
    terminal.shows("<>");
    terminal.press(b"\x1a");
    terminal.shows("it is stopped");
    assert!(!terminal.screen.screen().alternate_screen() && !terminal.screen.screen().hide_cursor());
    terminal.press(b"go\n");
    terminal.shows("<z^>");
    assert!(terminal.screen.screen().alternate_screen());
    terminal.press(b"x");
    terminal.shows("<x>");
    terminal.press(b"q");
    assert!(terminal.ends_and_leaves_it_as_it_was("it ended").success());
}
