//! Whole sessions through the real loop, without a terminal and without waiting.

use std::cell::Cell;
use std::collections::VecDeque;
use std::io;
use std::num::NonZeroU16;
use std::rc::Rc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::{Dashboard, Fps, Inbox, Waited, turn};
use crate::link::{ControlRequest, ViewerNews};
use crate::model::{Span, Time};
use crate::tui::msg::{Command, Farewell, Msg, Stamped};
use crate::tui::terminal::{Abilities, Depth, Glyphs, Mouse, Painter, Size, Surface};

const START: Time = Time::from_millis(1_000_000);

/// Counts what happens, and shows it.
#[derive(Debug, Default)]
struct Counter {
    keys: u32,
    news: u32,
    ticks: u32,
    wants_tick: bool,
    frozen: bool,
    changed: bool,
    heard: Vec<String>,
    draws: Cell<u32>,
}

impl Dashboard for Counter {
    fn update(&mut self, stamped: &Stamped) -> Vec<Command> {
        self.changed = true;
        match &stamped.msg {
            Msg::Key(key) => {
                self.keys += 1;
                match (key.code, key.modifiers) {
                    (KeyCode::Char('q'), _) => return vec![Command::Leave(Farewell::Stopped)],
                    (KeyCode::Char('z'), KeyModifiers::CONTROL) => return vec![Command::Suspend],
                    (KeyCode::Char('l'), KeyModifiers::CONTROL) => return vec![Command::Redraw],
                    (KeyCode::Char('s'), _) => return vec![Command::Request(7, ControlRequest::Status)],
                    (KeyCode::Char(' '), _) => self.frozen = !self.frozen,
                    _ => {}
                }
            }
            Msg::News(_) => {
                self.news += 1;
                self.changed = !self.frozen;
            }
            Msg::Tick => self.ticks += 1,
            other => self.heard.push(format!("{other:?}")),
        }
        Vec::new()
    }

    fn draw(&self, area: Rect, buf: &mut Buffer) {
        self.draws.set(self.draws.get() + 1);
        let text = format!("keys {} news {} ticks {}", self.keys, self.news, self.ticks);
        buf.set_stringn(0, 0, text, usize::from(area.width), Style::new());
        buf.set_stringn(0, area.height - 1, "bottom", usize::from(area.width), Style::new());
    }

    fn wants_tick(&self) -> bool {
        self.wants_tick
    }

    fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }
}

/// Messages at their times; time passes only by waiting, and by writing.
struct Script {
    now: Rc<Cell<Time>>,
    messages: VecDeque<Stamped>,
}

impl Inbox for Script {
    fn now(&self) -> Time {
        self.now.get()
    }

    fn wait(&mut self, until: Option<Time>) -> Waited {
        let next = self.messages.front().map(|stamped| stamped.at);
        match (next, until) {
            (Some(next), until) if until.is_none_or(|until| next <= until) => {
                self.now.set(self.now.get().max(next));
                self.messages.pop_front().map_or(Waited::Closed, Waited::Came)
            }
            (_, Some(until)) if !self.messages.is_empty() => {
                self.now.set(self.now.get().max(until));
                Waited::TimeIsUp
            }
            _ => Waited::Closed,
        }
    }

    fn take(&mut self) -> Option<Stamped> {
        let due = self.messages.front().is_some_and(|stamped| stamped.at <= self.now.get());
        if due { self.messages.pop_front() } else { None }
    }
}

/// A terminal in memory.
struct Memory {
    now: Rc<Cell<Time>>,
    painter: Painter,
    screen: vt100::Parser,
    write_takes: Span,
    /// What was done, with the time in milliseconds since the start.
    log: Vec<String>,
    gone: bool,
}

impl Memory {
    fn note(&mut self, what: &str) {
        self.log.push(format!("{} {what}", self.now.get().since(START).as_millis()));
    }
}

impl Surface for Memory {
    fn size(&mut self) -> io::Result<Size> {
        let (rows, columns) = self.screen.screen().size();
        Ok(Size { columns: columns.into(), rows: rows.into() })
    }

    fn paint(&mut self, frame: &Buffer, ground: Style) -> io::Result<usize> {
        if self.gone {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let bytes = self.painter.paint(frame, ground).to_vec();
        if !bytes.is_empty() {
            let (columns, rows) = (frame.area.width, frame.area.height);
            self.screen
                .screen_mut()
                .set_size(NonZeroU16::new(rows).unwrap(), NonZeroU16::new(columns).unwrap());
            self.screen.process(&bytes);
            let first = self.screen.screen().rows(0, columns).next().unwrap_or_default();
            self.note(&first);
            self.now.set(self.now.get() + self.write_takes);
        }
        Ok(bytes.len())
    }

    fn forget(&mut self) {
        self.painter.forget();
    }

    fn set_mouse(&mut self, mouse: Mouse) -> io::Result<()> {
        self.note(&format!("mouse {mouse:?}"));
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.note("suspended");
        Ok(())
    }

    fn resume(&mut self) -> io::Result<()> {
        self.note("resumed");
        self.painter.forget();
        Ok(())
    }
}

struct Session {
    dashboard: Counter,
    memory: Memory,
    asked: Vec<u64>,
    farewell: Farewell,
}

fn session(dashboard: Counter, write_takes: Span, messages: impl IntoIterator<Item = (i64, Msg)>) -> Session {
    let now = Rc::new(Cell::new(START));
    let at = |(ms, msg)| Stamped { at: START + Span::from_millis(ms), msg };
    let mut script = Script { now: Rc::clone(&now), messages: messages.into_iter().map(at).collect() };
    let abilities = Abilities { depth: Depth::True, glyphs: Glyphs::Unicode };
    let mut memory = Memory {
        now,
        painter: Painter::new(abilities),
        screen: vt100::Parser::new(NonZeroU16::new(4).unwrap(), NonZeroU16::new(40).unwrap(), 0),
        write_takes,
        log: Vec::new(),
        gone: false,
    };
    let (mut dashboard, mut asked) = (dashboard, Vec::new());
    let ask = |number, _| asked.push(number);
    let farewell = turn(&mut dashboard, &mut memory, &mut script, Fps::default(), ask).unwrap();
    Session { dashboard, memory, asked, farewell }
}

fn typed(letter: char) -> Msg {
    Msg::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE))
}

fn control(letter: char) -> Msg {
    Msg::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL))
}

fn news() -> Msg {
    Msg::News(ViewerNews::Connected { pid: 1 })
}

#[test]
fn keys_are_drawn_at_once_and_pictures_at_the_pace() {
    let tenths = (1..=10).map(|tenth| (tenth * 100, news()));
    let messages = tenths.chain([(1_010, typed('x')), (1_020, typed('q'))]);
    let session = session(Counter::default(), Span::ZERO, messages);
    assert_eq!(session.farewell, Farewell::Stopped);
    assert_eq!(
        session.memory.log,
        [
            "0 keys 0 news 0 ticks 0",
            "250 keys 0 news 2 ticks 0",
            "500 keys 0 news 5 ticks 0",
            "750 keys 0 news 7 ticks 0",
            "1000 keys 0 news 10 ticks 0",
            "1010 keys 1 news 10 ticks 0",
        ]
    );
}

#[test]
fn what_changes_nothing_is_not_drawn() {
    let frozen = Counter { frozen: true, ..Counter::default() };
    let session = session(frozen, Span::ZERO, (1..100).map(|step| (step * 50, news())));
    assert_eq!((session.dashboard.news, session.dashboard.draws.get()), (99, 1));
    assert_eq!(session.memory.log.len(), 1);
}

#[test]
fn ticks_come_once_a_second_and_only_when_they_are_wanted() {
    #[track_caller]
    fn check(wants_tick: bool, expect: u32) {
        let counter = Counter { wants_tick, ..Counter::default() };
        let session = session(counter, Span::ZERO, [(10_500, typed('q'))]);
        assert_eq!(session.dashboard.ticks, expect);
    }
    check(true, 10);
    check(false, 0);
}

#[test]
fn a_slow_line_gets_fewer_frames_and_keys_still_go_first() {
    let messages = (1..=100).map(|tenth| (tenth * 100, news())).chain([(10_001, typed('q'))]);
    let session = session(Counter::default(), Span::from_millis(500), messages);
    // A write of half a second, two seconds without one: five frames in ten seconds.
    assert!((4..=6).contains(&session.memory.log.len()), "{:?}", session.memory.log);
}

#[test]
fn a_flood_is_taken_in_before_the_next_frame() {
    let messages = (0..1_000).map(|_| (300, news())).chain([(2_000, typed('q'))]);
    let session = session(Counter::default(), Span::ZERO, messages);
    assert_eq!(session.dashboard.news, 1_000);
    assert!(session.dashboard.draws.get() <= 4);
}

#[test]
fn suspended_nothing_is_drawn_until_it_goes_on() {
    let messages =
        [(100, control('z')), (150, news()), (160, Msg::Continued), (700, control('z')), (5_000, typed('q'))];
    let session = session(Counter::default(), Span::ZERO, messages);
    assert_eq!(
        session.memory.log,
        [
            "0 keys 0 news 0 ticks 0",
            "100 suspended",
            "160 resumed",
            "160 keys 1 news 1 ticks 0",
            "700 suspended",
            // Nobody could have continued it, so it was not stopped.
            "900 resumed",
            "900 keys 2 news 1 ticks 0",
        ]
    );
}

#[test]
fn a_resize_and_a_redraw_paint_everything() {
    let messages = [(100, Msg::Resized(30, 6)), (300, control('l')), (500, typed('s')), (600, typed('q'))];
    let session = session(Counter::default(), Span::ZERO, messages);
    let rows: Vec<String> = session.memory.screen.screen().rows(0, 30).collect();
    assert_eq!((rows.len(), rows[5].as_str()), (6, "bottom"));
    assert_eq!(session.asked, [7]);
    assert_eq!(session.memory.log.len(), 4);
}

#[test]
fn it_ends_when_it_is_asked_to_and_when_nobody_is_left() {
    #[track_caller]
    fn check(messages: Vec<(i64, Msg)>) {
        assert_eq!(session(Counter::default(), Span::ZERO, messages).farewell, Farewell::Detached);
    }
    check(vec![(5, Msg::AskedToEnd), (6, typed('q'))]);
    check(vec![]);
}
