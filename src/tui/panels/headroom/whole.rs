//! The panel on the whole screen: every route, every peak, and how the venue answers.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{HeadroomData, bar, chart, minutes, style};
use crate::model::Time;
use crate::tui::Ctx;
use crate::tui::widgets::{Line, age, count, filled};

/// Rows of the facts.
const FACTS: u16 = 12;
/// Rows from which the minutes are a chart and not a strip.
const CHART_ROWS_MIN: u16 = 7;
/// Rows from which the zoom has something to add.
pub(super) const ROWS_MIN: u16 = 12;
/// Cells of the left half: routes with their bars.
const ROUTES_WIDTH: u16 = 60;
/// Cells of the right half: a name, its value, and a gap. They are given before bars are made long.
const FACTS_WIDTH: u16 = 34;
/// Cells of a route's name and count.
const ROUTE_WORDS: u16 = 19;
/// Cells of the longest bar of a route.
const ROUTE_BAR: u16 = 24;

pub(super) fn render(area: Rect, buf: &mut Buffer, data: &HeadroomData<'_>, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let row = |row: u16| Rect { y: area.y + row, height: 1, ..area };
    bar::render(row(0), buf, data.headroom, theme);
    bar::marks(row(1), buf, data.headroom, theme);
    let below = Rect { y: area.y + 3, height: area.height - 3, ..area };
    let tables = u16::try_from(data.headroom.by_route.len()).unwrap_or(u16::MAX).saturating_add(4);
    let tables = tables.max(FACTS).min(below.height);
    let rest = Rect { y: below.y + tables, height: below.height - tables, ..below };
    let below = Rect { height: tables, ..below };
    if rest.height >= CHART_ROWS_MIN {
        chart::render(Rect { y: rest.y + 1, height: rest.height - 1, ..rest }, buf, data.headroom, cx);
    } else if rest.height > 1 {
        minutes(Rect { y: rest.y + 1, height: 1, ..rest }, buf, data.headroom, theme);
    }
    let left = ROUTES_WIDTH.min(below.width.saturating_sub(FACTS_WIDTH));
    uses(Rect { width: left, ..below }, buf, data, cx);
    facts(Rect { x: below.x + left, width: below.width - left, ..below }, buf, data, cx);
}

/// Lanes, then routes, each with a bar.
fn uses(area: Rect, buf: &mut Buffer, data: &HeadroomData<'_>, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let view = data.headroom;
    let lanes = ["protect", "trade", "observe"].into_iter().zip(view.by_lane);
    let lanes = lanes.map(|(name, used)| Some((name, used, None)));
    let routes = view.by_route.iter().map(|route| Some((route.route.as_str(), route.used, route.limit)));
    let rows = lanes.chain(std::iter::once(None)).chain(routes);
    // A short bar leaves room for a limit of the route's own.
    let bar = ROUTE_BAR.min(area.width.saturating_sub(ROUTE_WORDS + 14));
    for (row, used) in (0..area.height).zip(rows) {
        let Some((name, used, limit)) = used else { continue };
        let mut line = Line::new(buf, area, row);
        line.put_left(name, 12, theme.muted).put_field(&count(used), 5, theme.text).skip(2);
        let share = f64::from(used) / f64::from(limit.unwrap_or(view.rpm).max(1));
        let tint = if share >= 0.8 { theme.warn } else { theme.accent };
        line.put_left(&filled(share, bar), bar + 1, tint);
        if let Some(limit) = limit {
            line.put(&format!("of its own {limit}"), theme.muted);
        }
    }
}

fn facts(area: Rect, buf: &mut Buffer, data: &HeadroomData<'_>, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let (view, venue) = (data.headroom, data.venue);
    let ago = |at: Option<Time>| at.map_or("never".to_owned(), |at| age(cx.now.since(at)));
    let peak = |peak: u32| style(peak, view, theme);
    let wrong = |count: u64| if count > 0 { theme.warn } else { theme.text };
    let held = venue.held_until.filter(|until| *until > cx.now).map(|until| until.since(cx.now));
    let rows = [
        ("peak of the hour", count(view.peak_hour), peak(view.peak_hour)),
        ("peak of the soak", count(view.peak_soak), peak(view.peak_soak)),
        ("sent since start", count(view.sent_total), theme.text),
        ("429s", count(view.rate_limited), wrong(view.rate_limited)),
        ("last 429", ago(view.rate_limited_at), theme.text),
        ("", String::new(), theme.text),
        ("last answer", ago(venue.answered_at), theme.text),
        ("under way", count(venue.under_way), theme.text),
        ("waiting", count(venue.waiting), theme.text),
        ("failed in a row", count(venue.errors_in_row), wrong(u64::from(venue.errors_in_row))),
        ("failed since start", count(venue.errors_total), theme.text),
        (
            "held back",
            held.map_or("no".to_owned(), |span| format!("for {}", age(span))),
            wrong(u64::from(held.is_some())),
        ),
    ];
    for (row, (name, value, style)) in (0..area.height).zip(rows) {
        Line::new(buf, area, row).put_left(name, 20, theme.muted).put_field(&value, 12, style);
    }
}
