//! Crashes and what only looks like one.

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;

fn secs(secs: i64) -> Time {
    Time::from_millis(secs * 1_000)
}

fn price(cents: i64) -> Price {
    Price::new(Decimal::new(cents, 2))
}

/// Feeds `(second, price)` and returns the seconds in which a crash began, and the first whole
/// second after the last price at which none goes on.
#[track_caller]
fn check(prices: impl IntoIterator<Item = (i64, i64)>, began: &[i64], over_at: Option<i64>) {
    let mut watch = CrashWatch::new(&RiskRules::default());
    let mut seen = Vec::new();
    let mut last = 0;
    for (at, whole) in prices {
        if watch.on_price(secs(at), price(whole * 100)).is_some() {
            seen.push(at);
        }
        last = at;
    }
    assert_eq!(seen, began);
    let over = (last..last + 1_000).find(|at| !watch.in_crash(secs(*at)));
    assert_eq!(over.filter(|at| *at > last), over_at);
}

#[test]
fn a_fall_in_one_tick_is_a_crash_and_so_is_a_rise() {
    check([(0, 1_000), (1, 600)], &[1], Some(1 + 91));
    check([(0, 1_000), (1, 1_400)], &[1], Some(1 + 91));
    check([(0, 1_000), (1, 950)], &[1], Some(1 + 91));
    check([(0, 1_000), (1, 951)], &[], None);
}

#[test]
fn a_fall_spread_over_the_window_is_a_crash() {
    check((0..=90).map(|at| (at, 9_000 - at * 40)), &[12], Some(90 + 91));
}

#[test]
fn a_slow_fall_is_none() {
    // 40% in an hour is 1% in 90 s, and 1.7% at its steepest.
    check((0..=3_600).map(|at| (at, 100_000 - at * 11)), &[], None);
}

#[test]
fn a_crash_goes_on_while_the_price_before_it_is_in_sight_and_a_window_after() {
    let fall = [(0, 1_000), (1, 600)];
    let after = |until: i64| (2..=until).map(|at| (at, 600));
    check(fall.into_iter().chain(after(90)), &[1], Some(90 + 91));
    check(fall.into_iter().chain(after(91)), &[1], Some(90 + 91));
    check(fall.into_iter().chain(after(180)), &[1], Some(90 + 91));
    check(fall.into_iter().chain(after(181)), &[1], None);
}

#[test]
fn a_swing_that_comes_back_is_a_crash_all_the_same() {
    check([(0, 1_000), (1, 940), (2, 1_000)], &[1], Some(2 + 91));
}

#[test]
fn a_jump_over_a_gap_longer_than_the_window_cannot_be_measured() {
    check([(0, 1_000), (60, 600)], &[60], Some(60 + 91));
    check([(0, 1_000), (90, 600)], &[90], Some(90 + 91));
    check([(0, 1_000), (300, 600)], &[], None);
    check([(0, 1_000), (300, 600), (301, 500)], &[301], Some(301 + 91));
}

#[test]
fn a_second_crash_is_told_as_one() {
    check([(0, 1_000), (1, 600), (500, 600), (501, 400)], &[1, 501], Some(501 + 91));
}

#[test]
fn the_size_of_the_move_is_told() {
    let mut watch = CrashWatch::new(&RiskRules::default());
    assert_eq!(watch.on_price(secs(0), price(100_000)), None);
    assert_eq!(watch.on_price(secs(1), price(60_000)), Some(Rate::from_bp(4_000)));
    assert_eq!(watch.since(secs(2)), Some(secs(1)));
    assert_eq!(watch.since(secs(900)), None);
}

#[test]
fn changed_rules_hold_from_the_next_price() {
    let mut watch = CrashWatch::new(&RiskRules::default());
    watch.on_price(secs(0), price(100_000));
    watch.on_price(secs(1), price(98_000));
    assert!(!watch.in_crash(secs(1)));
    watch.set_rules(&RiskRules { crash_move: Rate::from_bp(100), ..RiskRules::default() });
    assert_eq!(watch.on_price(secs(2), price(98_500)), Some(Rate::from_bp(150)));
}

proptest! {
    #[test]
    fn it_says_what_looking_at_every_price_says(
        steps in prop::collection::vec((0_i64..40_000, 9_300_i64..10_700), 1..400),
        window_secs in 1_i64..600,
    ) {
        let rules = RiskRules { crash_window: Span::from_secs(window_secs), ..RiskRules::default() };
        let mut watch = CrashWatch::new(&rules);
        let mut at = secs(1_700_000_000);
        let mut all: Vec<(Time, Decimal)> = Vec::new();
        let mut until = None;
        for (wait_ms, cents) in steps {
            at = at + Span::from_millis(wait_ms);
            let now = price(cents).get();
            all.push((at, now));
            let from = at.floor(watch.bucket_length) - watch.window;
            let far = |then: Decimal| (now - then).abs() >= then * rules.crash_move.get();
            if all.iter().any(|(then, price)| then.floor(watch.bucket_length) >= from && far(*price)) {
                until = Some(at + watch.window);
            }
            watch.on_price(at, price(cents));
            prop_assert_eq!(watch.in_crash(at), until.is_some_and(|until| at <= until));
            prop_assert!(watch.buckets.len() <= 121);
        }
    }
}
