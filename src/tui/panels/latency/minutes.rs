//! Round trips by minute, as strips of one cell a minute.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::style;
use crate::model::{Span, Time};
use crate::snapshot::LatencyMinute;
use crate::tui::Ctx;
use crate::tui::widgets::{Heights, Line, sparkline, width};

/// Minutes that the history goes back.
pub(super) const MINUTES: u16 = 120;

/// A lowest bar is 100 µs, a full one 10 s: what a venue can take.
const HEIGHTS: Heights = Heights::Logarithmic(100.0, 10_000_000.0);

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

/// The longest round trip of each minute of `route`, with `words` behind it if they fit.
pub(super) fn slowest(
    area: Rect,
    buf: &mut Buffer,
    minutes: &[LatencyMinute],
    route: &str,
    words: &str,
    cx: &Ctx<'_>,
) {
    if area.is_empty() {
        return;
    }
    let wide = if words.is_empty() { 0 } else { width(words) + 2 };
    let strip = if area.width >= wide + 16 { area.width - wide } else { area.width };
    let strip = strip.min(MINUTES);
    let values = by_minute(minutes, route, cx.now, |minute| micros(minute.max));
    spans(Rect { width: strip, ..area }, buf, &values, cx.theme.accent, cx);
    Line::new(buf, area, 0).skip(strip + 2).put_whole(words, cx.theme.muted);
}

/// A strip of lengths in microseconds.
pub(super) fn spans(area: Rect, buf: &mut Buffer, values: &[f64], usual: Style, cx: &Ctx<'_>) {
    #[expect(clippy::cast_possible_truncation, reason = "whole microseconds to begin with")]
    let tint = |value: f64| style(Span::from_micros(value as i64), usual, cx.theme);
    sparkline(buf, (area.x, area.y), area.width, values, HEIGHTS, tint);
}

/// For drawing; at least what shows.
#[expect(clippy::cast_precision_loss, reason = "only drawn, never compared")]
pub(super) fn micros(span: Span) -> f64 {
    span.as_micros().max(1) as f64
}
