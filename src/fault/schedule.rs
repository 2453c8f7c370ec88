//! All windows of one run.

use super::{Place, Window};
use crate::model::{Span, Time};

/// Most windows in one schedule: far more than anybody reads, and a bound on every look at it.
const WINDOWS_MAX: usize = 1_000;

/// The windows of one run, and the moment from which they count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    begin: Time,
    windows: Vec<Window>,
    /// When the last window closes.
    over_at: Time,
}

impl Schedule {
    /// The `windows` of a run that begins at `begin`.
    #[must_use]
    pub fn new(begin: Time, windows: Vec<Window>) -> Self {
        let over_at = begin + windows.iter().map(Window::until).max().unwrap_or(Span::ZERO);
        Self { begin, windows, over_at }
    }

    /// Adds `window` at the end; whether there was room for it.
    #[must_use]
    pub fn add(&mut self, window: Window) -> bool {
        if self.windows.len() >= WINDOWS_MAX {
            return false;
        }
        self.over_at = self.over_at.max(self.begin + window.until());
        self.windows.push(window);
        true
    }

    /// Whether any window, whenever it opens, strikes at `place`.
    #[must_use]
    pub fn reaches(&self, place: Place) -> bool {
        self.windows.iter().any(|window| window.fault.place() == place)
    }

    /// Whether nothing ever goes wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.windows.is_empty()
    }

    /// The windows that are open at `at`, in the order in which they were written.
    pub fn open(&self, at: Time) -> impl Iterator<Item = &Window> {
        let passed = at.since(self.begin);
        let windows = if at < self.over_at { self.windows.as_slice() } else { &[] };
        windows.iter().filter(move |window| window.from <= passed && passed < window.until())
    }

    /// The windows that are open at `at` and strike at `place`.
    pub fn open_at(&self, at: Time, place: Place) -> impl Iterator<Item = &Window> {
        self.open(at).filter(move |window| window.fault.place() == place)
    }

    /// Every window, in the order in which they were written.
    #[must_use]
    pub fn windows(&self) -> &[Window] {
        &self.windows
    }

    /// The moment from which the windows count.
    #[must_use]
    pub const fn begin(&self) -> Time {
        self.begin
    }

    /// When the last window closes.
    #[must_use]
    pub const fn over_at(&self) -> Time {
        self.over_at
    }

    /// The next time after `at` at which a window opens or closes.
    #[must_use]
    pub fn next_edge(&self, at: Time) -> Option<Time> {
        let edges = self.windows.iter().flat_map(|window| [window.from, window.until()]);
        edges.map(|edge| self.begin + edge).filter(|edge| *edge > at).min()
    }
}
