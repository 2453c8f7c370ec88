//! How a person looks at the picture: which panel has the keys, which row is chosen, what is left out.

use std::collections::BTreeMap;

use crate::model::Span;
use crate::tui::panels::{CurveRange, LatencyRange, Panel, PositionSort};

/// Rows that a page key moves.
pub(crate) const PAGE: usize = 10;

/// Where the keys go and what the panels show of their data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    /// The panel that has the keys.
    pub(crate) focus: Panel,
    /// Whether it has the whole screen.
    pub(crate) zoom: Zoom,
    /// The chosen row of each panel that has rows, as they are shown.
    selected: BTreeMap<Panel, usize>,
    /// The text that rows must hold, by panel.
    filters: BTreeMap<Panel, String>,
    /// How much of the curve is drawn; none until a person has chosen.
    range: Option<CurveRange>,
    /// What latencies are told of.
    pub(crate) window: LatencyRange,
    /// The order of the positions.
    pub(crate) sort: PositionSort,
}

const RANGES: [(&str, CurveRange); 3] =
    [("1h", CurveRange::Hour), ("24h", CurveRange::Day), ("soak", CurveRange::Soak)];

const WINDOWS: [(&str, LatencyRange); 2] = [("minute", LatencyRange::Minute), ("soak", LatencyRange::Soak)];

const SORTS: [(&str, PositionSort); 5] = [
    ("symbol", PositionSort::Symbol),
    ("pnl", PositionSort::Pnl),
    ("age", PositionSort::Age),
    ("stop", PositionSort::Stop),
    ("share", PositionSort::Share),
];

/// The choice called `named`, else the one after `now`.
fn choose<T: Copy + PartialEq>(
    choices: &[(&'static str, T)],
    now: T,
    named: Option<&str>,
) -> Result<(&'static str, T), String> {
    let here = choices.iter().position(|(_, choice)| *choice == now).unwrap_or_default();
    let place = match named {
        Some(name) => choices.iter().position(|(word, _)| *word == name),
        None => Some((here + 1) % choices.len().max(1)),
    };
    place.and_then(|place| choices.get(place)).copied().ok_or_else(|| {
        let words = choices.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
        format!("no {:?}: there are {words}", named.unwrap_or_default())
    })
}

/// How many panels are on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Zoom {
    /// All that there is room for.
    #[default]
    Overview,
    /// The one that has the keys.
    Zoomed,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            focus: Panel::Pnl,
            zoom: Zoom::Overview,
            selected: BTreeMap::new(),
            filters: BTreeMap::new(),
            range: None,
            window: LatencyRange::default(),
            sort: PositionSort::default(),
        }
    }
}

impl Look {
    /// Whether one panel has the whole screen.
    pub(crate) fn is_zoomed(&self) -> bool {
        self.zoom == Zoom::Zoomed
    }

    /// Whether `panel` has the keys.
    pub(crate) fn has_keys(&self, panel: Panel) -> bool {
        self.focus == panel
    }

    /// Gives the whole screen to `panel`.
    pub(crate) fn zoom_to(&mut self, panel: Panel) {
        self.focus = panel;
        self.zoom = Zoom::Zoomed;
    }

    /// Moves the keys by one within `panels`, around the ends.
    pub(crate) fn turn(&mut self, panels: &[Panel], forward: bool) {
        let count = panels.len().max(1);
        let here = panels.iter().position(|panel| *panel == self.focus);
        let next = match (here, forward) {
            (Some(here), true) => (here + 1) % count,
            (Some(here), false) => (here + count - 1) % count,
            (None, _) => 0,
        };
        if let Some(panel) = panels.get(next) {
            self.focus = *panel;
        }
    }

    /// How much of the curve of a soak of `length` is drawn: what was chosen, else the shortest range
    /// that holds all of it.
    pub(crate) fn range(&self, length: Span) -> CurveRange {
        self.range.unwrap_or(CurveRange::holding(length))
    }

    /// Another range of the curve of a soak of `length`, or another window of latency where that panel
    /// has the keys.
    ///
    /// # Errors
    /// There is none of that name; in words for people.
    pub(crate) fn next_range(&mut self, named: Option<&str>, length: Span) -> Result<String, String> {
        if self.focus == Panel::Latency {
            let (word, window) = choose(&WINDOWS, self.window, named)?;
            self.window = window;
            return Ok(format!("latency of the {word}"));
        }
        let (word, range) = choose(&RANGES, self.range(length), named)?;
        self.range = Some(range);
        Ok(format!("curve of {word}"))
    }

    /// Another order of the positions.
    ///
    /// # Errors
    /// There is none of that name; in words for people.
    pub(crate) fn next_sort(&mut self, named: Option<&str>) -> Result<String, String> {
        let (word, sort) = choose(&SORTS, self.sort, named)?;
        self.sort = sort;
        Ok(format!("positions by {word}"))
    }

    /// The chosen row of `panel`.
    pub(crate) fn selected(&self, panel: Panel) -> Option<usize> {
        self.selected.get(&panel).copied()
    }

    /// Chooses a row of `panel`.
    pub(crate) fn select(&mut self, panel: Panel, row: Option<usize>) {
        match row {
            Some(row) => drop(self.selected.insert(panel, row)),
            None => drop(self.selected.remove(&panel)),
        }
    }

    /// What rows of `panel` must hold; empty for all.
    pub(crate) fn filter(&self, panel: Panel) -> &str {
        self.filters.get(&panel).map_or("", String::as_str)
    }

    /// Shows only rows of `panel` that hold `text`; all when it is empty.
    pub(crate) fn set_filter(&mut self, panel: Panel, text: &str) {
        self.selected.remove(&panel);
        if text.is_empty() {
            self.filters.remove(&panel);
        } else {
            self.filters.insert(panel, text.to_owned());
        }
    }
}

/// Whether rows of `panel` can be filtered.
pub(crate) const fn can_filter(panel: Panel) -> bool {
    matches!(panel, Panel::Positions | Panel::Alerts | Panel::Events)
}
