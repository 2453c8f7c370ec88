//! The panel on the whole screen: both ranges, how round trips are spread, and the last two hours.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{LatencyData, LatencyRange, minutes, style, table};
use crate::model::Span;
use crate::snapshot::LatencyMinute;
use crate::tui::Ctx;
use crate::tui::widgets::{Heights, Line, Number, count, end_name, filled, put, put_right, sparkline};

/// Rows from which the zoom has something to add.
pub(super) const ROWS_MIN: u16 = 16;
/// Rows of the strips: heading, five strips, axis.
const STRIP_ROWS: u16 = 7;
/// Cells before a strip.
const LABEL_WIDTH: u16 = 12;

pub(super) fn render(area: Rect, buf: &mut Buffer, data: &LatencyData<'_>, cx: &Ctx<'_>) {
    let rows = |range| data.routes(range).count();
    let routes = rows(LatencyRange::Minute).max(rows(LatencyRange::Soak)).max(1);
    let rest = area.height - STRIP_ROWS;
    let tables = (u16::try_from(routes).unwrap_or(u16::MAX).saturating_add(3)).min(rest);
    let upper = Rect { height: tables, ..area };
    let half = (area.width.saturating_sub(4)) / 2;
    let halves = [
        (LatencyRange::Minute, Rect { width: half, ..upper }),
        (LatencyRange::Soak, Rect { x: area.x + area.width - half, width: half, ..upper }),
    ];
    for (range, half) in halves {
        Line::new(buf, half, 0).put(range.as_str(), cx.theme.title);
        let below = Rect { y: half.y + 1, height: half.height - 1, ..half };
        if rows(range) == 0 {
            Line::new(buf, below, 0).put("no answer in this time", cx.theme.muted);
        }
        table::render(below, buf, data.routes(range), cx);
    }
    spread(Rect { y: upper.bottom(), height: rest - tables, ..area }, buf, data, cx);
    strips(Rect { y: area.y + rest, height: STRIP_ROWS, ..area }, buf, data, cx);
}

/// How many round trips took how long, one row each; buckets without any at either end are left out.
fn spread(area: Rect, buf: &mut Buffer, data: &LatencyData<'_>, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let buckets = &data.latency.spread;
    let total: u64 = buckets.iter().map(|bucket| bucket.count).fold(0, u64::saturating_add);
    if area.height < 3 || total == 0 {
        return;
    }
    Line::new(buf, area, 0).put("spread of the last hour", theme.title);
    let room = area.width.saturating_sub(36).max(4);
    let most = buckets.iter().map(|bucket| bucket.count).max().unwrap_or(1);
    for (row, bucket) in (1..area.height).zip(buckets) {
        let mut line = Line::new(buf, area, row);
        line.put(" ≤", theme.muted).put_field(&bound(bucket.up_to), 9, theme.text);
        let share = ratio(bucket.count, most);
        line.skip(1).put_left(&filled(share, room), room, style(bucket.up_to, theme.accent, theme));
        if bucket.count > 0 {
            line.put_field(&Number::plain(bucket.count.into(), 0).fit(10), 12, theme.text);
            line.put_field(&format!("{:.2}", ratio(bucket.count, total) * 100.0), 8, theme.text);
            line.put(" %", theme.muted);
        }
    }
}

/// A round length in the unit that makes it short: `250 µs`, `4.0 ms`, `16 s`.
fn bound(span: Span) -> String {
    match span.as_micros() {
        micros @ ..1_000 => format!("{micros} µs"),
        micros @ 1_000..10_000 => format!("{}.{} ms", micros / 1_000, micros / 100 % 10),
        micros @ 10_000..10_000_000 => format!("{} ms", count(micros.unsigned_abs() / 1_000)),
        micros => format!("{} s", count(micros.unsigned_abs() / 1_000_000)),
    }
}

#[expect(clippy::cast_precision_loss, reason = "only drawn, never compared")]
fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// Mean, longest and failures of each minute.
fn strips(area: Rect, buf: &mut Buffer, data: &LatencyData<'_>, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let room = area.width.saturating_sub(LABEL_WIDTH).min(minutes::MINUTES);
    if room < 16 {
        return;
    }
    Line::new(buf, area, 0).put("by minute", theme.title);
    let mut row = 1;
    let mut strip = |name: &str, route: &str, value: fn(&LatencyMinute) -> f64, usual: Style, spans: bool| {
        Line::new(buf, area, row).put(" ", theme.muted).put(name, theme.muted);
        let at = Rect { x: area.x + LABEL_WIDTH, y: area.y + row, width: room, height: 1 };
        let values = minutes::by_minute(data.minutes, route, cx.now, value);
        if spans {
            minutes::spans(at, buf, &values, usual, cx);
        } else {
            sparkline(buf, (at.x, at.y), room, &values, Heights::Linear(10.0), |_| usual);
        }
        row += 1;
    };
    strip("all mean", "all", |minute| minutes::micros(minute.mean), theme.accent, true);
    strip("all max", "all", |minute| minutes::micros(minute.max), theme.accent, true);
    strip("order mean", "order", |minute| minutes::micros(minute.mean), theme.accent, true);
    strip("order max", "order", |minute| minutes::micros(minute.max), theme.accent, true);
    strip("failed", "all", |minute| ratio(minute.errors, 1), theme.bad, false);
    axis(Rect { x: area.x + LABEL_WIDTH, y: area.y + row, width: room, height: 1 }, buf, cx);
}

/// A tick each half hour, named.
fn axis(area: Rect, buf: &mut Buffer, cx: &Ctx<'_>) {
    for back in [120, 90, 60, 30_u16] {
        if back <= area.width {
            let name = format!("└ {back} min");
            put(buf, (area.right() - back, area.y), back.min(10), &name, cx.theme.muted);
        }
    }
    put_right(buf, (area.x, area.y), area.width, &format!("{}┘", end_name(cx)), cx.theme.muted);
}
