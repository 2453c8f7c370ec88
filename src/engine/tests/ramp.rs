//! The ramp: what may be risked with real money, step by step.

use proptest::prelude::*;

use super::rig::Rig;
use crate::engine::RampReading;
use crate::event::{Answer, Call, Input, OperatorCommand, Outcome, Purpose, Route};
use crate::model::{BreakerLevel, Money, Plan, RampRules, Rate, Rules, Side, Span, TradingMode};

const HOUR: Span = Span::from_secs(3_600);

fn rules() -> Rules {
    let mut rules = Rules::default();
    rules.risk.trade_max = Rate::from_bp(400);
    rules.risk.exposure_max = Rate::from_bp(5_000);
    rules
}

fn rig(mode: TradingMode, steps: &[i64]) -> Rig {
    let mut rig = Rig::trading_with(rules());
    let ramp = RampRules { steps: steps.iter().copied().map(Rate::from_bp).collect(), hold: HOUR };
    rig.input(Input::Plan(Box::new(Plan { mode, ramp, ..Plan::default() })));
    rig
}

/// Lets healthy time pass.
fn healthy(rig: &mut Rig, minutes: i64) {
    for _ in 0..minutes {
        rig.now = rig.now + Span::from_secs(60);
        rig.tick("100");
        rig.input(Input::Wake);
        rig.cycle();
    }
}

fn at(rig: &Rig) -> Option<(usize, usize, Rate)> {
    rig.state.ramp().map(|RampReading { step, steps, share, .. }| (step, steps, share))
}

const STEPS: [i64; 3] = [1_000, 5_000, 10_000];

#[test]
fn on_paper_there_is_none_and_the_whole_limit_holds() {
    let rig = rig(TradingMode::Paper, &STEPS);
    assert_eq!((at(&rig), rig.state.exposure_step()), (None, Rate::ONE));
}

#[test]
fn each_step_is_held_for_its_healthy_time() {
    let mut rig = rig(TradingMode::Live, &STEPS);
    let step = |step, bp| Some((step, 3, Rate::from_bp(bp)));
    assert_eq!(at(&rig), step(1, 1_000));
    healthy(&mut rig, 59);
    assert_eq!((at(&rig), rig.state.ramp().unwrap().next_after), (step(1, 1_000), Some(Span::from_secs(60))));
    rig.now = rig.now + HOUR;
    rig.cycle();
    rig.tick("100");
    assert_eq!(at(&rig), step(1, 1_000), "a gap is no healthy time");
    healthy(&mut rig, 1);
    assert_eq!(at(&rig), step(2, 5_000));
    healthy(&mut rig, 60);
    assert_eq!(at(&rig), step(3, 10_000));
    assert_eq!(rig.state.ramp().unwrap().next_after, None);
    healthy(&mut rig, 120);
    assert_eq!(at(&rig), step(3, 10_000));
}

#[test]
fn any_trip_falls_back_to_the_first_and_holds_from_the_reset_on() {
    let mut rig = rig(TradingMode::Live, &STEPS);
    healthy(&mut rig, 130);
    assert_eq!(at(&rig).unwrap().0, 3);
    rig.operator(OperatorCommand::Raise(BreakerLevel::Paused), "");
    assert_eq!(at(&rig).unwrap().0, 3, "a pause is no trip");
    rig.operator(OperatorCommand::Raise(BreakerLevel::Tripped), "");
    assert_eq!(at(&rig).unwrap().0, 1);
    healthy(&mut rig, 120);
    assert_eq!(at(&rig).unwrap().0, 1, "no time counts while it is tripped");
    rig.operator(OperatorCommand::Reset, "looked at it");
    healthy(&mut rig, 59);
    assert_eq!(at(&rig).unwrap().0, 1);
    healthy(&mut rig, 1);
    assert_eq!(at(&rig).unwrap().0, 2);
}

#[test]
fn a_restart_goes_on_and_another_agent_or_plan_begins_anew() {
    let mut rig = rig(TradingMode::Live, &STEPS);
    healthy(&mut rig, 61);
    let mut plan = rig.state.plan().unwrap().clone();
    rig.input(Input::Plan(Box::new(plan.clone())));
    assert_eq!(at(&rig).unwrap().0, 2);
    plan.ramp.hold = Span::from_secs(1_800);
    rig.input(Input::Plan(Box::new(plan.clone())));
    assert_eq!(at(&rig).unwrap().0, 1);
    healthy(&mut rig, 31);
    assert_eq!(at(&rig).unwrap().0, 2);
    plan.fingerprints.agent = "another".to_owned();
    rig.input(Input::Plan(Box::new(plan.clone())));
    assert_eq!(at(&rig).unwrap().0, 1);
    plan.mode = TradingMode::Paper;
    rig.input(Input::Plan(Box::new(plan)));
    assert_eq!(at(&rig), None);
}

#[test]
fn a_plan_gone_mad_never_allows_more_than_the_limit() {
    assert_eq!(rig(TradingMode::Live, &[]).state.exposure_step(), Rate::from_bp(1_000));
    assert_eq!(rig(TradingMode::Live, &[20_000]).state.exposure_step(), Rate::ONE);
    assert_eq!(rig(TradingMode::Live, &[-5]).state.exposure_step(), Rate::ZERO);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn what_is_let_through_never_takes_more_than_the_steps_share(
        acts in prop::collection::vec((0_u8..8, 1_i64..40), 1..60),
    ) {
        let mut rig = rig(TradingMode::Live, &STEPS);
        for (act, size) in acts {
            match act {
                0 => rig.operator(OperatorCommand::Raise(BreakerLevel::Tripped), "test"),
                1 => rig.operator(OperatorCommand::Reset, "test"),
                2 | 3 => healthy(&mut rig, size * 2),
                _ => {
                    let allowed = rig.state.ledger().equity() * rules().risk.exposure_max * rig.state.exposure_step();
                    let before = rig.state.exposure_pending() + rig.state.ledger().exposure();
                    rig.intent(Purpose::Entry, Side::Buy, Some(&size.to_string()));
                    if rig.count(Route::Order) > 0 {
                        let request = rig.take(Route::Order);
                        let Call::PlaceOrder(ticket) = &request.call else { unreachable!() };
                        let worth: Money = "100".parse::<crate::model::Price>().unwrap() * ticket.quantity;
                        prop_assert!(before + worth <= allowed, "{before} + {worth} of {allowed}");
                        let filled = rig.fill_at_venue(&request, &ticket.quantity.to_string(), "100");
                        rig.reply(&request, Outcome::Answered(Answer::Order(Box::new(filled))));
                        rig.cycle();
                    }
                }
            }
        }
    }
}
