//! Open positions: what is held, at what profit, and how far from its stop.
//!
//! ```text
//!   symbol  side       size       entry        mark      P&L   age    stop
//!   BTC     long     0.0029    67,412.0    67,398.5    −0.04   12m  4.98 %
//!   ETH     short    0.0810    2,611.40    2,607.90    +0.28    3m  5.13 %  ▲ UNKNOWN
//! ```
//!
//! The zoom shows the orders that are not settled below them, and so does a small panel with room to
//! spare; in the zoom, rows count through both.

mod order_of_rows;
mod orders;
mod rows;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub use order_of_rows::{PositionSort, sorted};

use crate::snapshot::{OrderView, PositionView, Snapshot};
use crate::tui::Ctx;
use crate::tui::widgets::{Line, frame};

/// What the panel shows.
#[derive(Clone, Copy, Debug)]
pub struct PositionsData<'a> {
    /// Open positions, by market.
    pub positions: &'a [PositionView],
    /// Orders that are not settled, oldest first.
    pub orders: &'a [OrderView],
    /// What positions are sorted by.
    pub sort: PositionSort,
    /// The row that the keys are on: a position in the order of [`sorted`], or, behind those and only in
    /// the zoom, an order.
    pub selected: Option<usize>,
}

impl<'a> PositionsData<'a> {
    /// The slice of `picture` that the panel shows.
    #[must_use]
    pub fn of(picture: &'a Snapshot, sort: PositionSort, selected: Option<usize>) -> Self {
        Self { positions: &picture.positions, orders: &picture.orders, sort, selected }
    }
}

/// Draws the panel.
pub fn render(area: Rect, buf: &mut Buffer, data: &PositionsData<'_>, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let unknown = data.positions.iter().filter(|position| position.unknown).count();
    let open = match data.positions.len() {
        0 => "none open".to_owned(),
        open => format!("{open} open"),
    };
    let sort = format!(" · by {}", data.sort.as_str());
    let flagged = format!(" · ▲ {unknown} UNKNOWN");
    let mut summary = vec![(open.as_str(), theme.text)];
    if unknown > 0 {
        summary.push((&flagged, theme.bad));
    }
    if data.sort != PositionSort::Symbol || cx.zoomed {
        summary.push((&sort, theme.muted));
    }
    let inner = frame(area, buf, "Positions", &summary, cx);
    if data.positions.is_empty() && (!cx.zoomed || data.orders.is_empty()) {
        let mut line = Line::new(buf, inner, 0);
        line.put("no position is open", theme.muted);
        if !data.orders.is_empty() {
            line.put(&format!(" · {} orders not settled", data.orders.len()), theme.muted);
        }
        return;
    }
    let wanted = u16::try_from(data.positions.len()).unwrap_or(u16::MAX).saturating_add(2);
    let spare = inner.height.saturating_sub(wanted);
    let orders = u16::try_from(data.orders.len()).unwrap_or(u16::MAX).saturating_add(2);
    // Small, orders are shown only when all of them fit into what positions leave.
    if !cx.zoomed && (data.orders.is_empty() || spare < orders) {
        rows::render(inner, buf, data, cx);
        return;
    }
    // Orders get what positions leave, and a third of the room at least.
    let upper = wanted.min(inner.height - inner.height / 3);
    rows::render(Rect { height: upper, ..inner }, buf, data, cx);
    let lower = Rect { y: inner.y + upper, height: inner.height - upper, ..inner };
    orders::render(lower, buf, data, cx);
}
