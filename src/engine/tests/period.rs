//! The time that counts for the gate, and what makes it begin anew.

use super::rig::Rig;
use crate::engine::{Begun, GapReason, Part};
use crate::event::{FeedStatus, Input, Latched, OperatorCommand, Resources};
use crate::model::{BreakerLevel, Plan, Rate, Span};

fn plan() -> Plan {
    let mut plan = Plan::default();
    plan.fingerprints.agent = "a".to_owned();
    plan
}

fn begun(change: impl FnOnce(&mut Rig)) -> (Rig, Option<Begun>) {
    let mut rig = Rig::trading();
    rig.input(Input::Plan(Box::new(plan())));
    for _ in 0..60 {
        rig.now = rig.now + Span::from_secs(60);
        rig.cycle();
        rig.tick("100");
    }
    change(&mut rig);
    let begun = rig.state.period().map(|period| period.begun().clone());
    (rig, begun)
}

#[track_caller]
fn check(change: impl FnOnce(&mut Plan), expect: &Begun) {
    let mut now = plan();
    change(&mut now);
    let restarts = *expect != Begun::Start;
    let (rig, found) = begun(|rig| rig.input(Input::Plan(Box::new(now.clone()))));
    assert_eq!((found, rig.state.plan()), (Some(expect.clone()), Some(&now)));
    let period = rig.state.period().unwrap();
    let healthy = period.healthy(rig.state.clock().healthy());
    assert_eq!(healthy, if restarts { Span::ZERO } else { Span::from_secs(3_600) });
    assert_eq!(period.begun_at() == rig.now, restarts);
    let configured = matches!(expect, Begun::Changed(parts) if parts.contains(&Part::Configuration));
    assert_eq!(period.configured_at() == rig.now, configured);
}

#[test]
fn a_change_of_what_it_is_begins_it_anew_and_says_what_changed() {
    let text = || "other".to_owned();
    check(|_| {}, &Begun::Start);
    check(|plan| plan.ramp.hold = Span::ZERO, &Begun::Start);
    check(|plan| plan.fingerprints.agent = text(), &Begun::Changed(vec![Part::Agent]));
    check(|plan| plan.fingerprints.configuration = text(), &Begun::Changed(vec![Part::Configuration]));
    check(|plan| plan.fingerprints.binary = text(), &Begun::Changed(vec![Part::Binary]));
    check(|plan| plan.gate.pnl_min = Rate::from_bp(-9_000), &Begun::Changed(vec![Part::Limits]));
    check(|plan| plan.mode = crate::model::TradingMode::Live, &Begun::Changed(vec![Part::Mode]));
    check(|plan| plan.stage.time = crate::model::StageTime::Real, &Begun::Changed(vec![Part::Stage]));
    let both = |plan: &mut Plan| {
        plan.fingerprints.agent = text();
        plan.fingerprints.binary = text();
    };
    check(both, &Begun::Changed(vec![Part::Agent, Part::Binary]));
}

#[test]
fn a_gap_counts_up_to_the_limit_and_begins_it_anew_beyond() {
    #[track_caller]
    fn check(silence: Span, expect: &(Begun, Span, bool)) {
        let (rig, found) = begun(|rig| {
            rig.input(Input::Feed(FeedStatus::Connected));
            rig.now = rig.now + silence;
            rig.cycle();
            rig.tick("103");
        });
        let period = rig.state.period().unwrap();
        let healthy = period.healthy(rig.state.clock().healthy());
        assert_eq!((found.unwrap(), period.longest_gap(), healthy > Span::ZERO), *expect);
        let moved = rig.state.desks().next().unwrap().1.volatility.largest();
        assert!(!moved.is_positive(), "what is on both sides of a gap of an hour is no move");
    }
    let limit = plan().gate.gap_max;
    check(limit, &(Begun::Start, limit, true));
    let longer = limit + Span::from_micros(1);
    check(longer, &(Begun::Gap(longer), Span::ZERO, false));
}

#[test]
fn time_in_which_nobody_might_trade_is_a_gap() {
    #[track_caller]
    fn check(held: Span, expect: &Begun) {
        let (rig, found) = begun(|rig| {
            rig.operator(OperatorCommand::Raise(BreakerLevel::Paused), "lunch");
            let until = rig.now + held;
            while rig.now < until {
                rig.now = rig.now + Span::from_secs(60);
                rig.cycle();
                rig.tick("100");
            }
            rig.operator(OperatorCommand::Resume, "");
            rig.cycle();
            rig.tick("100");
            assert_eq!(rig.state.entries_block(), None);
        });
        assert_eq!(found, Some(expect.clone()));
        let gaps = rig.state.clock().gaps().map(|gap| (gap.reason, gap.length())).collect::<Vec<_>>();
        let is_gap = held > Span::from_secs(120);
        assert_eq!(gaps, if is_gap { vec![(GapReason::Held, held)] } else { Vec::new() });
    }
    check(Span::from_secs(60), &Begun::Start);
    check(Span::from_secs(3_600), &Begun::Start);
    check(Span::from_secs(3_660), &Begun::Gap(Span::from_secs(3_660)));
}

#[test]
fn a_restart_without_a_change_goes_on_and_counts_its_downtime() {
    let (rig, found) = begun(|rig| {
        rig.now = rig.now + Span::from_secs(30);
        rig.input(Input::Resumed { latched: Latched::Open, rules: None, venue_is_local: true });
        rig.input(Input::Plan(Box::new(plan())));
    });
    assert_eq!(found, Some(Begun::Start));
    assert_eq!(rig.state.period().unwrap().longest_gap(), Span::from_secs(30));
    assert_eq!(rig.state.usage().life_at(), rig.now);
}

#[test]
fn a_storm_is_kept_and_ends_with_the_period() {
    let (mut rig, _) = begun(|rig| {
        for price in ["101", "103", "100"] {
            rig.now = rig.now + Span::from_secs(90);
            rig.tick(price);
        }
    });
    let largest = |rig: &Rig| rig.state.desks().next().unwrap().1.volatility.largest();
    assert_eq!(largest(&rig), Rate::from_bp(300));
    let mut other = plan();
    other.fingerprints.binary = "b".to_owned();
    rig.input(Input::Plan(Box::new(other)));
    rig.tick("100");
    assert_eq!(largest(&rig), Rate::ZERO);
}

#[test]
fn a_bound_of_the_machine_that_is_passed_is_an_alert_while_it_is() {
    let (mut rig, _) = begun(|_| {});
    let sample = |memory_mib: u64| {
        let memory_kib = memory_mib * 1_024;
        Input::Resources(Box::new(Resources { memory_kib, disk_free_kib: 1 << 30, clock_offset: None }))
    };
    let stands = |rig: &Rig| rig.state.alerts().stands(crate::engine::AlertKind::Resources, "memory");
    rig.input(sample(256));
    assert!(!stands(&rig));
    rig.input(sample(257));
    assert!(stands(&rig));
    rig.input(sample(200));
    assert!(!stands(&rig));
    assert_eq!(rig.state.usage().memory_peak_kib(), 257 * 1_024);
}
