//! The network between engine and venue: how long things take, and the chances of what goes wrong.
//!
//! Invariant: each draw comes from the seed and from nothing else, and chances of faults take no draw from
//! the usual ways: what is not struck takes as long as in the world without faults.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::fault::Window;
use crate::model::{Span, Time};

/// Shortest time one way, request or reply: a venue in the same region.
const ONE_WAY_MIN: Span = Span::from_millis(2);

/// Length of the evenly drawn part on top.
const ONE_WAY_JITTER_US: u64 = 6_000;

/// One in this many ways is slow, as a lost packet that was sent again.
const SLOW_ONE_IN: u64 = 200;

/// How much longer a slow way takes.
const SLOW_BY: Span = Span::from_millis(200);

/// Time that the stream takes: pushed, in order, never slower than what went before.
const STREAM_DELAY: Span = Span::from_millis(3);

/// The stream of chance that faults are drawn from.
const FAULTS_STREAM: u64 = 1;

/// The network.
#[derive(Clone, Debug)]
pub struct Network {
    rng: ChaCha8Rng,
    /// The chances of faults. In a box because a world is moved about while it begins, and needs it rarely.
    chance: Box<ChaCha8Rng>,
}

/// What becomes of a message that nothing strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It arrives at this time.
    Arrives(Time),
}

impl Network {
    /// A network whose chances come from `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        chance.set_stream(FAULTS_STREAM);
        Self { rng: ChaCha8Rng::seed_from_u64(seed), chance: Box::new(chance) }
    }

    /// What becomes of a request or a reply that leaves at `at`.
    pub fn carry(&mut self, at: Time) -> Fate {
        let drawn = self.rng.next_u64();
        let jitter = i64::try_from(drawn % ONE_WAY_JITTER_US).unwrap_or(0);
        let slow = (drawn >> 32).is_multiple_of(SLOW_ONE_IN);
        let extra = if slow { SLOW_BY } else { Span::ZERO };
        Fate::Arrives(at + ONE_WAY_MIN + Span::from_micros(jitter) + extra)
    }

    /// When something pushed at `at` arrives.
    #[must_use]
    pub fn stream_arrival(&self, at: Time) -> Time {
        at + STREAM_DELAY
    }

    /// Whether something that `window` could strike is struck; without a draw where everything is.
    pub(super) fn draws(&mut self, window: &Window) -> bool {
        window.is_whole() || window.hits(self.chance.next_u64())
    }

    /// One of two, each as likely.
    pub(super) fn coin(&mut self) -> bool {
        self.chance.next_u64() >> 63 == 1
    }

    /// An evenly drawn time from `min` to `max`.
    pub(super) fn between(&mut self, min: Span, max: Span) -> Span {
        let width = u64::try_from((max - min).as_micros()).unwrap_or(0).saturating_add(1);
        min + Span::from_micros(i64::try_from(self.chance.next_u64() % width).unwrap_or(0))
    }
}
