//! How long the venue takes to answer, by route.
//!
//! ```text
//!   route      p50    p90    p99  p99.9    max      n
//!   all        0.8    1.3    3.1    7.7    7.7    212
//!   order      1.2    2.0    4.1    7.7    7.7      9
//!   ▂▂▂▂▂▂▂▂▂▂▂▅▂▂▂▂▂▂  slowest by minute
//! ```

mod minutes;
mod table;
mod whole;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::model::Span;
use crate::snapshot::{History, LatencyMinute, LatencyView, RouteLatency, Snapshot};
use crate::tui::Ctx;
use crate::tui::theme::Theme;
use crate::tui::widgets::{Line, count, frame, millis};

/// An answer that takes this long is worth a look: a minute's cadence of questions begins to slip.
const SLOW: Span = Span::from_secs(1);
/// An answer that takes this long is as good as none for an order.
const STUCK: Span = Span::from_secs(5);

/// Over which time round trips are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LatencyRange {
    /// The last minute.
    #[default]
    Minute,
    /// Since the start.
    Soak,
}

impl LatencyRange {
    /// The other one.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Minute => Self::Soak,
            Self::Soak => Self::Minute,
        }
    }

    /// What it is called on the screen.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Minute => "last minute",
            Self::Soak => "whole soak",
        }
    }

    /// What it is called in the picture.
    const fn key(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Soak => "soak",
        }
    }
}

/// What the panel shows.
#[derive(Clone, Copy, Debug)]
pub struct LatencyData<'a> {
    /// Round trips by route and range.
    pub latency: &'a LatencyView,
    /// Round trips by minute, oldest first.
    pub minutes: &'a [LatencyMinute],
    /// The range of the small panel; the zoom shows both.
    pub range: LatencyRange,
}

impl<'a> LatencyData<'a> {
    /// The slice of `picture` and `history` that the panel shows.
    #[must_use]
    pub fn of(picture: &'a Snapshot, history: &'a History, range: LatencyRange) -> Self {
        Self { latency: &picture.latency, minutes: &history.latency, range }
    }

    /// The routes of `range`, all of them together first.
    fn routes(&self, range: LatencyRange) -> impl Iterator<Item = &'a RouteLatency> + Clone {
        self.latency.routes.iter().filter(move |route| route.window == range.key())
    }
}

/// The style of a length that is `usual` while it is short.
fn style(span: Span, usual: Style, theme: &Theme) -> Style {
    match span {
        span if span >= STUCK => theme.bad,
        span if span >= SLOW => theme.warn,
        _ => usual,
    }
}

/// Draws the panel.
pub fn render(area: Rect, buf: &mut Buffer, data: &LatencyData<'_>, cx: &Ctx<'_>) {
    let theme = cx.theme;
    if area.height < 3 {
        compact(area, buf, data, cx);
        return;
    }
    let all = data.routes(data.range).next();
    let counted = format!(" · n {}", all.map_or("0".to_owned(), |all| count(all.count)));
    let zoomed = cx.zoomed && area.height >= whole::ROWS_MIN;
    let summary: &[(&str, Style)] = if zoomed {
        &[("ms", theme.muted)]
    } else {
        &[("ms, ", theme.muted), (data.range.as_str(), theme.text), (&counted, theme.muted)]
    };
    let inner = frame(area, buf, "Latency", summary, cx);
    if zoomed {
        whole::render(inner, buf, data, cx);
        return;
    }
    if all.is_none() {
        Line::new(buf, inner, 0).put("no answer in this time", theme.muted);
    }
    // The strip is given a row as soon as there is one for it beside heads and two routes, and what the
    // routes leave beyond that.
    let routes = u16::try_from(data.routes(data.range).count()).unwrap_or(u16::MAX);
    let spare = inner.height.saturating_sub(routes.saturating_add(2));
    let strip = match inner.height {
        _ if data.minutes.is_empty() => 0,
        0..4 => 0,
        _ => spare.clamp(1, minutes::CHART_ROWS_MAX),
    };
    let upper = Rect { height: inner.height - strip, ..inner };
    table::render(upper, buf, data.routes(data.range), cx);
    let lower = Rect { y: upper.bottom(), height: strip, ..inner };
    minutes::slowest(lower, buf, data.minutes, "slowest by minute", cx);
}

fn compact(area: Rect, buf: &mut Buffer, data: &LatencyData<'_>, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let mut line = Line::labelled(buf, area, "latency", cx);
    let Some(all) = data.routes(data.range).next() else {
        line.put("no answer in the ", theme.muted).put(data.range.as_str(), theme.muted);
        return;
    };
    for (name, span) in [("p50", all.p50), ("p99", all.p99), ("max", all.max)] {
        line.put(name, theme.muted);
        line.put_field(&millis(span, 7), 8, style(span, theme.text, theme)).skip(2);
    }
    line.put("ms  n ", theme.muted).put_left(&count(all.count), 9, theme.text);
    line.skip(1);
    let rest = Rect { x: line.x(), width: line.room(), height: area.height.min(1), ..area };
    minutes::slowest(rest, buf, data.minutes, "", cx);
}
