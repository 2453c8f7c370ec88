//! A dashboard without a terminal: keys and news in, commands and the screen's text out.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::link::{Broadcast, ControlReply, ControlRequest, ViewerNews};
use crate::model::{Span, Time};
use crate::snapshot::{History, Snapshot};
use crate::tui::app::{Model, Rights, Setup, Tie};
use crate::tui::msg::{Command, Msg, Stamped};
use crate::tui::theme::Theme;
use crate::tui::view;

/// The dashboard and its clock.
#[derive(Debug)]
pub(crate) struct Rig {
    pub(crate) model: Model,
    pub(crate) now: Time,
}

impl Rig {
    /// A dashboard of so many columns and rows that has heard nothing.
    pub(crate) fn silent(size: (u16, u16)) -> Self {
        let named = |name: &str| Theme { name: name.to_owned(), ..Theme::default() };
        let setup = Setup {
            name: "btc-week".to_owned(),
            themes: vec![named("soak"), named("paper-white")],
            theme: 0,
            size,
            rights: Rights::Full,
            tie: Tie::Attached,
        };
        Self { model: Model::new(setup), now: Time::from_millis(1_790_000_000_000) }
    }

    /// A dashboard that sees `picture`.
    pub(crate) fn of(size: (u16, u16), picture: Snapshot, history: History) -> Self {
        let mut rig = Self::silent(size);
        rig.news(ViewerNews::Connected { pid: 4711 });
        rig.history(history);
        rig.picture(picture);
        rig
    }

    /// Something happens 200 ms later: slower than a key repeats, faster than anything expires.
    pub(crate) fn send(&mut self, msg: Msg) -> Vec<Command> {
        self.now = self.now + Span::from_millis(200);
        self.model.update(&Stamped { at: self.now, msg })
    }

    /// Nothing happens for so long.
    pub(crate) fn wait(&mut self, span: Span) {
        self.now = self.now + span;
        assert!(self.send(Msg::Tick).is_empty());
    }

    pub(crate) fn news(&mut self, news: ViewerNews) -> Vec<Command> {
        self.send(Msg::News(news))
    }

    pub(crate) fn picture(&mut self, picture: Snapshot) -> Vec<Command> {
        self.news(ViewerNews::Heard(Broadcast::Picture(Box::new(picture))))
    }

    pub(crate) fn history(&mut self, history: History) -> Vec<Command> {
        self.news(ViewerNews::Heard(Broadcast::History(Box::new(history))))
    }

    pub(crate) fn lost(&mut self) -> Vec<Command> {
        let text = "connection refused".to_owned();
        self.news(ViewerNews::Lost { text, retry_in: Span::from_secs(4) })
    }

    /// Presses keys: letters, and names in angle brackets such as `<Enter>` or `<C-c>`.
    pub(crate) fn press(&mut self, keys: &str) -> Vec<Command> {
        let mut commands = Vec::new();
        let mut rest = keys;
        while let Some(letter) = rest.chars().next() {
            let named = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
            let event = if let Some((name, behind)) = named {
                rest = behind;
                key_named(name)
            } else {
                rest = &rest[letter.len_utf8()..];
                KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE)
            };
            commands.extend(self.send(Msg::Key(event)));
        }
        commands
    }

    pub(crate) fn answer(&mut self, number: u64, answer: Result<ControlReply, String>) -> Vec<Command> {
        self.send(Msg::Answered(number, answer))
    }

    /// The screen as styled cells.
    pub(crate) fn buffer(&self) -> Buffer {
        let (columns, rows) = self.model.size;
        let mut buf = Buffer::empty(Rect::new(0, 0, columns, rows));
        let area = buf.area;
        view::draw(&self.model, area, &mut buf);
        buf
    }

    /// The screen as text, without blanks at the ends of lines.
    pub(crate) fn screen(&self) -> String {
        text_of(&self.buffer())
    }

    /// Whether the screen shows this.
    #[track_caller]
    pub(crate) fn shows(&self, text: &str) {
        let screen = self.screen();
        assert!(screen.contains(text), "{text:?} is not shown:\n{screen}");
    }

    /// Whether the screen does not show this.
    #[track_caller]
    pub(crate) fn hides(&self, text: &str) {
        let screen = self.screen();
        assert!(!screen.contains(text), "{text:?} is shown:\n{screen}");
    }
}

/// A buffer as text, without blanks at the ends of lines.
pub(crate) fn text_of(buf: &Buffer) -> String {
    let width = usize::from(buf.area.width).max(1);
    let lines = buf.content.chunks(width).map(|cells| {
        let line: String = cells.iter().map(ratatui::buffer::Cell::symbol).collect();
        line.trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The acts among commands, as the soak's words for them with their reasons.
pub(crate) fn acts(commands: &[Command]) -> Vec<String> {
    let acts = commands.iter().filter_map(|command| match command {
        Command::Request(_, ControlRequest::Act { command, reason }) => {
            Some(format!("{}: {reason}", command.as_str()))
        }
        _ => None,
    });
    acts.collect()
}

/// The number of the last request among commands.
#[track_caller]
pub(crate) fn number(commands: &[Command]) -> u64 {
    let mut requests = commands.iter().rev();
    let number = requests.find_map(|command| match command {
        Command::Request(number, _) => Some(*number),
        _ => None,
    });
    number.unwrap_or_else(|| panic!("no request in {commands:?}"))
}

fn key_named(name: &str) -> KeyEvent {
    let code = match name {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "BackTab" => KeyCode::BackTab,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "PageDown" => KeyCode::PageDown,
        "PageUp" => KeyCode::PageUp,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "Backspace" => KeyCode::Backspace,
        _ => {
            let letter = name.strip_prefix("C-").and_then(|rest| rest.chars().next()).unwrap();
            return KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
        }
    };
    KeyEvent::new(code, KeyModifiers::NONE)
}
