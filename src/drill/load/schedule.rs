//! When each request is due, and what it asks: everything that chance decides, decided beforehand.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::LoadPlan;
use crate::event::Route;
use crate::model::Span;

/// One request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// How long after the beginning it is due.
    pub after: Span,
    /// What it asks.
    pub route: Route,
}

/// All requests, in the order in which they are due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule(Vec<Due>);

impl Schedule {
    /// The schedule of `plan`: as many moments as it has requests, each drawn evenly over its length, which
    /// are the arrivals of a Poisson process given their number (Ross, *Stochastic Processes*, theorem
    /// 2.3.1); and its mix, shuffled.
    #[must_use]
    pub fn new(plan: &LoadPlan) -> Self {
        let mut dice = ChaCha8Rng::seed_from_u64(plan.seed);
        let length = u128::from(plan.length.as_micros().max(0).cast_unsigned());
        // The high half of a product is an even draw below `length`.
        let mut below = |bound: u128| (u128::from(dice.next_u64()) * bound) >> 64;
        let mut moments: Vec<Span> = (0..plan.requests)
            .map(|_| Span::from_micros(i64::try_from(below(length)).unwrap_or(i64::MAX)))
            .collect();
        moments.sort_unstable();
        let shares = plan.mix.apportion(plan.requests).into_iter();
        let mut routes: Vec<Route> = shares
            .flat_map(|(route, share)| std::iter::repeat_n(route, usize::try_from(share).unwrap_or(0)))
            .collect();
        // Fisher and Yates, from the end.
        for index in (1..routes.len()).rev() {
            let other = usize::try_from(below(index as u128 + 1)).unwrap_or(0);
            routes.swap(index, other);
        }
        Self(moments.into_iter().zip(routes).map(|(after, route)| Due { after, route }).collect())
    }

    /// The requests, earliest first.
    pub fn iter(&self) -> impl Iterator<Item = Due> {
        self.0.iter().copied()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::load::{Limits, NormalRate, Rate};
    use crate::model::Rules;

    fn schedule(seed: u64, rpm: u32) -> Schedule {
        let normal = NormalRate::of_rules(&Rules::default(), 3);
        let length = Span::from_secs(60);
        Schedule::new(&LoadPlan::new(normal, Rate::PerMinute(rpm), length, seed, Limits::default()).unwrap())
    }

    #[test]
    fn a_seed_is_a_schedule_and_the_rate_is_exact() {
        let one = schedule(1, 1_000);
        assert_eq!(one, schedule(1, 1_000));
        assert_ne!(one, schedule(2, 1_000));
        assert_eq!(one.len(), 1_000);
        assert_eq!(one.iter().filter(|due| due.route == Route::Order).count(), 100);
        assert!(one.iter().is_sorted_by_key(|due| due.after));
        assert!(one.iter().all(|due| Span::ZERO <= due.after && due.after < Span::from_secs(60)));
    }

    #[test]
    fn requests_come_in_clumps_as_a_poisson_process_makes_them() {
        let times: Vec<i64> = schedule(7, 6_000).iter().map(|due| due.after.as_micros()).collect();
        let gaps: Vec<i64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
        // Of exponential gaps with a mean of 10 ms, 1 - 1/e are shorter than the mean: 63.2%, where evenly
        // spaced ones have none or all.
        let short = gaps.iter().filter(|gap| **gap < 10_000).count() * 1_000 / gaps.len();
        assert!((612..=652).contains(&short), "{short} in a thousand");
    }

    #[test]
    fn orders_are_spread_over_the_whole_length() {
        let quarter = |due: &Due| due.after.as_secs() / 15;
        let schedule = schedule(3, 1_000);
        for wanted in 0..4 {
            let orders = schedule.iter().filter(|due| due.route == Route::Order && quarter(due) == wanted);
            assert!(orders.count() > 10, "quarter {wanted}");
        }
    }
}
