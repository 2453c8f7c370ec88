//! Ticks to bars: the mark at the end of each interval.
//!
//! Intervals have a set length and are aligned to the epoch, so that two soaks over the same data
//! see the same bars whenever they began. A bar closes when the first tick of a later interval
//! arrives, and not by a timer, so that the closes depend on the data alone. An interval without a
//! tick has no bar: nothing is carried over, and the averages then reach further back in time.
//!
//! Why not the whole bar? A crossover looks at closes only, and the high and the low would cost two
//! decimal comparisons on every tick. For the same reason the mark is computed once a bar from the
//! last tick that was kept, and not at every tick.
//!
//! Invariant: closes come out in the order of time, at most one a tick.

use serde::{Deserialize, Serialize};

use crate::model::{Price, Span, Tick, Time};

/// The end of one bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Close {
    /// When the interval began.
    pub at: Time,
    /// The mark of its last tick.
    pub price: Price,
}

/// The bars of one market.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bars {
    /// Length of a bar.
    length: Span,
    /// The bar under way; `None` before the first tick.
    open: Option<OpenBar>,
}

/// The bar under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct OpenBar {
    /// The first moment that is no longer in it.
    ends_at: Time,
    /// The latest tick in it.
    last: Tick,
}

impl Bars {
    /// Bars of the length `length`, none begun.
    #[must_use]
    pub const fn new(length: Span) -> Self {
        Self { length, open: None }
    }

    /// Takes one tick, received at `at`, and returns the bar that ended before it, if one did.
    pub fn on_tick(&mut self, tick: &Tick, at: Time) -> Option<Close> {
        match &mut self.open {
            Some(open) if at < open.ends_at => {
                open.last = *tick;
                None
            }
            open => {
                let ends_at = at.floor(self.length) + self.length;
                let ended = open.replace(OpenBar { ends_at, last: *tick })?;
                Some(Close { at: ended.ends_at - self.length, price: ended.last.mark() })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{MarketId, Quantity, TickKind};

    fn trade(price: &str) -> Tick {
        let kind = TickKind::Trade { price: price.parse().unwrap(), size: Quantity::ZERO, taker: None };
        Tick { market: MarketId(0), at: Time::EPOCH, kind }
    }

    #[track_caller]
    fn check(ticks: &[(i64, &str)], expect: &[(i64, &str)]) {
        let mut bars = Bars::new(Span::from_secs(60));
        let closes: Vec<_> = ticks
            .iter()
            .filter_map(|(secs, price)| bars.on_tick(&trade(price), Time::from_millis(secs * 1_000)))
            .map(|close| (close.at.as_secs(), close.price.to_string()))
            .collect();
        let expect: Vec<_> = expect.iter().map(|(secs, price)| (*secs, (*price).to_owned())).collect();
        assert_eq!(closes, expect);
    }

    #[test]
    fn a_bar_closes_with_its_last_mark_when_a_later_interval_begins() {
        check(&[(125, "10"), (140, "12"), (179, "11"), (180, "13")], &[(120, "11")]);
        check(&[(0, "10"), (59, "12")], &[]);
    }

    #[test]
    fn an_interval_without_ticks_has_no_bar() {
        check(&[(10, "10"), (400, "11"), (430, "12")], &[(0, "10"), (360, "11")]);
    }

    #[test]
    fn a_quote_closes_at_its_middle() {
        let mut bars = Bars::new(Span::from_secs(1));
        let price = |text: &str| text.parse::<Price>().unwrap();
        let size = Quantity::ZERO;
        let kind = TickKind::Quote { bid: price("10"), bid_size: size, ask: price("11"), ask_size: size };
        let quote = Tick { market: MarketId(0), at: Time::EPOCH, kind };
        assert_eq!(bars.on_tick(&quote, Time::EPOCH), None);
        let close = bars.on_tick(&quote, Time::from_millis(1_000)).unwrap();
        assert_eq!(close.price, price("10.5"));
    }
}
