//! Pauses that grow, with jitter, so that a venue that comes back is not met by everyone at once.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::model::Span;

/// Doublings after which the pause no longer grows, whatever the longest pause is.
const DOUBLINGS_MAX: u32 = 20;

/// The pauses between attempts.
#[derive(Debug)]
pub(super) struct Backoff {
    first: Span,
    max: Span,
    failures: u32,
    random: ChaCha8Rng,
}

impl Backoff {
    /// Pauses that begin at `first` and never exceed `max`.
    pub(super) fn new(first: Span, max: Span, seed: u64) -> Self {
        Self { first, max, failures: 0, random: ChaCha8Rng::seed_from_u64(seed) }
    }

    /// The next pause: between a half and the whole of the doubled one.
    pub(super) fn pause(&mut self) -> Span {
        let whole = self.first.times(1 << self.failures.min(DOUBLINGS_MAX)).min(self.max);
        self.failures = self.failures.saturating_add(1);
        let half = whole.as_micros() / 2;
        let jitter = i64::from(self.random.next_u32() >> 16) * half / (1 << 16);
        Span::from_micros(half + jitter)
    }

    /// Data came: the next pause is the first again.
    pub(super) fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest_and_begin_again() {
        let mut backoff = Backoff::new(Span::from_millis(100), Span::from_secs(1), 7);
        for whole_ms in [100, 200, 400, 800, 1_000, 1_000] {
            let pause = backoff.pause().as_micros();
            assert!((whole_ms * 500..=whole_ms * 1_000).contains(&pause), "{pause} µs for {whole_ms} ms");
        }
        backoff.reset();
        assert!(backoff.pause() <= Span::from_millis(100));
    }

    #[test]
    fn the_same_seed_gives_the_same_pauses() {
        let pauses = |seed| {
            let mut backoff = Backoff::new(Span::from_secs(1), Span::from_secs(30), seed);
            (0..40).map(|_| backoff.pause()).collect::<Vec<_>>()
        };
        assert_eq!(pauses(1), pauses(1));
        assert_ne!(pauses(1), pauses(2));
    }
}
