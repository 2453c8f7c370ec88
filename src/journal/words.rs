//! The words that the tables use for what the vocabulary has no words of its own for. They are those of the
//! configuration and of the wire.

use crate::event::Lane;
use crate::model::{BreakerLevel, Liquidity, TimeInForce};

pub(super) const fn level_word(level: BreakerLevel) -> &'static str {
    match level {
        BreakerLevel::Armed => "armed",
        BreakerLevel::Paused => "paused",
        BreakerLevel::Tripped => "tripped",
        BreakerLevel::Flattening => "flattening",
    }
}

pub(super) const fn lane_word(lane: Lane) -> &'static str {
    match lane {
        Lane::Protect => "protect",
        Lane::Trade => "trade",
        Lane::Observe => "observe",
    }
}

pub(super) const fn liquidity_word(liquidity: Liquidity) -> &'static str {
    match liquidity {
        Liquidity::Maker => "maker",
        Liquidity::Taker => "taker",
    }
}

pub(super) const fn time_in_force_word(time_in_force: TimeInForce) -> &'static str {
    match time_in_force {
        TimeInForce::Gtc => "gtc",
        TimeInForce::Ioc => "ioc",
        TimeInForce::PostOnly => "post_only",
    }
}
