//! A fast and a slow moving average, and on which side of the slow one the fast one is.
//!
//! Both averages are kept as sums, which stay exact; they are compared by multiplying crosswise:
//!
//! ```text
//!   fast_sum / fast  >  slow_sum / slow × (1 + band)
//!   fast_sum × slow  −  slow_sum × fast  >  band × slow_sum × fast
//! ```
//!
//! Invariant: nothing is divided, so nothing is rounded, and the sums equal those of the closes
//! kept however long the soak runs.

use std::collections::VecDeque;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::model::{AgentRules, Price, Rate};

/// Most bars in the slow average: a day of one-minute bars, 23 KiB a market.
const SLOW_MAX: u16 = 1_440;

/// The simple moving averages of one market's closes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Averages {
    /// Bars in the fast average; at least 1, at most `slow`.
    fast: u16,
    /// Bars in the slow average; at most [`SLOW_MAX`].
    slow: u16,
    /// How far apart the averages must be, as a share of the slow one.
    band: Rate,
    /// The last `slow` closes, oldest first.
    closes: VecDeque<Price>,
    /// Sum of the last `fast` closes.
    fast_sum: Price,
    /// Sum of all closes kept.
    slow_sum: Price,
    /// Where the fast average was last clearly seen.
    regime: Regime,
}

/// On which side of the slow average the fast one was last clearly seen. Inside the band it stays
/// what it was, so that averages that only touch do not trade.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Regime {
    /// Not clearly seen since the warm-up. The first clear sight counts as a crossing.
    #[default]
    Undecided,
    /// Above by more than the band.
    Above,
    /// Below by more than the band.
    Below,
}

/// What a bar's close says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// The fast average crossed above the slow one by more than the band.
    Buy,
    /// The fast average crossed below the slow one by more than the band.
    Sell,
    /// Neither, or too few bars to tell.
    Hold,
}

impl Averages {
    /// Empty averages by `rules`; lengths out of range are brought into it.
    #[must_use]
    pub fn new(rules: &AgentRules) -> Self {
        let slow = rules.slow.clamp(1, SLOW_MAX);
        Self {
            fast: rules.fast.clamp(1, slow),
            slow,
            band: rules.band,
            closes: VecDeque::new(),
            fast_sum: Price::ZERO,
            slow_sum: Price::ZERO,
            regime: Regime::Undecided,
        }
    }

    /// Takes a close from before the soak: it counts in the averages and gives no signal.
    pub fn warm_up(&mut self, close: Price) {
        let (fast, slow) = (usize::from(self.fast), usize::from(self.slow));
        let leaves_fast = self.closes.len().checked_sub(fast).and_then(|place| self.closes.get(place));
        if let Some(&leaving) = leaves_fast {
            self.fast_sum -= leaving;
        }
        if self.closes.len() == slow
            && let Some(leaving) = self.closes.pop_front()
        {
            self.slow_sum -= leaving;
        }
        self.closes.push_back(close);
        self.fast_sum += close;
        self.slow_sum += close;
    }

    /// Takes the close of a bar and says what it means.
    pub fn on_close(&mut self, close: Price) -> Signal {
        self.warm_up(close);
        let regime = self.sight().unwrap_or(self.regime);
        let crossed = regime != self.regime;
        self.regime = regime;
        match regime {
            Regime::Above if crossed => Signal::Buy,
            Regime::Below if crossed => Signal::Sell,
            _ => Signal::Hold,
        }
    }

    /// Where the fast average was last clearly seen.
    #[must_use]
    pub const fn regime(&self) -> Regime {
        self.regime
    }

    /// Whether there are enough closes for the slow average.
    #[must_use]
    pub fn is_warm(&self) -> bool {
        self.closes.len() == usize::from(self.slow)
    }

    /// The regime that the averages clearly show now, if they do.
    fn sight(&self) -> Option<Regime> {
        if !self.is_warm() {
            return None;
        }
        let slow_scaled = self.slow_sum.get() * Decimal::from(self.fast);
        let apart = self.fast_sum.get() * Decimal::from(self.slow) - slow_scaled;
        let band = slow_scaled * self.band.get();
        if apart > band {
            Some(Regime::Above)
        } else if apart < -band {
            Some(Regime::Below)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn averages(fast: u16, slow: u16, band_bp: i64) -> Averages {
        Averages::new(&AgentRules { fast, slow, band: Rate::from_bp(band_bp), ..AgentRules::default() })
    }

    /// The signals of `closes` after a warm-up at 100, one letter each.
    #[track_caller]
    fn check(band_bp: i64, closes: &[i64], expect: &str) {
        let mut averages = averages(9, 21, band_bp);
        (0..21).for_each(|_| averages.warm_up(Price::new(Decimal::ONE_HUNDRED)));
        let signals: String = closes
            .iter()
            .map(|close| match averages.on_close(Price::new(Decimal::from(*close))) {
                Signal::Buy => 'B',
                Signal::Sell => 'S',
                Signal::Hold => '.',
            })
            .collect();
        assert_eq!(signals, expect);
    }

    #[test]
    fn crossing_above_buys_crossing_below_sells_and_anything_else_holds() {
        check(2, &[100, 100, 100], "...");
        check(2, &[101, 102, 103], "B..");
        check(2, &[99, 98, 97], "S..");
        check(2, &[101, 102, 103, 80, 80], "B..S.");
    }

    #[test]
    fn inside_the_band_the_regime_stays() {
        // A close of 101 puts the averages 6 bp apart, a second one 12 bp; the 90 turns them over.
        check(10, &[101, 101, 101], ".B.");
        check(10, &[101, 101, 98, 101, 101, 101], ".B....");
        check(10, &[101, 101, 90, 110], ".BSB");
    }

    #[test]
    fn nothing_is_said_before_the_slow_average_is_full() {
        let mut averages = averages(2, 4, 0);
        let mut on_close = |close: i64| averages.on_close(Price::new(Decimal::from(close)));
        assert_eq!([on_close(1), on_close(2), on_close(3)], [Signal::Hold; 3]);
        assert_eq!(on_close(4), Signal::Buy);
    }

    proptest! {
        #[test]
        fn the_running_sums_are_the_sums_of_the_closes_kept(
            fast in 1_u16..30,
            slow in 1_u16..30,
            closes in prop::collection::vec(1_i64..1_000_000_000_000, 1..120),
        ) {
            let mut averages = averages(fast, slow, 2);
            for close in &closes {
                averages.on_close(Price::new(Decimal::new(*close, 8)));
            }
            let last = |count: u16| -> Price {
                closes.iter().rev().take(usize::from(count)).map(|c| Price::new(Decimal::new(*c, 8))).sum()
            };
            prop_assert_eq!(averages.slow_sum, last(slow));
            prop_assert_eq!(averages.fast_sum, last(fast.min(slow)));
        }
    }
}
