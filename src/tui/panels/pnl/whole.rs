//! The panel on the whole screen: the split as a table, the facts beside it, the curve below.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{CurveRange, PnlData, amounts, draw_curve, limits_row};
use crate::model::Money;
use crate::tui::Ctx;
use crate::tui::widgets::{Line, Number, age, by_sign, count, float};

/// Rows from which the zoom has something to add.
pub(super) const ROWS_MIN: u16 = 14;
/// Cells of the table of the split.
const SPLIT_WIDTH: u16 = 46;
/// Cells of the facts.
const FACTS_WIDTH: u16 = 30;

pub(super) fn render(area: Rect, buf: &mut Buffer, data: &PnlData<'_>, cx: &Ctx<'_>) {
    let row = |row: u16| Rect { y: area.y + row, height: 1, ..area };
    amounts(row(0), buf, data.pnl, cx);
    limits_row(row(1), buf, data.pnl, cx);
    let block = Rect { y: area.y + 3, height: 6, ..area };
    table(Rect { width: SPLIT_WIDTH.min(area.width), ..block }, buf, data, cx);
    let left = |x: u16| Rect { x: block.x + x, width: block.width.saturating_sub(x), ..block };
    facts(left(SPLIT_WIDTH.min(block.width)), buf, data, cx);
    markets(left((SPLIT_WIDTH + FACTS_WIDTH).min(block.width)), buf, data, cx);
    ranges(row(10), buf, data, cx);
    draw_curve(Rect { y: area.y + 11, height: area.height - 11, ..area }, buf, data, cx);
}

/// Realised, unrealised, fees and net, of today and since the start.
fn table(area: Rect, buf: &mut Buffer, data: &PnlData<'_>, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let pnl = data.pnl;
    let mut head = Line::new(buf, area, 0);
    head.skip(10);
    for name in ["day", "total"] {
        head.put_field(name, 16, theme.muted);
    }
    let rows = [
        ("realised", pnl.day.realized, pnl.total.realized),
        ("unrealised", pnl.day.unrealized, pnl.total.unrealized),
        ("fees", -pnl.day.fees, -pnl.total.fees),
        ("net", pnl.day.net, pnl.total.net),
    ];
    for (row, (name, day, total)) in (1..).zip(rows) {
        let mut line = Line::new(buf, area, row);
        line.put_left(name, 10, theme.muted);
        for amount in [day, total] {
            let style = if name == "net" { net_style(amount, cx) } else { theme.text };
            line.put_field(&Number::signed(amount.get(), 2).fit(15), 16, style);
        }
    }
}

fn net_style(amount: Money, cx: &Ctx<'_>) -> Style {
    by_sign(amount.get().round_dp(2), cx.theme)
}

fn facts(area: Rect, buf: &mut Buffer, data: &PnlData<'_>, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let pnl = data.pnl;
    let rows = [
        ("started with", Number::plain(pnl.initial.get(), 2).fit(14), ""),
        ("exposure", Number::plain(pnl.exposure_pct, 2).fit(14), " %"),
        ("max drawdown", Number::plain(pnl.drawdown_max_pct, 2).fit(14), " %"),
        ("trades", count(pnl.trades), ""),
        ("fills", count(pnl.fills), ""),
    ];
    for (row, (name, value, unit)) in (0..).zip(rows) {
        let mut line = Line::new(buf, area, row);
        line.skip(3).put_left(name, 12, theme.muted).put_field(&value, 12, theme.text).put(unit, theme.muted);
    }
}

fn markets(area: Rect, buf: &mut Buffer, data: &PnlData<'_>, cx: &Ctx<'_>) {
    let theme = cx.theme;
    if data.markets.is_empty() {
        return;
    }
    let mut head = Line::new(buf, area, 0);
    head.skip(3).put_left("market", 8, theme.muted);
    head.put_field("price", 13, theme.muted).put_field("age", 6, theme.muted);
    for (row, market) in (1..area.height).zip(data.markets) {
        let mut line = Line::new(buf, area, row);
        line.skip(3).put_left(market.symbol.as_str(), 8, theme.text);
        let shown = market.price.map(|price| Number::plain(price.get(), price.get().scale().min(8)).fit(12));
        line.put_field(shown.as_deref().unwrap_or("–"), 13, theme.text);
        let since = market.at.map(|at| age(cx.now.since(at)));
        line.put_field(since.as_deref().unwrap_or("–"), 6, theme.muted);
        if market.crash {
            line.skip(1).put("◆ CRASH", theme.bad);
        } else if market.stale {
            line.skip(1).put("◆ STALE", theme.warn);
        }
    }
}

/// The ranges with the chosen one marked, and the extremes of what is drawn.
fn ranges(area: Rect, buf: &mut Buffer, data: &PnlData<'_>, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let mut line = Line::new(buf, area, 0);
    for range in CurveRange::ALL {
        if range == data.range {
            line.put("[", theme.muted).put(range.as_str(), theme.strong).put("] ", theme.muted);
        } else {
            line.put(" ", theme.muted).put(range.as_str(), theme.muted).put("  ", theme.muted);
        }
    }
    let equity = data.points.iter().map(|point| point.equity);
    let by_amount = |a: &Money, b: &Money| float(a.get()).total_cmp(&float(b.get()));
    if let (Some(low), Some(high)) = (equity.clone().min_by(by_amount), equity.max_by(by_amount)) {
        for (name, amount) in [("lowest", low), ("highest", high)] {
            line.skip(3).put(name, theme.muted).skip(1);
            line.put_left(&Number::plain(amount.get(), 2).fit(15), 15, theme.text);
        }
    }
}
