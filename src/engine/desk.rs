//! One market's desk: its last price, its crash watch, and what is being done about its position.

use serde::{Deserialize, Serialize};

use super::crash::CrashWatch;
use super::protection::Protection;
use super::volatility::Volatility;
use crate::model::{OrderSeq, Price, Quantity, Span, Time};

/// What is known and wanted in one market.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    /// The last price.
    pub mark: Option<Price>,
    /// When the last tick was taken in.
    pub last_tick: Option<Time>,
    /// How fast the price moves.
    pub crash: CrashWatch,
    /// How far it moved at most.
    pub volatility: Volatility,
    /// Whether it moves so fast that no market order leaves.
    pub crashing: bool,
    /// Orders that are not settled.
    pub orders_active: u16,
    /// The close that should make the position smaller.
    pub close_watch: Option<CloseWatch>,
    /// When a further close may be tried.
    pub close_again_at: Time,
    /// When a close was last wanted, whatever came of it.
    pub close_wanted_at: Time,
    /// Whether a standing difference with the venue keeps entries out.
    pub quarantined: bool,
    /// Whether somebody else's fill is part of the position.
    pub external: bool,
}

/// A close that was sent, until it has done its part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseWatch {
    /// When the first close was made, or the position last became smaller.
    pub since: Time,
    /// How much was held then, without sign.
    pub held: Quantity,
    /// The latest close.
    pub order: OrderSeq,
}

impl Desk {
    /// A desk of a market that has not been seen yet.
    #[must_use]
    pub fn new(crash: CrashWatch) -> Self {
        Self {
            mark: None,
            last_tick: None,
            crash,
            volatility: Volatility::default(),
            crashing: false,
            orders_active: 0,
            close_watch: None,
            close_again_at: Time::EPOCH,
            close_wanted_at: Time::EPOCH,
            quarantined: false,
            external: false,
        }
    }

    /// Whether its last price was taken in at most `stale_after` before `at`; what the market says of
    /// when it was made does not count.
    #[must_use]
    pub fn is_fresh(&self, at: Time, stale_after: Span) -> bool {
        self.last_tick.is_some_and(|tick| at.since(tick) <= stale_after || !Protection::Freshness.stands())
    }

    /// Whether a difference with the venue keeps entries out.
    #[must_use]
    pub fn is_quarantined(&self) -> bool {
        self.quarantined && Protection::Quarantine.stands()
    }
}
