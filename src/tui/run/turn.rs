//! The loop: take in everything that waits, do what comes of it, draw once.
//!
//! ```text
//!   wait ─► update, update, … ─► commands ─► draw, if something changed:
//!     ▲                                        at once after a key, else when the pace allows
//!     └──────────────────────────────────────────────────────────────────────────────────┘
//! ```
//!
//! It knows neither terminal nor threads: tests replay whole sessions through it.
//!
//! Invariant: while nothing changes nothing is drawn, and without anything to draw it only waits.

use std::io;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::dashboard::Dashboard;
use super::inbox::{Inbox, Waited};
use super::pace::{Fps, Pace};
use crate::link::ControlRequest;
use crate::model::{Span, Time};
use crate::tui::msg::{Command, Farewell, Msg, Stamped};
use crate::tui::terminal::{Mouse, Size, Surface};

/// Most messages taken in before something is drawn: a flood of them must not freeze the screen.
const MESSAGES_MAX: usize = 256;

/// Time between two ticks.
const TICK: Span = Span::from_secs(1);

/// How long it is waited for the stop that ctrl-z asked for. Where nobody could continue this process
/// the system does not stop it, and the dashboard comes back after this time.
const STOP_WAIT: Span = Span::from_millis(200);

/// Tells `dashboard` the size, and runs it on `surface` until it leaves or the surface is gone. `ask` sends a request on its
/// way without waiting; its answer comes as a message.
///
/// # Errors
/// The surface cannot be measured at the start.
pub fn turn<D: Dashboard, S: Surface, I: Inbox>(
    dashboard: &mut D,
    surface: &mut S,
    inbox: &mut I,
    fps: Fps,
    ask: impl FnMut(u64, ControlRequest),
) -> io::Result<Farewell> {
    let size = surface.size()?;
    let now = inbox.now();
    let buffer = Buffer::empty(Rect::new(0, 0, size.columns, size.rows));
    // Nothing can be asked for by being told how much room there is.
    let _none = dashboard.update(&Stamped { at: now, msg: Msg::Resized(size.columns, size.rows) });
    let state = State { due: Due::Now, pace: Pace::new(fps, now), tick_at: now + TICK, stop_until: None };
    let mut turn = Turn { dashboard, surface, inbox, ask, buffer, state };
    let measured = Stamped { at: now, msg: Msg::Resized(size.columns, size.rows) };
    match turn.handle(&measured) {
        Ok(Some(farewell)) => Ok(farewell),
        Ok(None) => turn.until_the_end(),
        Err(_gone) => Ok(Farewell::Detached),
    }
}

/// When something is to be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    /// Nothing changed.
    Never,
    /// When the pace allows.
    Soon,
    /// A person waits for it.
    Now,
}

#[derive(Debug)]
struct State {
    due: Due,
    pace: Pace,
    tick_at: Time,
    /// Asked to be stopped, and when to give up waiting for it.
    stop_until: Option<Time>,
}

/// Everything that takes part in a turn.
struct Turn<'a, D, S, I, A> {
    dashboard: &'a mut D,
    surface: &'a mut S,
    inbox: &'a mut I,
    ask: A,
    buffer: Buffer,
    state: State,
}

impl<D: Dashboard, S: Surface, I: Inbox, A: FnMut(u64, ControlRequest)> Turn<'_, D, S, I, A> {
    fn until_the_end(mut self) -> io::Result<Farewell> {
        loop {
            // A surface that is gone is a terminal that was closed: the soak goes on, quietly.
            if self.draw_if_due().is_err() {
                return Ok(Farewell::Detached);
            }
            let until = self.wake_at();
            let first = match self.inbox.wait(until) {
                Waited::Came(first) => Some(first),
                Waited::TimeIsUp => None,
                Waited::Closed => return Ok(Farewell::Detached),
            };
            match self.take_in(first) {
                Ok(None) => {}
                Ok(Some(farewell)) => return Ok(farewell),
                Err(_gone) => return Ok(Farewell::Detached),
            }
        }
    }

    /// When to stop waiting although nothing came.
    fn wake_at(&self) -> Option<Time> {
        if let Some(until) = self.state.stop_until {
            return Some(until);
        }
        let frame = (self.state.due == Due::Soon).then(|| self.state.pace.next_at());
        let tick = self.dashboard.wants_tick().then_some(self.state.tick_at);
        frame.into_iter().chain(tick).min()
    }

    /// Takes in `first`, whatever waits behind it, and what the time brings.
    fn take_in(&mut self, first: Option<Stamped>) -> io::Result<Option<Farewell>> {
        let mut next = first;
        for taken in 1..=MESSAGES_MAX {
            let Some(stamped) = next else { break };
            if let Some(farewell) = self.handle(&stamped)? {
                return Ok(Some(farewell));
            }
            next = if taken < MESSAGES_MAX { self.inbox.take() } else { None };
        }
        self.time_is_up()
    }

    fn time_is_up(&mut self) -> io::Result<Option<Farewell>> {
        let now = self.inbox.now();
        if self.state.stop_until.is_some_and(|until| now >= until) {
            return self.handle(&Stamped { at: now, msg: Msg::Continued });
        }
        if self.dashboard.wants_tick() && now >= self.state.tick_at {
            return self.handle(&Stamped { at: now, msg: Msg::Tick });
        }
        Ok(None)
    }

    fn handle(&mut self, stamped: &Stamped) -> io::Result<Option<Farewell>> {
        let due = match &stamped.msg {
            Msg::News(_) if self.dashboard.awaits_news() => Due::Now,
            Msg::News(_) => Due::Soon,
            Msg::Tick => {
                self.state.tick_at = stamped.at + TICK;
                Due::Soon
            }
            Msg::Resized(columns, rows) => {
                self.resize(Size { columns: *columns, rows: *rows });
                Due::Now
            }
            Msg::Continued => {
                self.state.stop_until = None;
                self.surface.resume()?;
                let size = self.surface.size()?;
                self.resize(size);
                let told = Msg::Resized(size.columns, size.rows);
                let _none = self.dashboard.update(&Stamped { at: stamped.at, msg: told });
                Due::Now
            }
            _ => Due::Now,
        };
        let commands = self.dashboard.update(stamped);
        if self.dashboard.take_changed() {
            self.state.due = self.state.due.max(due);
        }
        for command in commands {
            if let Some(farewell) = self.obey(command)? {
                return Ok(Some(farewell));
            }
        }
        // A dashboard that stays although it is asked to end would have to be killed.
        Ok(matches!(stamped.msg, Msg::AskedToEnd).then_some(Farewell::Detached))
    }

    fn obey(&mut self, command: Command) -> io::Result<Option<Farewell>> {
        match command {
            Command::Request(number, request) => (self.ask)(number, request),
            Command::Suspend => {
                self.surface.suspend()?;
                self.state.stop_until = Some(self.inbox.now() + STOP_WAIT);
            }
            Command::Redraw => {
                self.surface.forget();
                self.state.due = Due::Now;
            }
            Command::Mouse(on) => self.surface.set_mouse(if on { Mouse::On } else { Mouse::Off })?,
            Command::Leave(farewell) => return Ok(Some(farewell)),
        }
        Ok(None)
    }

    fn resize(&mut self, size: Size) {
        self.buffer.resize(Rect::new(0, 0, size.columns, size.rows));
        self.surface.forget();
        self.state.due = Due::Now;
    }

    fn draw_if_due(&mut self) -> io::Result<()> {
        let began = self.inbox.now();
        let paced = self.state.due == Due::Soon && began >= self.state.pace.next_at();
        if self.state.stop_until.is_some() || !(paced || self.state.due == Due::Now) {
            return Ok(());
        }
        self.buffer.reset();
        self.dashboard.draw(self.buffer.area, &mut self.buffer);
        let bytes = self.surface.paint(&self.buffer, self.dashboard.ground())?;
        let ended = self.inbox.now();
        if paced {
            self.state.pace.drawn(bytes, began, ended);
        } else {
            self.state.pace.written(began, ended);
        }
        self.state.due = Due::Never;
        Ok(())
    }
}
