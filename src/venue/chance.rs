//! Chance, from a seed.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::model::{Rate, Span};

/// Parts in which a share is drawn.
const PARTS: u32 = 1_000_000;

/// Draws what is left to chance. The order of draws is that in which requests arrive, which on real
/// sockets is no one's to repeat; the seed only makes runs alike.
#[derive(Debug)]
pub(in crate::venue) struct Chance(ChaCha8Rng);

impl Chance {
    pub(in crate::venue) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// Whether one of a `share` is struck.
    pub(in crate::venue) fn strikes(&mut self, share: Rate) -> bool {
        let drawn = Rate::new(rust_decimal::Decimal::from(self.0.next_u32() % PARTS));
        drawn.get() < share.get() * rust_decimal::Decimal::from(PARTS)
    }

    /// A span between `min` and `max`.
    pub(in crate::venue) fn between(&mut self, min: Span, max: Span) -> Span {
        let width = u64::try_from((max - min).as_micros()).unwrap_or(0).saturating_add(1);
        let drawn = i64::try_from(self.0.next_u64() % width).unwrap_or(0);
        min + Span::from_micros(drawn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_struck_about_as_often_as_it_says() {
        #[track_caller]
        fn check(share: &str, least: usize, most: usize) {
            let mut chance = Chance::new(7);
            let struck = (0..1_000).filter(|_| chance.strikes(share.parse().unwrap())).count();
            assert!((least..=most).contains(&struck), "{struck} of 1000 at {share}");
        }
        check("0", 0, 0);
        check("0.2", 150, 250);
        check("1", 1_000, 1_000);
    }

    #[test]
    fn a_span_lies_between_its_ends() {
        let mut chance = Chance::new(7);
        let (min, max) = (Span::from_millis(2), Span::from_millis(4));
        assert!((0..100).all(|_| (min..=max).contains(&chance.between(min, max))));
        assert_eq!(chance.between(min, min), min);
    }
}
