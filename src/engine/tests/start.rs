//! Before the first order: the proof of paper and two agreeing cycles.

use super::Rig;
use crate::event::{Answer, Failure, Input, Latched, Outcome, Purpose, Route};
use crate::model::{PaperProof, Plan, Rules, Side, Span, TradingMode};

#[test]
fn the_first_entry_waits_for_proof_and_two_agreeing_cycles() {
    let mut rig = Rig::new();
    rig.tick("100");
    rig.intent(Purpose::Entry, Side::Buy, None);
    assert_eq!(rig.count(Route::Order), 0, "before the proof");
    rig.cycle();
    rig.intent(Purpose::Entry, Side::Buy, None);
    assert_eq!(rig.count(Route::Order), 0, "after one cycle");
    rig.after(Span::from_secs(6));
    rig.cycle();
    rig.intent(Purpose::Entry, Side::Buy, None);
    assert_eq!(rig.count(Route::Order), 1, "after two");
    assert_eq!(rig.state.counters().intents_refused, 2);
}

#[test]
fn the_two_agreeing_cycles_come_one_after_the_other() {
    let mut rig = Rig::new();
    rig.tick("100");
    rig.cycle();
    let cash = rig.venue.cash;
    for (differs, allowed) in [(true, false), (false, false), (false, true)] {
        rig.venue.cash = if differs { "9999".parse().unwrap() } else { cash };
        rig.after(Span::from_secs(6));
        rig.cycle();
        rig.tick("100");
        assert_eq!(rig.state.entries_block().is_none(), allowed, "{:?}", rig.state.entries_block());
    }
}

#[track_caller]
fn check_proof(local: bool, says: PaperProof, proven: bool, fault: bool) {
    let mut rig = Rig::with(Rules::default(), local);
    let health = rig.take(Route::Health);
    rig.reply(&health, Outcome::Answered(Answer::Health(says)));
    assert_eq!(rig.state.is_proven(), proven);
    assert_eq!(rig.state.fault().is_some(), fault);
}

#[test]
fn a_venue_proves_that_it_is_paper_or_is_refused() {
    check_proof(true, PaperProof::Silent, true, false);
    check_proof(true, PaperProof::SaysPaper, true, false);
    check_proof(true, PaperProof::SaysReal, false, true);
    check_proof(false, PaperProof::SaysPaper, true, false);
    check_proof(false, PaperProof::Silent, false, true);
    check_proof(false, PaperProof::SaysReal, false, true);
}

/// Whether a live run may trade at a venue that says `says`, and a fault stands if not.
#[track_caller]
fn check_live(says: PaperProof, proven: bool) {
    let mut rig = Rig::with(Rules::default(), false);
    let health = rig.take(Route::Health);
    rig.input(Input::Plan(Box::new(Plan { mode: TradingMode::Live, ..Plan::default() })));
    rig.reply(&health, Outcome::Answered(Answer::Health(says)));
    assert_eq!((rig.state.is_proven(), rig.state.fault().is_some()), (proven, !proven));
}

#[test]
fn a_live_run_trades_with_real_money_or_not_at_all() {
    check_live(PaperProof::SaysReal, true);
    check_live(PaperProof::Silent, true);
    check_live(PaperProof::SaysPaper, false);
}

#[test]
fn a_venue_that_does_not_answer_has_proven_nothing_and_is_asked_again() {
    let mut rig = Rig::new();
    let health = rig.take(Route::Health);
    rig.fail(&health, Failure::TimedOut);
    assert!(!rig.state.is_proven());
    rig.after(Span::from_secs(6));
    assert_eq!(rig.count(Route::Health), 1);
}

#[test]
fn a_state_is_written_and_read_back_to_the_same_bytes() {
    let mut rig = Rig::trading();
    rig.hold_one();
    let bytes = rig.state.to_bytes().unwrap();
    let read = crate::engine::State::from_bytes(&bytes).unwrap();
    assert_eq!(read, rig.state);
    assert_eq!(read.to_bytes().unwrap(), bytes);
    assert!(crate::engine::State::from_bytes(&bytes[..bytes.len() - 1]).is_err());
}

#[test]
fn a_restart_is_no_silence_of_the_market() {
    #[track_caller]
    fn check(rig: &Rig, silent: bool) {
        let alerts = rig.alerts();
        assert_eq!(alerts.iter().any(|id| id == "stale_data:feed"), silent, "{alerts:?}");
    }
    let resumed = || Input::Resumed { latched: Latched::Open, rules: None, venue_is_local: true };
    let mut rig = Rig::trading();
    for _ in 0..100 {
        rig.after(Span::from_secs(5));
        rig.tick("100");
    }
    rig.input(resumed());
    check(&rig, false);
    rig.after(Rules::default().risk.stale_after);
    check(&rig, true);
    // A silence that goes on over a restart ends once data flows steadily after it.
    rig.input(resumed());
    check(&rig, true);
    for _ in 0..200 {
        rig.tick("100");
        rig.after(Span::from_secs(5));
    }
    check(&rig, false);
}
