//! The stream of chance, and the draws made from it.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Standard deviation of the sum of four whole numbers drawn from 0..=65535: the root of
/// 4 (65536² - 1) / 12.
const SPREAD_OF_FOUR: f64 = 37_837.227_237_206_5;

/// Draws by chance, the same for the same seed and stream on every machine and in every release.
#[derive(Clone, Debug)]
pub(super) struct Dice {
    stream: ChaCha8Rng,
    /// Normals are drawn in pairs; this is the second of a pair.
    spare: Option<f64>,
}

impl Dice {
    /// A stream of its own for each purpose, so that drawing from one does not disturb another.
    pub(super) fn new(seed: u64, purpose: u64) -> Self {
        let mut stream = ChaCha8Rng::seed_from_u64(seed);
        stream.set_stream(purpose);
        Self { stream, spare: None }
    }

    /// 64 bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.stream.next_u64()
    }

    /// A number from 0 up to but not including 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are what a float holds exactly")]
    pub(super) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Whether something happens that happens with this probability.
    pub(super) fn happens(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A draw from the standard normal distribution, by the polar method (Marsaglia and Bray 1964).
    pub(super) fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        loop {
            let (x, y) = (2.0 * self.unit() - 1.0, 2.0 * self.unit() - 1.0);
            let square = x * x + y * y;
            if square > 0.0 && square < 1.0 {
                let factor = (-2.0 * libm::log(square) / square).sqrt();
                self.spare = Some(y * factor);
                return x * factor;
            }
        }
    }

    /// Nearly a normal draw, from four uniform ones (Irwin 1927, Hall 1927): never beyond 3.5, and a
    /// quarter of the price. For the smallest moves, whose sums are normal in any case.
    pub(super) fn small_step(&mut self) -> f64 {
        let bits = self.bits();
        let quarters = [bits & 0xffff, bits >> 16 & 0xffff, bits >> 32 & 0xffff, bits >> 48];
        let sum = u32::try_from(quarters.iter().sum::<u64>()).unwrap_or(0);
        // Four times the mean of 0..=65535, then one over the spread of the sum.
        (f64::from(sum) - 131_070.0) * (1.0 / SPREAD_OF_FOUR)
    }

    /// A draw from the exponential distribution of mean 1.
    pub(super) fn exponential(&mut self) -> f64 {
        -libm::log(1.0 - self.unit())
    }

    /// A draw from the Pareto distribution of minimum 1 and tail exponent 3/2.
    pub(super) fn pareto(&mut self) -> f64 {
        let tail = 1.0 - self.unit();
        1.0 / libm::cbrt(tail * tail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// These figures hold on every machine; should they change, so do all seeded soaks.
    #[test]
    fn the_stream_is_the_same_everywhere() {
        let mut dice = Dice::new(7, 0);
        assert_eq!(dice.bits(), 2_910_824_217_569_608_635);
        assert_eq!(dice.normal().to_bits(), 0xbfeb_3216_fa43_a3fa);
        assert_eq!(dice.pareto().to_bits(), 0x4002_ff7b_4ed7_9655);
        assert_eq!(dice.exponential().to_bits(), 0x3fed_6c14_3792_280e);
        assert_ne!(Dice::new(7, 1).bits(), Dice::new(7, 0).bits());
    }

    #[test]
    fn draws_have_the_moments_of_their_distributions() {
        let mut dice = Dice::new(1, 0);
        let count = 50_000;
        let mut sums = [0.0; 6];
        for _ in 0..count {
            let normal = dice.normal();
            let tail = f64::from(u8::from(dice.pareto() > 4.0));
            let step = dice.small_step();
            let draws = [normal, normal * normal, step, step * step, dice.exponential(), tail];
            for (sum, draw) in sums.iter_mut().zip(draws) {
                *sum += draw / f64::from(count);
            }
        }
        // Pareto: 4 to the power of -3/2 is 1/8.
        for (found, expect) in sums.into_iter().zip([0.0, 1.0, 0.0, 1.0, 1.0, 0.125]) {
            assert!((found - expect).abs() < 0.02, "{found} instead of {expect}");
        }
    }
}
