//! The budget's promises, by table and by property.

use proptest::prelude::*;

use super::*;
use Lane::{Observe, Protect, Trade};
use Urgency::{Routine, Urgent};

fn secs(secs: i64) -> Time {
    Time::from_millis(secs * 1_000)
}

/// How many of `count` requests at once are let through by a budget in which `before` are used.
#[track_caller]
fn check(before: u16, lane: Lane, urgency: Urgency, expect: usize) {
    let mut budget = Budget::new(&BudgetRules::default());
    for _ in 0..before {
        budget.try_take(secs(0), Route::Cancel, Protect, Urgent).unwrap();
    }
    let taken = (0..400).filter(|_| budget.try_take(secs(1), Route::Order, lane, urgency).is_ok()).count();
    assert_eq!(taken, expect);
}

#[test]
fn each_lane_stops_at_its_own_cap_of_the_total() {
    check(0, Trade, Routine, 150);
    check(0, Observe, Routine, 150);
    check(0, Observe, Urgent, 150);
    check(0, Protect, Routine, 180);
    check(0, Protect, Urgent, 300);
    check(100, Trade, Routine, 50);
    check(170, Trade, Routine, 0);
    check(170, Protect, Routine, 10);
    check(290, Protect, Urgent, 10);
}

#[test]
fn a_request_counts_for_sixty_seconds_and_both_ends() {
    let mut budget = Budget::new(&BudgetRules { rpm: 1, normal_max: Rate::ONE, ..BudgetRules::default() });
    let mut take = |at: Time| budget.try_take(at, Route::Order, Protect, Urgent);
    assert_eq!(take(secs(0)), Ok(()));
    let free_at = secs(60) + Span::from_micros(1);
    assert_eq!(take(secs(1)), Err(free_at));
    assert_eq!(take(secs(60)), Err(free_at));
    assert_eq!(take(free_at), Ok(()));
}

#[test]
fn a_route_has_its_own_limit_on_top() {
    let per_route = vec![("order".to_owned(), 2), ("nonsense".to_owned(), 0)];
    let mut budget = Budget::new(&BudgetRules { per_route, ..BudgetRules::default() });
    let mut take = |at: i64, route| budget.try_take(secs(at), route, Trade, Routine);
    assert_eq!([take(0, Route::Order), take(5, Route::Order)], [Ok(()); 2]);
    assert_eq!(take(6, Route::Order), Err(secs(60) + Span::from_micros(1)));
    assert_eq!(take(6, Route::Fills), Ok(()));
    assert_eq!(take(61, Route::Order), Ok(()));
    assert_eq!(take(61, Route::Order), Err(secs(65) + Span::from_micros(1)));
}

#[test]
fn a_share_of_nothing_never_opens() {
    let mut budget = Budget::new(&BudgetRules { reserve: Rate::ONE, ..BudgetRules::default() });
    let refused = budget.try_take(secs(0), Route::Order, Trade, Routine);
    assert_eq!(refused, Err(secs(0) + Span::FOREVER));
}

#[test]
fn changed_rules_count_what_was_sent_before() {
    let mut budget = Budget::new(&BudgetRules::default());
    (0..100).for_each(|_| budget.try_take(secs(0), Route::Order, Trade, Routine).unwrap());
    budget.set_rules(&BudgetRules { rpm: 80, ..BudgetRules::default() });
    let free_at = secs(60) + Span::from_micros(1);
    assert_eq!(budget.try_take(secs(1), Route::Order, Protect, Urgent), Err(free_at));
    assert_eq!(budget.try_take(free_at, Route::Order, Protect, Urgent), Ok(()));
}

/// What counts at once after a life whose last input was kept `away` seconds ago, with `before` used.
#[track_caller]
fn check_lost(rpm: u16, before: u16, away: i64, expect: u16) {
    let mut budget = Budget::new(&BudgetRules { rpm, ..BudgetRules::default() });
    for _ in 0..before {
        budget.try_take(secs(1_000), Route::Cancel, Protect, Urgent).unwrap();
    }
    budget.count_lost(secs(1_000 - away), secs(1_000), Span::from_secs(5));
    assert_eq!(budget.used(secs(1_000)) - before, expect);
    assert_eq!(budget.used(secs(1_060)), before + expect, "they count like any other");
    assert_eq!(budget.used(secs(1_061)), 0);
    assert_eq!(budget.reading(secs(1_000)).sent_total, u64::from(before), "nobody saw them leave");
}

#[test]
fn what_a_life_may_have_sent_unseen_counts_in_the_next() {
    check_lost(300, 0, 0, 12);
    check_lost(300, 0, 4, 12);
    check_lost(300, 0, 5, 16);
    check_lost(300, 0, 60, 60);
    check_lost(300, 0, 61, 0);
    check_lost(300, 145, 5, 5);
    check_lost(300, 160, 5, 0);
    check_lost(12, 0, 5, 6);
}

#[test]
fn the_reading_tells_what_is_used_and_free() {
    let mut budget = Budget::new(&BudgetRules::default());
    for at in 0..120 {
        budget.try_take(secs(at), Route::Positions, Protect, Routine).unwrap();
    }
    budget.try_take(secs(120), Route::Order, Trade, Routine).unwrap();
    budget.try_take(secs(120), Route::Cancel, Protect, Urgent).unwrap();
    budget.note_rate_limited(secs(121));
    let reading = budget.reading(secs(120));
    assert_eq!((reading.used, reading.free, reading.free_for_trade), (62, 238, 88));
    assert_eq!(reading.by_lane, [61, 1, 0]);
    assert_eq!(reading.by_route.map(|route| route.used), [1, 1, 0, 0, 0, 60, 0, 0]);
    assert_eq!(reading.by_route.map(|route| route.sent_total), [1, 1, 0, 0, 0, 120, 0, 0]);
    assert_eq!(reading.peak_minutes[56..], [0, 60, 61, 62]);
    assert_eq!((reading.peak_hour, reading.peak_soak, reading.routine_peak_soak), (62, 62, 61));
    assert_eq!((reading.sent_total, reading.rate_limited_total), (122, 1));
    assert_eq!(budget.used(secs(1_000)), 0);
    assert_eq!(budget.reading(secs(10_000)).peak_hour, 0);
}

/// A request to come: how long after the one before, and what.
fn requests() -> impl Strategy<Value = Vec<(i64, Route, Lane, Urgency)>> {
    let wait = prop_oneof![4 => 0_i64..5_000, 2 => 0_i64..400_000, 1 => Just(60_000_000_i64)];
    let lane = prop_oneof![Just(Observe), Just(Trade), Just(Protect)];
    let urgency = prop_oneof![3 => Just(Routine), 1 => Just(Urgent)];
    let route = prop::sample::select(Route::ALL.to_vec());
    prop::collection::vec((wait, route, lane, urgency), 1..1_500)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_sixty_seconds_exceed_any_cap_and_every_wait_is_enough(requests in requests()) {
        let per_route = vec![("order".to_owned(), 40)];
        let mut budget = Budget::new(&BudgetRules { per_route, ..BudgetRules::default() });
        let mut at = secs(1_700_000_000);
        let mut left: Vec<(Time, Route, Lane, Urgency)> = Vec::new();
        for (wait, route, lane, urgency) in requests {
            at = at + Span::from_micros(wait);
            match budget.try_take(at, route, lane, urgency) {
                Ok(()) => left.push((at, route, lane, urgency)),
                Err(free_at) => {
                    prop_assert!(free_at > at);
                    prop_assert_eq!(budget.clone().try_take(free_at, route, lane, urgency), Ok(()));
                    let too_early = free_at - Span::from_micros(1);
                    prop_assert!(budget.clone().try_take(too_early, route, lane, urgency).is_err());
                }
            }
        }
        for (place, (last, route, lane, urgency)) in left.iter().enumerate() {
            let window: Vec<_> = left[..=place].iter().filter(|(at, ..)| *at >= *last - WINDOW).collect();
            let cap = match (lane, urgency) {
                (Observe | Trade, _) => 150,
                (Protect, Routine) => 180,
                (Protect, Urgent) => 300,
            };
            prop_assert!(window.len() <= cap);
            let of_route = window.iter().filter(|(_, other, ..)| other == route).count();
            prop_assert!(*route != Route::Order || of_route <= 40);
        }
    }
}
