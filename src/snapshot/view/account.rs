//! The account: profit and loss, positions, orders under way.

use serde::{Deserialize, Serialize};

use crate::event::Purpose;
use crate::model::{Decimal, Money, OrderSeq, Price, Quantity, Side, Symbol, Time};

/// Profit and loss.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PnlView {
    /// Marked equity.
    pub equity: Money,
    /// What the account was paid.
    pub initial: Money,
    /// What changed since the start.
    pub total: ProfitSplit,
    /// What changed since midnight UTC, or since the start if that was later.
    pub day: ProfitSplit,
    /// Loss since midnight UTC in per cent of the equity then; zero in profit.
    pub day_loss_pct: Decimal,
    /// Where the day loss trips the breaker, in per cent.
    pub day_loss_limit_pct: Decimal,
    /// Fall from the peak in per cent.
    pub drawdown_pct: Decimal,
    /// Where the drawdown trips the breaker, in per cent.
    pub drawdown_limit_pct: Decimal,
    /// Largest fall so far in per cent.
    pub drawdown_max_pct: Decimal,
    /// Worth of all positions in per cent of equity.
    pub exposure_pct: Decimal,
    /// Positions opened.
    pub trades: u64,
    /// Fills booked.
    pub fills: u64,
}

/// A change of equity by where it came from: `net = realized + unrealized - fees`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfitSplit {
    /// The change of equity.
    pub net: Money,
    /// Realised, before fees.
    pub realized: Money,
    /// Unrealised at the last marks.
    pub unrealized: Money,
    /// Fees paid.
    pub fees: Money,
}

/// One open position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositionView {
    /// The market.
    pub symbol: Symbol,
    /// Long (buy) or short (sell).
    pub side: Side,
    /// Units, without sign.
    pub quantity: Quantity,
    /// Average entry, rounded.
    pub entry: Price,
    /// The price it is marked at.
    pub mark: Option<Price>,
    /// Unrealised profit or loss.
    pub pnl: Money,
    /// When it was opened.
    pub opened_at: Option<Time>,
    /// Where it is closed at a loss.
    pub stop: Price,
    /// Distance of the mark to the stop in per cent of the entry.
    pub stop_distance_pct: Decimal,
    /// Worth in per cent of equity.
    pub share_pct: Decimal,
    /// Whether a standing difference keeps entries out.
    pub quarantined: bool,
    /// Whether an order of unknown outcome concerns it.
    pub unknown: bool,
}

/// One order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderView {
    /// Our number.
    pub seq: OrderSeq,
    /// The market.
    pub symbol: Symbol,
    /// Buy or sell.
    pub side: Side,
    /// Units ordered.
    pub quantity: Quantity,
    /// Units filled.
    pub filled: Quantity,
    /// The limit, if it has one.
    pub limit_price: Option<Price>,
    /// Whether the venue is known to work on it.
    pub resting: bool,
    /// What for.
    pub purpose: Purpose,
    /// Its state in a word.
    pub state: String,
    /// When it was made.
    pub created_at: Time,
    /// Why.
    pub reason: String,
}
