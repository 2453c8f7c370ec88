//! The table of routes.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::style;
use crate::snapshot::RouteLatency;
use crate::tui::Ctx;
use crate::tui::widgets::{Align, Column, Grid, Number, millis};

const COLUMNS: [Column; 7] = [
    Column { title: "route", width: 11, align: Align::Left, rank: 0 },
    Column { title: "p50", width: 5, align: Align::Right, rank: 1 },
    Column { title: "p90", width: 6, align: Align::Right, rank: 5 },
    Column { title: "p99", width: 6, align: Align::Right, rank: 0 },
    Column { title: "p99.9", width: 6, align: Align::Right, rank: 4 },
    Column { title: "max", width: 6, align: Align::Right, rank: 2 },
    Column { title: "n", width: 7, align: Align::Right, rank: 3 },
];

/// Draws heads and as many `routes` as there is room for.
pub(super) fn render<'a>(
    area: Rect,
    buf: &mut Buffer,
    routes: impl Iterator<Item = &'a RouteLatency>,
    cx: &Ctx<'_>,
) {
    let theme = cx.theme;
    let mut routes = routes.peekable();
    if area.is_empty() || routes.peek().is_none() {
        return;
    }
    let grid = Grid::new(&COLUMNS, area);
    grid.heads(buf, area.y, theme.muted);
    for (y, route) in (area.y + 1..area.bottom()).zip(routes) {
        let name = if route.route == "all" { theme.strong } else { theme.text };
        grid.cell(buf, y, 0, &route.route, name);
        let spans = [route.p50, route.p90, route.p99, route.p999, route.max];
        for (column, span) in (1..).zip(spans) {
            let text = millis(span, grid.width(column));
            grid.cell(buf, y, column, &text, style(span, theme.text, theme));
        }
        grid.cell(buf, y, 6, &Number::plain(route.count.into(), 0).fit(7), theme.muted);
    }
}
