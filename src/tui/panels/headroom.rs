//! Requests used and left of the venue's limit in any 60 seconds.
//!
//! ```text
//!   ▕█████▋···········────│                  ▏ 232 left
//!            reserve ─┘   └─ 60 % line
//!   protect  12   trade   9   observe  47   429s 0
//!   ▃▃▃▃▃▃▃▃▃▅▃▃▃▃▃▃▃▃▃▃    peak 141 · by minute
//! ```
//!
//! Up to the reserve, everything may leave; within it only what reconciles and closes; behind the line
//! only what is urgent.

mod bar;
mod chart;
mod whole;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::model::Time;
use crate::snapshot::{HeadroomView, Snapshot, VenueView};
use crate::tui::Ctx;
use crate::tui::theme::Theme;
use crate::tui::widgets::{Heights, Line, age, count, frame, sparkline};

/// Cells for the highest peak behind the strip.
const LABEL_WIDTH: u16 = 11;

/// What the panel shows.
#[derive(Clone, Copy, Debug)]
pub struct HeadroomData<'a> {
    /// The requests.
    pub headroom: &'a HeadroomView,
    /// How the venue answers, for the zoom and while it holds us back.
    pub venue: &'a VenueView,
}

impl<'a> HeadroomData<'a> {
    /// The slice of `picture` that the panel shows.
    #[must_use]
    pub const fn of(picture: &'a Snapshot) -> Self {
        Self { headroom: &picture.headroom, venue: &picture.venue }
    }
}

/// The style of so many requests in a minute.
fn style(used: u32, headroom: &HeadroomView, theme: &Theme) -> Style {
    match used {
        used if used > headroom.normal => theme.bad,
        used if used > headroom.open => theme.warn,
        _ => theme.accent,
    }
}

/// Draws the panel.
pub fn render(area: Rect, buf: &mut Buffer, data: &HeadroomData<'_>, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let view = data.headroom;
    let held = held(data.venue, cx.now);
    let used = match &held {
        None => format!("{} of {} a minute", view.used, view.rpm),
        Some(_) => format!("{} of {}", view.used, view.rpm),
    };
    if area.height < 3 {
        compact(area, buf, data, &used, cx);
        return;
    }
    let over = if view.used > view.open { style(view.used, view, theme) } else { theme.text };
    let mut summary = vec![(used.as_str(), over)];
    if let Some(held) = &held {
        summary.insert(0, (" · ", theme.muted));
        summary.insert(0, (held, theme.warn));
    }
    let inner = frame(area, buf, "Headroom", &summary, cx);
    if cx.zoomed && inner.height >= whole::ROWS_MIN {
        whole::render(inner, buf, data, cx);
        return;
    }
    let row = |row: u16| Rect { y: inner.y + row, height: u16::from(row < inner.height), ..inner };
    bar::render(row(0), buf, view, theme);
    match inner.height {
        0 | 1 => {}
        2 => lanes(row(1), buf, view, cx),
        _ => {
            bar::marks(row(1), buf, view, theme);
            lanes(row(2), buf, view, cx);
            minutes(row(3), buf, view, theme);
        }
    }
}

/// How long nothing is sent because the venue said so or failed.
fn held(venue: &VenueView, now: Time) -> Option<String> {
    let until = venue.held_until.filter(|until| *until > now)?;
    Some(format!("◆ HELD for {}", age(until.since(now))))
}

fn compact(area: Rect, buf: &mut Buffer, data: &HeadroomData<'_>, used: &str, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let view = data.headroom;
    let mut line = Line::labelled(buf, area, "headroom", cx);
    if let Some(held) = held(data.venue, cx.now) {
        line.put(&held, theme.warn);
    } else if line.room() > 48 {
        let at = Rect { x: line.x(), y: area.y, width: line.room() - 44, height: 1 };
        line.skip(at.width);
        bar::render(at, buf, view, theme);
        line = Line::new(buf, Rect { x: at.right(), width: area.right() - at.right(), ..area }, 0);
    } else {
        line.put(&format!("{} left", view.free), theme.text);
    }
    let over = if view.used > view.open { style(view.used, view, theme) } else { theme.muted };
    line.skip(2).put(used, over).skip(2);
    limited(&mut line, view, cx);
    line.skip(2).put("peak ", theme.muted).put(&count(view.peak_soak), theme.text);
}

/// 429s: none is muted, any is not, and a fresh one is an alarm.
fn limited(line: &mut Line<'_>, view: &HeadroomView, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let style = if view.rate_limited > 0 { theme.warn } else { theme.text };
    line.put("429s ", theme.muted).put(&count(view.rate_limited), style);
    if let Some(at) = view.rate_limited_at {
        line.put_whole(&format!(", {}", age(cx.now.since(at))), theme.muted);
    }
}

/// By lane, 429s, the highest peak.
fn lanes(area: Rect, buf: &mut Buffer, view: &HeadroomView, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let mut line = Line::new(buf, area, 0);
    // A number stands beside its own name and away from the next one.
    let gap = match area.width {
        64.. => 3,
        48.. => 1,
        _ => 0,
    };
    for (name, used) in ["protect", "trade", "observe"].into_iter().zip(view.by_lane) {
        line.put(name, theme.muted).skip(1).put_left(&count(used), 4, theme.text).skip(gap);
    }
    limited(&mut line, view, cx);
}

/// The peaks of the last 60 minutes, and the highest of all.
fn minutes(area: Rect, buf: &mut Buffer, view: &HeadroomView, theme: &Theme) {
    if area.is_empty() {
        return;
    }
    let peak = format!("peak {}", count(view.peak_soak));
    let strip = area.width.saturating_sub(LABEL_WIDTH).min(60);
    let at = Rect { width: strip, ..area };
    let values = by_minute(view);
    sparkline(buf, (at.x, at.y), at.width, &values, Heights::Linear(f64::from(view.rpm)), tint(view, theme));
    let mut line = Line::new(buf, area, 0);
    line.skip(strip + 1).put_field(&peak, LABEL_WIDTH - 1, theme.text);
    line.put_whole(" · by minute", theme.muted);
}

/// The peak of each of the last 60 minutes.
fn by_minute(view: &HeadroomView) -> Vec<f64> {
    view.peak_minutes.iter().map(|peak| f64::from(*peak)).collect()
}

/// The style of a minute's peak.
fn tint(view: &HeadroomView, theme: &Theme) -> impl Fn(f64) -> Style {
    let over = |limit: u32, then: Style| (f64::from(limit), then);
    let (normal, open) = (over(view.normal, theme.bad), over(view.open, theme.warn));
    let usual = theme.accent;
    move |value| match value {
        value if value > normal.0 => normal.1,
        value if value > open.0 => open.1,
        _ => usual,
    }
}
