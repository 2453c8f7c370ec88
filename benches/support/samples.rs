//! Times, and what is said of them.

use soak::model::Span;

use super::run::{micros, say};

/// Times of the same thing, in the order in which they were taken.
#[derive(Clone, Debug, Default)]
pub(crate) struct Samples(Vec<f64>);

impl Samples {
    /// Adds one.
    pub(crate) fn add(&mut self, took: Span) {
        self.0.push(micros(took));
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// The time that this share of them stays under, in microseconds.
    pub(crate) fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an index among some thousands"
        )]
        let index = (sorted.len().saturating_sub(1) as f64 * share).round() as usize;
        sorted.get(index).copied().unwrap_or(f64::NAN)
    }

    /// Says what they are.
    pub(crate) fn tell(&self, name: &str) {
        let [min, p50, p99, max] = [0.0, 0.5, 0.99, 1.0].map(|share| self.quantile(share));
        let count = self.count();
        say(&format!(
            "  {name:<52} p50 {p50:>7.0}  p99 {p99:>7.0}  min {min:>6.0}  max {max:>7.0} µs  n {count}"
        ));
    }

    /// Says what they are, and how they compare with `baseline` of the same run.
    pub(crate) fn tell_against(&self, name: &str, baseline: &str, of: &Self) {
        self.tell(name);
        let ratio = |share| self.quantile(share) / of.quantile(share);
        say(&format!(
            "  {:<52} p50 {:>7.2}  p99 {:>7.2}  times",
            format!("  against {baseline}"),
            ratio(0.5),
            ratio(0.99)
        ));
    }
}
