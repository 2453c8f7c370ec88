//! The normal rate: what a soak asks of its venue in a minute, as measured, or as its rules make it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Mix;
use crate::event::Route;
use crate::journal::RequestMinute;
use crate::model::{Rules, Span, Time};

/// Whole minutes that a journal must have before it speaks for its soak: with fewer, one start or one
/// reconnection is half of what is seen.
const MINUTES_MIN: usize = 3;

/// A day, in which rules count entries.
const DAY: Span = Span::from_secs(86_400);

/// What a reconciliation cycle asks, one after the other.
const CYCLE: [Route; 4] = [Route::Orders, Route::Fills, Route::Positions, Route::Balance];

/// The normal rate.
#[derive(Clone, Debug, PartialEq)]
pub struct NormalRate {
    /// Requests a minute.
    pub rpm: f64,
    /// What they ask.
    pub mix: Mix,
    /// Who says so.
    pub source: RateSource,
}

/// Where a normal rate comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "from")]
pub enum RateSource {
    /// The most that a soak asked in 60 seconds of normal running.
    Soak {
        /// The soak.
        soak: String,
        /// The minutes.
        minutes: usize,
    },
    /// The rhythm that the rules set.
    Rules,
}

impl NormalRate {
    /// What a soak under `rules` asks while nothing happens, with as many orders as its agent may make in
    /// `markets` markets: an entry and an exit for each that a day allows.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a rate is a statistic, and days have few requests")]
    pub fn of_rules(rules: &Rules, markets: usize) -> Self {
        let cycles = DAY.as_micros() / rules.reconcile.every.as_micros().max(1);
        let entries = u64::from(rules.agent.entries_per_day_max) * markets as u64;
        let reads = CYCLE.map(|route| (route, cycles.max(0).cast_unsigned()));
        let mix = Mix::new(reads.into_iter().chain([(Route::Order, 2 * entries)]));
        Self { rpm: mix.total() as f64 / (DAY.as_secs() / 60) as f64, mix, source: RateSource::Rules }
    }

    /// What the soak `name` asks: at most `busiest` requests in 60 seconds of normal running, the figure that the
    /// gate judges by, in the mix of the minutes of `rows`, oldest first. `None` when there are too few.
    ///
    /// The first minute and the last are left out of the mix: the soak did not see all of them.
    #[must_use]
    pub fn of_soak(name: &str, busiest: u32, rows: &[RequestMinute]) -> Option<Self> {
        let mut minutes: BTreeMap<Time, Vec<(Route, u64)>> = BTreeMap::new();
        for row in rows {
            // A later version may have further routes.
            if let Some(route) = Route::ALL.into_iter().find(|route| route.as_str() == row.route) {
                minutes.entry(row.at).or_default().push((route, row.count));
            }
        }
        minutes.pop_first();
        minutes.pop_last();
        if minutes.len() < MINUTES_MIN || busiest == 0 {
            return None;
        }
        let source = RateSource::Soak { soak: name.to_owned(), minutes: minutes.len() };
        Some(Self { rpm: f64::from(busiest), mix: Mix::new(minutes.into_values().flatten()), source })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(minute: i64, route: Route, count: u64) -> RequestMinute {
        RequestMinute {
            at: Time::from_millis(minute * 60_000),
            route: route.as_str().to_owned(),
            count,
            errors: 0,
            latency_sum: Span::ZERO,
            latency_max: Span::ZERO,
        }
    }

    #[test]
    fn rules_make_four_questions_a_cycle_and_the_orders_of_a_day() {
        let normal = NormalRate::of_rules(&Rules::default(), 3);
        // 12 cycles a minute, and 108 orders a day.
        assert!((normal.rpm - 48.075).abs() < 1e-9, "{normal:?}");
        let mut rules = Rules::default();
        rules.reconcile.every = Span::from_secs(10);
        rules.agent.entries_per_day_max = 0;
        assert!((NormalRate::of_rules(&rules, 3).rpm - 24.0).abs() < 1e-9);
    }

    #[test]
    fn the_busiest_minute_of_normal_running_is_normal() {
        let rows: Vec<_> = (1..6).map(|minute| row(minute, Route::Orders, 48)).collect();
        let normal = NormalRate::of_soak("a", 61, &rows).unwrap();
        assert!((normal.rpm - 61.0).abs() < 1e-9, "{normal:?}");
        assert_eq!(normal.source, RateSource::Soak { soak: "a".to_owned(), minutes: 3 });
        assert_eq!(NormalRate::of_soak("a", 0, &rows), None);
    }

    #[test]
    fn the_mix_is_that_of_all_whole_minutes() {
        let mut rows: Vec<_> = (0..5).map(|minute| row(minute, Route::Fills, 12)).collect();
        rows.push(row(2, Route::Order, 4));
        rows.push(row(3, Route::Cancel, 2));
        rows.push(RequestMinute { route: "of a later version".to_owned(), ..row(3, Route::Order, 1) });
        let normal = NormalRate::of_soak("a", 50, &rows).unwrap();
        let mix: Vec<_> = normal.mix.iter().collect();
        assert_eq!(mix, [(Route::Order, 6), (Route::Fills, 36)]);
        assert_eq!(NormalRate::of_soak("a", 50, &rows[..4]), None, "two whole minutes speak for nobody");
    }
}
