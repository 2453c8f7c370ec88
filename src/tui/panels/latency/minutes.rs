//! Round trips by minute, as strips of one cell a minute.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::style;
use crate::model::{Span, Time};
use crate::snapshot::LatencyMinute;
use crate::tui::Ctx;
use crate::tui::widgets::{Heights, Line, columns, end_name, sparkline, width};

/// Minutes that the history goes back.
pub(super) const MINUTES: u16 = 120;

/// Rows of the columns and what they are called, at most: higher, they say no more.
pub(super) const CHART_ROWS_MAX: u16 = 6;

/// A lowest bar is 1 ms or less, a full one 10 s: what is quick stays low, so that what is not stands out.
const HEIGHTS: Heights = Heights::Logarithmic(1_000.0, 10_000_000.0);

/// One value for each minute up to that of `now`, zero where there was no round trip.
pub(super) fn by_minute(
    minutes: &[LatencyMinute],
    route: &str,
    now: Time,
    value: impl Fn(&LatencyMinute) -> f64,
) -> Vec<f64> {
    let mut values = vec![0.0; usize::from(MINUTES)];
    let last = now.floor(Span::from_secs(60));
    for minute in minutes.iter().filter(|minute| minute.route == route) {
        let back = usize::try_from(last.since(minute.at).as_secs() / 60).unwrap_or(usize::MAX);
        let place = (values.len().checked_sub(1)).and_then(|last| last.checked_sub(back));
        if let Some(place) = place.and_then(|place| values.get_mut(place)) {
            *place = value(minute);
        }
    }
    values
}

/// The longest round trip of each minute over all routes, with `words` below the columns, or behind them
/// when there is a single row.
pub(super) fn slowest(area: Rect, buf: &mut Buffer, minutes: &[LatencyMinute], words: &str, cx: &Ctx<'_>) {
    if area.is_empty() {
        return;
    }
    let values = by_minute(minutes, "all", cx.now, |minute| micros(minute.max));
    if area.height >= 3 {
        let plot = Rect { height: area.height - 1, ..area };
        columns(plot, buf, &values, 1, HEIGHTS, tint(cx.theme.muted, cx));
        Line::new(buf, area, plot.height).end_with(&end_name(cx), cx.theme.muted).put(words, cx.theme.muted);
        return;
    }
    let last = Rect { y: area.bottom() - 1, height: 1, ..area };
    let wide = if words.is_empty() { 0 } else { width(words) + 2 };
    let strip = if area.width >= wide + 16 { area.width - wide } else { area.width };
    let strip = strip.min(MINUTES);
    spans(Rect { width: strip, ..last }, buf, &values, cx.theme.muted, cx);
    Line::new(buf, last, 0).skip(strip + 2).put_whole(words, cx.theme.muted);
}

/// The style of so many microseconds.
fn tint(usual: Style, cx: &Ctx<'_>) -> impl Fn(f64) -> Style {
    #[expect(clippy::cast_possible_truncation, reason = "whole microseconds to begin with")]
    move |value| style(Span::from_micros(value as i64), usual, cx.theme)
}

/// A strip of lengths in microseconds.
pub(super) fn spans(area: Rect, buf: &mut Buffer, values: &[f64], usual: Style, cx: &Ctx<'_>) {
    sparkline(buf, (area.x, area.y), area.width, values, HEIGHTS, tint(usual, cx));
}

/// For drawing; at least what shows.
#[expect(clippy::cast_precision_loss, reason = "only drawn, never compared")]
pub(super) fn micros(span: Span) -> f64 {
    span.as_micros().max(1) as f64
}
