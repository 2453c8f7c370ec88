//! Latencies count from when a request was due to leave, whatever kept it.

use super::Rig;
use super::rig::accepted;
use crate::engine::LatencyWindow;
use crate::event::{Answer, Failure, Outcome, Purpose, Route};
use crate::model::{PaperProof, Rules, Side, Span};

fn longest(rig: &Rig, route: Route) -> Span {
    rig.state.latency().summary(rig.now, Some(route), LatencyWindow::Soak).max
}

#[test]
fn a_cycle_that_waits_for_a_slow_one_is_slow_too() {
    let mut rig = Rig::trading();
    rig.after(Span::from_secs(5));
    let list = rig.take(Route::Orders);
    rig.reply(&list, rig.answer(&list));
    rig.after(Span::from_secs(12));
    rig.cycle();
    assert_eq!(longest(&rig, Route::Fills), Span::from_secs(12));
    assert_eq!(
        longest(&rig, Route::Orders),
        Span::from_secs(7),
        "it was due five seconds after the slow one"
    );
}

#[test]
fn an_order_that_the_venues_limit_holds_back_is_slow() {
    let mut rig = Rig::trading();
    rig.after(Span::from_secs(5));
    let list = rig.take(Route::Orders);
    rig.reply(&list, Outcome::RateLimited { retry_after: Some(Span::from_secs(3)) });
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    assert_eq!(rig.count(Route::Order), 0, "nothing leaves while the venue wants to be left alone");
    rig.after(Span::from_secs(3));
    assert_eq!(rig.count(Route::Order), 0, "the question goes first, and its answer opens the way");
    rig.cycle();
    let order = rig.take(Route::Order);
    rig.now = rig.now + Span::from_millis(250);
    rig.reply(&order, accepted(&order));
    assert_eq!(longest(&rig, Route::Order), Span::from_millis(3_250));
}

#[test]
fn a_question_that_was_put_off_on_purpose_is_not_slow() {
    let mut rig = Rig::with(Rules::default(), true);
    let health = rig.take(Route::Health);
    rig.fail(&health, Failure::NotSent);
    rig.after(Span::from_secs(5));
    let health = rig.take(Route::Health);
    rig.reply(&health, Outcome::Answered(Answer::Health(PaperProof::Silent)));
    assert!(rig.state.is_proven());
    assert_eq!(longest(&rig, Route::Health), Span::from_micros(1), "it was due when it left");
}
