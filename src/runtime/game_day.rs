//! The game day of one run: when windows of faults open and close, what the engine is told of it, and what
//! a person adds on the way.
//!
//! ```text
//!   [game_day] ──┐                     ┌─► boards: the proxy and the market read off them what strikes
//!   :inject ─────┼─► windows of a run ─┼─► Input::GameDay(Opened | Closed) at each edge
//!   injected.jsonl ┘ (a life before)   └─► the picture
//! ```
//!
//! Windows with the same label that are open at the same time are one to the engine and to people: it opens
//! with the first and closes with the last of them.
//!
//! Time in a window counts for the soak clock like any other, healthy and covered by market data or not: a
//! rehearsed silence longer than `feed.gap_after` is a gap. A soak that was rehearsed proves as much as one
//! that was not, and more.
//!
//! Invariant: whatever was told to be open is told to be closed, also in a later life of the process.

mod kept;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;

use self::kept::Kept;
use super::{Pace, RunError};
use crate::engine::{AlertKind, State};
use crate::event::{GameDay as Mark, Input};
use crate::fault::{Board, Fault, Schedule, Window};
use crate::model::{Span, Time, neutralise};
use crate::snapshot::WindowView;

/// Most windows that people may add to one soak: more would be a configuration.
const INJECTED_MAX: usize = 200;

/// Longest line of a fault in the journal, in characters.
const LINE_CHARS_MAX: usize = 200;

/// What a soak without game days answers.
const NOT_ALLOWED: &str = "this soak takes no faults on purpose: set game_day.enabled = true in soak.toml, on \
                           the embedded venue, and start it again";

/// Faults that are injected on purpose into one run over the embedded exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GameDayPlan {
    /// The seed of who is struck, where not all are.
    pub seed: u64,
    /// What is injected when, from the beginning of the soak.
    pub windows: Vec<Window>,
}

/// The game day of one run.
#[derive(Debug)]
pub(super) struct GameDay {
    allowed: Option<Allowed>,
    pace: Pace,
    /// What the engine was told to be open, and until when.
    told: BTreeMap<String, Time>,
    /// Up to when the engine was told.
    told_at: Time,
    /// When a window opens or closes next. Asked for between any two events, so that it is at hand.
    edge: Option<Time>,
}

/// What there is only where faults may be injected.
#[derive(Debug)]
struct Allowed {
    schedule: Schedule,
    /// What the proxy reads.
    wire: Board,
    /// What the market reads, in the feed's own time.
    market: Board,
    kept: Kept,
}

impl GameDay {
    /// The game day of a run in `folder` that began at `began_at` and is at `engine` now. Ticks of its feed
    /// are heard `shift` after their own time.
    pub(super) fn open(
        plan: Option<&GameDayPlan>,
        folder: &Path,
        pace: Pace,
        (began_at, shift): (Time, Span),
        engine: &State,
    ) -> Result<Self, RunError> {
        let allowed = match plan {
            None => None,
            Some(plan) => {
                let (kept, injected) = Kept::open(folder)?;
                let windows: Vec<_> = plan.windows.iter().cloned().chain(injected).collect();
                if let Some(why) = windows.iter().find_map(|window| not_at_this_pace(window, pace)) {
                    return Err(RunError::Plan(why));
                }
                let schedule = Schedule::new(began_at, windows.clone());
                let market = Board::new(Schedule::new(began_at - shift, windows));
                Some(Allowed { wire: Board::new(schedule.clone()), schedule, market, kept })
            }
        };
        // What a life before has told is still so for the engine, until when nobody knows.
        let standing = engine.alerts().open().filter(|alert| alert.kind == AlertKind::GameDay);
        let told = standing.map(|alert| (alert.subject.clone(), Time::EPOCH)).collect();
        let edge = allowed.as_ref().and_then(|allowed| allowed.schedule.next_edge(Time::EPOCH));
        Ok(Self { allowed, pace, told, told_at: Time::EPOCH, edge })
    }

    /// What strikes requests and the stream; none where nothing may be injected.
    pub(super) fn wire(&self) -> Option<Board> {
        self.allowed.as_ref().map(|allowed| allowed.wire.clone())
    }

    /// What strikes the prices of the feed, in its own time; none where nothing may be injected.
    pub(super) fn market(&self) -> Option<Board> {
        self.allowed.as_ref().map(|allowed| allowed.market.clone())
    }

    /// Every window of the run.
    pub(super) fn schedule(&self) -> Schedule {
        self.allowed.as_ref().map(|allowed| allowed.schedule.clone()).unwrap_or_default()
    }

    /// Every window of the run as a picture tells it; none where nothing may be injected.
    pub(super) fn views(&self) -> Option<Vec<WindowView>> {
        let schedule = &self.allowed.as_ref()?.schedule;
        let begin = schedule.begin();
        let view = |window: &Window| WindowView {
            label: window.label().to_owned(),
            from: begin + window.from,
            until: begin + window.until(),
        };
        Some(schedule.windows().iter().map(view).collect())
    }

    /// When the engine has to be told something next.
    pub(super) const fn next_edge(&self) -> Option<Time> {
        self.edge
    }

    /// What the engine has to be told at `at`: what has closed, then what has opened.
    pub(super) fn news(&mut self, at: Time) -> Vec<Input> {
        self.told_at = at;
        let mut open: BTreeMap<String, Time> = BTreeMap::new();
        if let Some(Allowed { schedule, .. }) = &self.allowed {
            for window in schedule.open(at) {
                let until = schedule.begin() + window.until();
                let latest = open.entry(window.label().to_owned()).or_insert(until);
                *latest = until.max(*latest);
            }
        }
        let closed = self.told.keys().filter(|label| !open.contains_key(*label));
        let closed = closed.map(|label| Mark::Closed { label: label.clone() });
        let opened = open.iter().filter(|(label, until)| self.told.get(*label) != Some(*until));
        let opened = opened.map(|(label, until)| Mark::Opened { label: label.clone(), until: *until });
        let news = closed.chain(opened).map(Input::GameDay).collect();
        self.told = open;
        self.look_ahead();
        news
    }

    fn look_ahead(&mut self) {
        self.edge = self.allowed.as_ref().and_then(|allowed| allowed.schedule.next_edge(self.told_at));
    }

    /// Adds the window that `line` names, from `at` on; also for the lives to come.
    ///
    /// # Errors
    /// Why not, in words for the person who asked.
    pub(super) fn inject(&mut self, line: &str, engine: &State, at: Time) -> Result<Injected, String> {
        let allowed = self.allowed.as_mut().ok_or_else(|| NOT_ALLOWED.to_owned())?;
        let mut window: Window =
            line.parse().map_err(|error: crate::fault::ParseWindowError| error.to_string())?;
        window.fits_a_soak().map_err(|unfit| unfit.to_string())?;
        if let Some(why) = not_at_this_pace(&window, self.pace) {
            return Err(why);
        }
        if let Some(symbol) = &window.symbol
            && !engine.markets().iter().any(|(_, market)| market.symbol == *symbol)
        {
            return Err(format!("this soak has no market {symbol}"));
        }
        if engine.is_ending() {
            return Err("the soak is ending".to_owned());
        }
        window.from = at.since(allowed.schedule.begin());
        if allowed.kept.len() >= INJECTED_MAX {
            return Err(format!(
                "{INJECTED_MAX} faults were injected by hand already; put more into soak.toml"
            ));
        }
        allowed.kept.keep(&window).map_err(|error| format!("the fault could not be kept: {error}"))?;
        let room = allowed.schedule.add(window.clone());
        let hung = allowed.wire.add(window.clone()) && allowed.market.add(window.clone());
        assert!(room && hung, "Invariant: a schedule has room for all that is configured and injected");
        self.look_ahead();
        let line = neutralise(&line.split_whitespace().collect::<Vec<_>>().join(" "), LINE_CHARS_MAX);
        Ok(Injected { window, line })
    }
}

/// A window that a person has added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Injected {
    pub(super) window: Window,
    /// As it was typed.
    pub(super) line: String,
}

/// Why `window` cannot be opened at this pace, if it cannot.
fn not_at_this_pace(window: &Window, pace: Pace) -> Option<String> {
    let is_outside = matches!(window.fault, Fault::OutsideTrade { .. });
    (is_outside && pace == Pace::Real).then(|| {
        "outside_trade is for virtual time (--speed); soak drill external-position rehearses it on real sockets"
            .to_owned()
    })
}
