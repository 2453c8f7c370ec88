//! The chance of a swarm.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::model::Span;

/// Keeps what a swarm draws apart from what the network draws of the same seed.
const STREAM: u64 = 0x5_a4_4d;

/// Chance that comes from a seed.
#[derive(Debug)]
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The dice of `seed`.
    pub(super) fn new(seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(STREAM);
        Self(rng)
    }

    /// A number below `end`, evenly drawn; zero when that is zero. The bias of the remainder is far below
    /// what a swarm could show.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0.next_u64().checked_rem(end).unwrap_or(0)
    }

    /// A number from `least` to `most`.
    pub(super) fn between(&mut self, least: i64, most: i64) -> i64 {
        let width = most.saturating_sub(least).saturating_add(1).max(1).unsigned_abs();
        least.saturating_add(i64::try_from(self.below(width)).unwrap_or(0))
    }

    /// Yes in `percent` of a hundred cases.
    pub(super) fn happens(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of `choices`.
    pub(super) fn pick<T: Copy>(&mut self, choices: &[T]) -> Option<T> {
        let index = usize::try_from(self.below(choices.len() as u64)).unwrap_or(0);
        choices.get(index).copied()
    }

    /// A time from `least` to `most`, every order of magnitude as likely as the next: short and long
    /// troubles differ in kind, not in seconds.
    pub(super) fn span(&mut self, least: Span, most: Span) -> Span {
        let mut top = least;
        let mut steps = 0_i64;
        while top < most {
            top = top.times(2);
            steps += 1;
        }
        let floor = least.times(1 << self.between(0, (steps - 1).max(0)));
        let within = self.between(0, floor.as_micros());
        (floor + Span::from_micros(within)).clamp(least, most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_stays_within_its_bounds() {
        let mut dice = Dice::new(3);
        let (least, most) = (Span::from_millis(100), Span::from_secs(300));
        let spans: Vec<Span> = (0..1_000).map(|_| dice.span(least, most)).collect();
        assert!(spans.iter().all(|span| (least..=most).contains(span)));
        let short = spans.iter().filter(|span| **span < Span::from_secs(6)).count();
        assert!((300..700).contains(&short), "{short} are short");
        let numbers: Vec<i64> = (0..1_000).map(|_| dice.between(-2, 2)).collect();
        assert!((-2..=2).all(|number| numbers.contains(&number)));
        assert!(numbers.iter().all(|number| (-2..=2).contains(number)));
        assert_eq!(dice.pick::<u8>(&[]), None);
        assert_eq!(dice.below(0), 0);
    }
}
