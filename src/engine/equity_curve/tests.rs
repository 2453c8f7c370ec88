//! The equity's figures against what looking at everything says.

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;

fn minutes(minutes: i64) -> Time {
    Time::from_millis(minutes * 60_000)
}

fn money(whole: i64) -> Money {
    Money::new(Decimal::from(whole))
}

fn curve(equity: i64) -> EquityCurve {
    EquityCurve::new(minutes(0), money(equity), &BreakerRules::default())
}

/// Feeds `(minute, equity)` and compares the drawdown now, the largest, and the largest of a day, in
/// basis points.
#[track_caller]
fn check(points: &[(i64, i64)], expect: [i64; 3]) {
    let mut curve = curve(10_000);
    for (at, equity) in points {
        curve.observe(minutes(*at), money(*equity));
    }
    let seen = [curve.drawdown(), curve.max_drawdown(), curve.max_drawdown_1d()];
    assert_eq!(seen, expect.map(Rate::from_bp));
}

#[test]
fn falls_are_measured_from_the_peak_before_them() {
    check(&[(1, 9_900)], [100, 100, 100]);
    check(&[(1, 9_900), (2, 12_000), (3, 11_940)], [50, 100, 100]);
    check(&[(1, 12_000), (2, 11_400), (3, 11_700)], [250, 500, 500]);
    check(&[(0, 12_000), (0, 11_400)], [500, 500, 500]);
}

#[test]
fn a_slow_fall_is_smaller_within_a_day_than_over_all() {
    check(&[(0, 10_000), (1_441, 9_500), (1_442, 9_500)], [500, 500, 0]);
    check(&[(0, 10_000), (1_440, 9_500)], [500, 500, 500]);
    check(&[(0, 10_000), (1_000, 9_800), (2_000, 9_604), (3_000, 9_604)], [396, 396, 200]);
}

#[test]
fn the_day_begins_at_midnight_with_what_there_was_then() {
    let mut curve = curve(10_000);
    curve.observe(minutes(100), money(9_900));
    assert_eq!(curve.day_loss(minutes(100)), Rate::from_bp(100));
    assert_eq!(curve.day_loss(minutes(1_440)), Rate::ZERO);
    curve.observe(minutes(1_500), money(9_801));
    assert_eq!(curve.day_start(minutes(1_500)), money(9_900));
    assert_eq!(curve.day_loss(minutes(1_500)), Rate::from_bp(100));
    curve.observe(minutes(1_501), money(9_950));
    assert_eq!(curve.day_loss(minutes(1_501)), Rate::ZERO);
}

#[test]
fn limits_are_reached_at_their_share_and_measured_anew_when_a_person_says_so() {
    let mut curve = curve(10_000);
    let mut reached = |at: i64, equity| {
        curve.observe(minutes(at), money(equity));
        curve.limit_reached()
    };
    assert_eq!(reached(1, 9_701), None);
    assert_eq!(reached(2, 9_700), Some(EquityLimit::DayLoss));
    assert_eq!(reached(1_440, 9_700), None);
    assert_eq!(reached(1_441, 9_500), Some(EquityLimit::Drawdown));
    curve.restart_limits();
    assert_eq!(curve.limit_reached(), None);
    assert_eq!(curve.drawdown(), Rate::from_bp(500));
    curve.observe(minutes(1_442), money(9_215));
    assert_eq!(curve.limit_reached(), Some(EquityLimit::DayLoss));
    curve.set_limits(&BreakerRules { day_loss_max: Rate::from_bp(400), ..BreakerRules::default() });
    assert_eq!(curve.limit_reached(), None);
}

#[test]
fn a_minute_ends_with_its_last_equity() {
    let mut curve = curve(10_000);
    assert_eq!(curve.observe(minutes(0), money(10_001)), None);
    assert_eq!(curve.observe(minutes(0), money(10_002)), None);
    let first = EquityPoint { at: minutes(1), equity: money(10_002) };
    assert_eq!(curve.observe(minutes(7), money(10_003)), Some(first));
    let second = EquityPoint { at: minutes(8), equity: money(10_003) };
    assert_eq!(curve.observe(minutes(8), money(10_003)), Some(second));
    assert_eq!(curve.last_day(minutes(8)).copied().collect::<Vec<_>>(), [first, second]);
    assert_eq!(curve.last_day(minutes(1_441)).copied().collect::<Vec<_>>(), [second]);
}

#[test]
fn a_week_fits_in_its_points_and_keeps_its_ends() {
    let mut curve = curve(0);
    (0..=7 * 1_440).for_each(|minute| {
        curve.observe(minutes(minute), money(minute));
    });
    let soak: Vec<_> = curve.whole_soak().collect();
    assert_eq!(soak.len(), 630);
    assert_eq!(soak[0].at, minutes(16));
    assert!(soak.windows(2).all(|pair| pair[1].at.since(pair[0].at) == MINUTE.times(16)));
    assert!(soak.iter().all(|point| point.equity == money(point.at.as_secs() / 60 - 1)));
    assert_eq!(curve.last_day(minutes(7 * 1_440)).count(), 1_440);
}

proptest! {
    #[test]
    fn the_figures_are_those_of_every_equity(
        steps in prop::collection::vec((0_i64..14_400, -200_i64..200), 1..300),
    ) {
        let mut curve = curve(10_000);
        let (mut at, mut equity) = (minutes(0), 10_000_i64);
        let mut all = vec![(at, equity)];
        for (wait, change) in steps {
            at = at + Span::from_secs(wait);
            equity = (equity + change).max(1);
            all.push((at, equity));
            curve.observe(at, money(equity));
        }
        // The largest fall from a peak within `span`, whose pairs are told apart by minutes if `by` is one.
        let largest = |span: Span, by: Span| -> Rate {
            let falls = all.iter().enumerate().map(|(place, (then, low))| {
                let from = then.floor(by) - span;
                let peak = all[..=place].iter().filter(|(at, _)| at.floor(by) >= from).map(|(_, e)| *e).max();
                money(peak.unwrap() - low).share_of(money(peak.unwrap()))
            });
            falls.max().unwrap()
        };
        prop_assert_eq!(curve.max_drawdown(), largest(Span::FOREVER, MINUTE));
        prop_assert_eq!(curve.max_drawdown_1d(), largest(DAY, MINUTE));
        prop_assert!(curve.max_drawdown_1d() >= largest(DAY, Span::from_micros(1)));
        prop_assert!(curve.max_drawdown_1d() <= curve.max_drawdown());
    }
}
