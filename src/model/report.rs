//! What a venue says of orders, positions and balance when it is asked.

use serde::{Deserialize, Serialize};

use super::{ClientOrderId, Fill, Money, Price, Quantity, Side, Symbol, VenueOrderId, VenueOrderStatus};

/// Fills that one answer of a venue can list: no answer of more than 1 MiB is read, and the shortest fill
/// takes 96 bytes of it.
pub const FILLS_IN_ANSWER_MAX: usize = 11_000;

/// Where a list goes on; opaque, the venue's.
pub type Cursor = String;

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The entries, oldest first.
    pub items: Vec<T>,
    /// Where the next page begins; `None` when this page reached the end of the list.
    pub next: Option<Cursor>,
    /// Where to go on asking later for what comes after this page, at the end of the list too.
    pub resume: Option<Cursor>,
}

/// One order as the venue has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderReport {
    /// The venue's id.
    pub order_id: VenueOrderId,
    /// Our id, if the venue keeps one for it.
    pub client_order_id: Option<ClientOrderId>,
    /// The market, where the venue says it (an answer to a new order may leave it out).
    pub symbol: Option<Symbol>,
    /// Its side, where the venue says it.
    pub side: Option<Side>,
    /// Units ordered, where the venue says it.
    pub quantity: Option<Quantity>,
    /// Units filled so far, where the venue says it.
    pub filled: Option<Quantity>,
    /// Where it stands.
    pub status: VenueOrderStatus,
    /// Its fills, where the venue tells them with the order; they may be incomplete.
    pub fills: Vec<Fill>,
}

/// One position as the venue has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositionReport {
    /// The market.
    pub symbol: Symbol,
    /// Units: long is positive, short negative.
    pub quantity: Quantity,
    /// Average entry, for people; rounded by the venue.
    pub entry_price: Option<Price>,
    /// The price the venue marks it at.
    pub mark_price: Option<Price>,
}

/// The account as the venue has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceReport {
    /// Money in the account: what was paid in, plus realised profit, less fees.
    pub cash: Money,
    /// Cash plus unrealised profit at `marks`.
    pub equity: Money,
    /// Profit realised since the account began, before fees.
    pub realized_pnl: Option<Money>,
    /// Fees paid since the account began.
    pub fees: Option<Money>,
    /// The marks that `equity` was computed with, one for each open position, so that a client can
    /// compute the same sum.
    pub marks: Vec<(Symbol, Price)>,
    /// How many fills the account has had, where the venue says it: the same moment as `cash`.
    pub fills_total: Option<u64>,
}

/// What a venue says of itself before the first order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PaperProof {
    /// It says that its execution is paper.
    SaysPaper,
    /// It says that its execution is real.
    SaysReal,
    /// It says neither.
    Silent,
}
