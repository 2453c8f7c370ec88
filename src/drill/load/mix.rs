//! What is asked, and how often each of it.

use std::collections::BTreeMap;

use crate::event::Route;

/// The least share of orders, one in so many requests. A soak that orders twice an hour would leave the way
/// of an order, with its commit, unmeasured.
const ORDERS_ONE_IN: u64 = 10;

/// How often each route is taken, in any unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mix(BTreeMap<Route, u64>);

impl Mix {
    /// A mix of `counts`. A cancel counts as an order: both change the venue's books, and a cancel without
    /// an order that rests would only be refused.
    #[must_use]
    pub fn new(counts: impl IntoIterator<Item = (Route, u64)>) -> Self {
        let mut mix = BTreeMap::new();
        for (route, count) in counts {
            let route = if route == Route::Cancel { Route::Order } else { route };
            *mix.entry(route).or_default() += count;
        }
        mix.retain(|_, count| *count > 0);
        Self(mix)
    }

    /// Each route with its count.
    pub fn iter(&self) -> impl Iterator<Item = (Route, u64)> {
        self.0.iter().map(|(route, count)| (*route, *count))
    }

    /// All of it.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// The same with at least a tenth of orders, and whether they had to be raised to that.
    #[must_use]
    pub fn with_orders(mut self) -> (Self, bool) {
        let orders = self.0.remove(&Route::Order).unwrap_or_default();
        let reads: u64 = self.0.values().sum();
        let raised = orders.saturating_mul(ORDERS_ONE_IN - 1) < reads || reads + orders == 0;
        if raised {
            // In ninths, so that the tenth is exact.
            self.0.values_mut().for_each(|count| *count *= ORDERS_ONE_IN - 1);
            self.0.insert(Route::Order, reads.max(1));
        } else {
            self.0.insert(Route::Order, orders);
        }
        (self, raised)
    }

    /// `total` requests in these proportions: each route's share, rounded down, and one more for those that
    /// the rounding cost most, until there are `total` (the method of largest remainders, Hamilton 1792).
    #[must_use]
    pub fn apportion(&self, total: u64) -> Vec<(Route, u64)> {
        let whole = u128::from(self.total().max(1));
        let exact = |count: u64| u128::from(count) * u128::from(total);
        let mut shares: Vec<(Route, u64, u128)> = self
            .iter()
            .map(|(route, count)| {
                (route, u64::try_from(exact(count) / whole).unwrap_or(u64::MAX), exact(count) % whole)
            })
            .collect();
        let missing = total.saturating_sub(shares.iter().map(|(_, share, _)| share).sum());
        shares.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(&b.0)));
        for (_, share, _) in shares.iter_mut().take(usize::try_from(missing).unwrap_or(usize::MAX)) {
            *share += 1;
        }
        shares.sort_by_key(|(route, ..)| *route);
        shares.into_iter().map(|(route, share, _)| (route, share)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_and_are_as_near_as_they_can_be() {
        #[track_caller]
        fn check(mix: &[(Route, u64)], total: u64, expect: &[u64]) {
            let shares = Mix::new(mix.iter().copied()).apportion(total);
            assert_eq!(shares.iter().map(|(_, share)| *share).collect::<Vec<_>>(), expect);
        }
        let [order, orders, fills] = [Route::Order, Route::Orders, Route::Fills];
        check(&[(order, 1), (orders, 1), (fills, 1)], 10, &[4, 3, 3]);
        check(&[(order, 1), (orders, 9)], 100, &[10, 90]);
        check(&[(order, 1), (orders, 99)], 10, &[0, 10]);
        check(&[(Route::Cancel, 1), (order, 1), (orders, 2)], 4, &[2, 2]);
        check(&[(order, 7)], 0, &[0]);
        check(&[], 5, &[]);
    }

    #[test]
    fn one_in_ten_is_an_order_at_least() {
        #[track_caller]
        fn check(orders: u64, reads: u64, expect: (u64, bool)) {
            let (mix, raised) = Mix::new([(Route::Order, orders), (Route::Orders, reads)]).with_orders();
            let share = mix.apportion(1_000).iter().find(|(route, _)| *route == Route::Order).unwrap().1;
            assert_eq!((share, raised), expect);
        }
        check(0, 48, (100, true));
        check(1, 48, (100, true));
        check(1, 9, (100, false));
        check(3, 7, (300, false));
        check(0, 0, (1_000, true));
    }
}
