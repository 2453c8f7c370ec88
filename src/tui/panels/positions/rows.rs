//! The table of positions.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{PositionsData, sorted};
use crate::model::Side;
use crate::snapshot::PositionView;
use crate::tui::Ctx;
use crate::tui::widgets::{Align, Column, Grid, Line, Number, age, by_sign, put, width, window};

const COLUMNS: [Column; 10] = [
    Column { title: "symbol", width: 7, align: Align::Left, rank: 0 },
    Column { title: "side", width: 5, align: Align::Left, rank: 1 },
    Column { title: "size", width: 9, align: Align::Right, rank: 4 },
    Column { title: "entry", width: 10, align: Align::Right, rank: 6 },
    Column { title: "mark", width: 10, align: Align::Right, rank: 5 },
    Column { title: "P&L", width: 9, align: Align::Right, rank: 0 },
    Column { title: "age", width: 4, align: Align::Right, rank: 3 },
    Column { title: "stop %", width: 6, align: Align::Right, rank: 2 },
    Column { title: "share %", width: 7, align: Align::Right, rank: 8 },
    Column { title: "", width: 22, align: Align::Left, rank: 9 },
];
const SYMBOL: usize = 0;
const SIDE: usize = 1;
const SIZE: usize = 2;
const ENTRY: usize = 3;
const MARK: usize = 4;
const PNL: usize = 5;
const AGE: usize = 6;
const STOP: usize = 7;
const SHARE: usize = 8;
const FLAGS: usize = 9;

/// Most decimals of a size or a price.
const DECIMALS_MAX: u32 = 8;

pub(super) fn render(area: Rect, buf: &mut Buffer, data: &PositionsData<'_>, cx: &Ctx<'_>) {
    let mut columns = COLUMNS;
    if let Some(symbol) = columns.get_mut(SYMBOL) {
        symbol.width = symbol_width(data, area);
    }
    let grid = Grid::new(&columns, area);
    // A single row is better spent on a position than on heads.
    let heads = u16::from(area.height >= 2);
    if heads > 0 {
        grid.heads(buf, area.y, cx.theme.muted);
    }
    let body = Rect { y: area.y + heads, height: area.height - heads, ..area };
    let rows = sorted(data.positions, data.sort);
    let selected = data.selected.filter(|row| *row < rows.len());
    let mut seen = window(rows.len(), usize::from(body.height), selected);
    let hidden = rows.len() - seen.len();
    if hidden > 0 && body.height >= 2 {
        seen = window(rows.len(), usize::from(body.height - 1), selected);
        let more = format!("… {} more", rows.len() - seen.len());
        Line::new(buf, body, body.height - 1).put(&more, cx.theme.muted);
    }
    for (y, index) in (body.y..body.bottom()).zip(seen) {
        let Some(position) = rows.get(index) else { continue };
        row(&grid, buf, y, position, cx);
        if selected == Some(index) && cx.focused {
            buf.set_style(Rect { y, height: 1, ..body }, cx.theme.selected);
        }
    }
}

/// Long names are given room where there is plenty.
fn symbol_width(data: &PositionsData<'_>, area: Rect) -> u16 {
    let longest = data.positions.iter().map(|position| width(position.symbol.as_str())).max();
    longest.unwrap_or(0).clamp(7, if area.width >= 100 { 14 } else { 7 })
}

fn row(grid: &Grid<'_>, buf: &mut Buffer, y: u16, position: &PositionView, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let side = match position.side {
        Side::Buy => "long",
        Side::Sell => "short",
    };
    grid.cell(buf, y, SYMBOL, position.symbol.as_str(), theme.text);
    grid.cell(buf, y, SIDE, side, theme.text);
    let units = position.quantity.get();
    grid.cell(buf, y, SIZE, &Number::plain(units, units.scale().min(DECIMALS_MAX)).fit(9), theme.text);
    // The market's own decimals are those of its last price; an average entry can have more.
    let decimals = position.mark.unwrap_or(position.entry).get().scale().min(DECIMALS_MAX);
    let price = |price| Number::plain(price, decimals).fit(10);
    grid.cell(buf, y, ENTRY, &price(position.entry.get()), theme.text);
    let mark = position.mark.map(|mark| price(mark.get()));
    grid.cell(buf, y, MARK, mark.as_deref().unwrap_or("–"), theme.text);
    let pnl = position.pnl.get();
    grid.cell(buf, y, PNL, &Number::signed(pnl, 2).fit(9), by_sign(pnl.round_dp(2), theme));
    let opened = position.opened_at.map(|at| age(cx.now.since(at)));
    grid.cell(buf, y, AGE, opened.as_deref().unwrap_or("–"), theme.muted);
    let distance = position.stop_distance_pct;
    let near = if distance.is_sign_negative() { theme.bad } else { theme.text };
    grid.cell(buf, y, STOP, &Number::plain(distance, 2).fit(6), near);
    grid.cell(buf, y, SHARE, &Number::plain(position.share_pct, 2).fit(7), theme.muted);
    flags(grid, buf, y, position, cx);
}

/// The flags behind the row; where that column was left out, a glyph in front of the side.
fn flags(grid: &Grid<'_>, buf: &mut Buffer, y: u16, position: &PositionView, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let (words, glyph, style) = match (position.unknown, position.quarantined) {
        (true, true) => ("▲ UNKNOWN QUARANTINED", "▲", theme.bad),
        (true, false) => ("▲ UNKNOWN", "▲", theme.bad),
        (false, true) => ("◆ QUARANTINED", "◆", theme.warn),
        (false, false) => return,
    };
    if grid.width(FLAGS) > 0 {
        grid.cell(buf, y, FLAGS, words, style);
    } else if grid.width(SIDE) > 0 && grid.x(SIDE) > 0 {
        put(buf, (grid.x(SIDE) - 1, y), 1, glyph, style);
    }
}
