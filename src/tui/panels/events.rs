//! The event log: what happened, the latest last.
//!
//! ```text
//!   03:14:02  note      reconciled 2 positions 0 orders
//!   03:14:07  fill      ETH sell 0.0810 @ 2,611.40  fee 0.11  4.1 ms
//! ```
//!
//! It follows the end until a row is selected.

mod row;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::snapshot::{EventKind, EventLine, History};
use crate::tui::Ctx;
use crate::tui::widgets::{Line, clock, count, frame, window};

/// What the panel shows.
#[derive(Clone, Copy, Debug)]
pub struct EventsData<'a> {
    /// What happened, oldest first.
    pub events: &'a [EventLine],
    /// Only lines that hold this are shown, see [`fn@matches`]; empty for all.
    pub filter: &'a str,
    /// The row that the keys are on, among the lines that match, oldest first; none to follow the end.
    pub selected: Option<usize>,
}

impl<'a> EventsData<'a> {
    /// The slice of `history` that the panel shows.
    #[must_use]
    pub fn of(history: &'a History, filter: &'a str, selected: Option<usize>) -> Self {
        Self { events: &history.events, filter, selected }
    }
}

/// The word of a kind, as it is shown and filtered by.
#[must_use]
pub const fn kind_word(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Order => "order",
        EventKind::Fill => "fill",
        EventKind::Alert => "alert",
        EventKind::Operator => "operator",
        EventKind::Breaker => "breaker",
        EventKind::Gap => "gap",
        EventKind::Request => "request",
        EventKind::Note => "note",
    }
}

/// Whether `event` holds `filter` in its kind or its sentence, whatever the case of letters.
#[must_use]
pub fn matches(event: &EventLine, filter: &str) -> bool {
    filter.is_empty()
        || kind_word(event.kind).contains(&filter.to_lowercase())
        || !row::hits(&event.text, filter).is_empty()
}

/// Draws the panel.
pub fn render(area: Rect, buf: &mut Buffer, data: &EventsData<'_>, cx: &Ctx<'_>) {
    let theme = cx.theme;
    if area.height < 3 {
        strip(area, buf, data, cx);
        return;
    }
    let shown: Vec<_> = data.events.iter().filter(|event| matches(event, data.filter)).collect();
    let counted = if data.filter.is_empty() {
        count(shown.len() as u64)
    } else {
        format!("{} of {} hold “{}”", shown.len(), data.events.len(), data.filter)
    };
    let place = match data.selected {
        Some(selected) => format!(" · row {} of {}", selected.min(shown.len()) + 1, shown.len()),
        None => " · following".to_owned(),
    };
    let summary = [(counted.as_str(), theme.text), (place.as_str(), theme.muted)];
    let inner = frame(area, buf, "Events", &summary, cx);
    if shown.is_empty() {
        let words = if data.events.is_empty() { "nothing has happened yet" } else { "no line holds that" };
        Line::new(buf, inner, 0).put(words, theme.muted);
        return;
    }
    let at = data.selected.unwrap_or(usize::MAX);
    let seen = window(shown.len(), usize::from(inner.height), Some(at));
    for (y, index) in (inner.y..inner.bottom()).zip(seen) {
        let Some(event) = shown.get(index) else { continue };
        let area = Rect { y, height: 1, ..inner };
        row::render(area, buf, event, data.filter, cx);
        if data.selected == Some(index) && cx.focused {
            buf.set_style(area, theme.selected);
        }
    }
}

/// The latest lines side by side, as many as fit, the latest first.
fn strip(area: Rect, buf: &mut Buffer, data: &EventsData<'_>, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let latest = data.events.iter().rev().filter(|event| matches(event, data.filter));
    let mut events = latest.take(usize::from(area.width)).peekable();
    if events.peek().is_none() {
        Line::labelled(buf, area, "events", cx).put("nothing has happened yet", theme.muted);
        return;
    }
    for row in 0..area.height {
        let mut line = Line::new(buf, area, row);
        line.put(if cx.focused && row == 0 { "▸" } else { " " }, theme.border_focus);
        while line.room() > 20 {
            let Some(event) = events.next() else { return };
            line.put(&clock(event.at), theme.muted).skip(1);
            line.put(&event.text, row::style(event, theme));
            if events.peek().is_some() {
                line.put(" · ", theme.muted);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::sample::usual_history;

    #[test]
    fn a_filter_looks_at_kinds_and_sentences() {
        #[track_caller]
        fn check(filter: &str, expect: usize) {
            let history = usual_history();
            assert_eq!(history.events.iter().filter(|event| matches(event, filter)).count(), expect);
        }
        check("", 100);
        check("FILL", 20);
        check("eth SELL", 30);
        check("9-bar", 10);
        check("operator", 10);
        check("zebra", 0);
    }
}
