//! The table of orders that are not settled.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::PositionsData;
use crate::model::Side;
use crate::snapshot::OrderView;
use crate::tui::Ctx;
use crate::tui::widgets::{Align, Column, Grid, Line, Number, age, count, window};

const COLUMNS: [Column; 9] = [
    Column { title: "order", width: 7, align: Align::Right, rank: 0 },
    Column { title: "symbol", width: 7, align: Align::Left, rank: 0 },
    Column { title: "side", width: 4, align: Align::Left, rank: 1 },
    Column { title: "purpose", width: 9, align: Align::Left, rank: 4 },
    Column { title: "filled", width: 9, align: Align::Right, rank: 3 },
    Column { title: "of", width: 9, align: Align::Right, rank: 2 },
    Column { title: "limit", width: 10, align: Align::Right, rank: 5 },
    Column { title: "age", width: 4, align: Align::Right, rank: 1 },
    Column { title: "state", width: 18, align: Align::Rest, rank: 0 },
];

pub(super) fn render(area: Rect, buf: &mut Buffer, data: &PositionsData<'_>, cx: &Ctx<'_>) {
    let theme = cx.theme;
    if area.height < 3 {
        return;
    }
    let resting = data.orders.iter().filter(|order| order.resting).count();
    let mut title = Line::new(buf, area, 0);
    title.put("Orders", theme.title);
    title.put(&format!("  {resting} resting · {} under way", data.orders.len() - resting), theme.muted);
    let grid = Grid::new(&COLUMNS, area);
    if !data.orders.is_empty() {
        grid.heads(buf, area.y + 1, theme.muted);
    }
    let body = Rect { y: area.y + 2, height: area.height - 2, ..area };
    let row_of = |row: usize| row.checked_sub(data.positions.len()).filter(|_| cx.zoomed);
    let selected = data.selected.and_then(row_of);
    let seen = window(data.orders.len(), usize::from(body.height), selected);
    for (y, index) in (body.y..body.bottom()).zip(seen) {
        let Some(order) = data.orders.get(index) else { continue };
        row(&grid, buf, y, order, cx);
        if selected == Some(index) && cx.focused {
            buf.set_style(Rect { y, height: 1, ..body }, theme.selected);
        }
    }
}

fn row(grid: &Grid<'_>, buf: &mut Buffer, y: u16, order: &OrderView, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let side = match order.side {
        Side::Buy => "buy",
        Side::Sell => "sell",
    };
    let units = order.quantity.get().scale().max(order.filled.get().scale()).min(8);
    let amount = |amount| Number::plain(amount, units).fit(9);
    let limit = order.limit_price.map(|price| Number::plain(price.get(), price.get().scale().min(8)).fit(10));
    let unknown = order.state == "unknown";
    let (state, style) = match (unknown, order.resting) {
        (true, _) => (format!("▲ UNKNOWN · {}", order.reason), theme.bad),
        (false, true) => (format!("{} · {}", order.state, order.reason), theme.text),
        (false, false) => (format!("… {} · {}", order.state, order.reason), theme.text),
    };
    let cells = [
        (count(order.seq.0), theme.text),
        (order.symbol.as_str().to_owned(), theme.text),
        (side.to_owned(), theme.text),
        (order.purpose.as_str().replace('_', " "), theme.muted),
        (amount(order.filled.get()), theme.text),
        (amount(order.quantity.get()), theme.muted),
        (limit.unwrap_or_else(|| "market".to_owned()), theme.text),
        (age(cx.now.since(order.created_at)), theme.muted),
        (state.replace('_', " "), style),
    ];
    for (column, (text, style)) in cells.iter().enumerate() {
        grid.cell(buf, y, column, text, *style);
    }
}
