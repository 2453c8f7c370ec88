//! The row of a running soak in `soak list`.

use super::words;
use crate::model::neutralise;
use crate::snapshot::Snapshot;

/// Longest cell, in characters.
const CELL_CHARS_MAX: usize = 60;

/// What the cells of [`status_row`] are.
pub const ROW_HEADS: [&str; 6] = ["CLOCK", "EQUITY", "CHANGE", "TRADES", "BREAKER", "NEEDS"];

/// `snapshot` as cells.
#[must_use]
pub fn status_row(snapshot: &Snapshot) -> [String; 6] {
    let pnl = &snapshot.pnl;
    let cells = [
        words::clock(snapshot.soak.healthy, snapshot.soak.length),
        words::money(pnl.equity),
        words::signed(pnl.equity - pnl.initial),
        pnl.trades.to_string(),
        words::breaker(&snapshot.breaker).to_owned(),
        words::needs(snapshot).unwrap_or("nobody").to_owned(),
    ];
    cells.map(|cell| neutralise(&cell, CELL_CHARS_MAX))
}
