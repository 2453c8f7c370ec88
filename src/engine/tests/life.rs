//! An order's life can be read from the rows that it leaves: every change of its state and of what is
//! filled of it, and every request about it with what the venue said.

use super::Rig;
use super::rig::{accepted, report};
use crate::event::{Answer, Failure, Input, Outcome, Purpose, Record, Request, Route};
use crate::model::{OrderReport, OrderSeq, Quantity, Side, Span, VenueOrderStatus};

/// What `live` does with an order to buy 1 BTC leaves these rows: state and units filled.
#[track_caller]
fn check(live: impl FnOnce(&mut Rig, Request), expect: &[&str]) {
    let mut rig = Rig::trading();
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    let order = rig.take(Route::Order);
    live(&mut rig, order);
    let rows = rig.records.iter().filter_map(|record| match record {
        Record::Order(row) if row.order == OrderSeq(1) => Some(format!("{} {}", row.state, row.filled)),
        _ => None,
    });
    assert_eq!(rows.collect::<Vec<_>>(), expect);
}

fn answer(report: OrderReport) -> Outcome {
    Outcome::Answered(Answer::Order(Box::new(report)))
}

#[test]
fn every_change_of_an_order_is_a_row() {
    check(
        |rig, order| {
            let filled = rig.fill_at_venue(&order, "1", "100");
            rig.reply(&order, answer(filled));
        },
        &["journaled 0", "sent 0", "filled 1"],
    );
    check(
        |rig, order| {
            rig.reply(&order, accepted(&order));
            let part = rig.fill_at_venue(&order, "0.4", "100");
            rig.input(Input::OrderUpdate(Box::new(part.clone())));
            rig.input(Input::OrderUpdate(Box::new(part)));
            rig.fill_at_venue(&order, "0.3", "100");
            rig.venue.open = vec![report(&order)];
            rig.after(Span::from_secs(5));
            rig.cycle();
            let mut cancelled = report(&order);
            cancelled.filled = Some("0.7".parse().unwrap());
            cancelled.status = VenueOrderStatus::Cancelled;
            rig.input(Input::OrderUpdate(Box::new(cancelled)));
        },
        &["journaled 0", "sent 0", "open 0", "partially_filled 0.4", "partially_filled 0.7", "cancelled 0.7"],
    );
    check(
        |rig, order| {
            rig.reply(&order, Outcome::RateLimited { retry_after: Some(Span::from_secs(1)) });
            rig.after(Span::from_secs(1));
            let again = rig.take(Route::Order);
            let refused = Outcome::Refused { status: 422, code: "too_small".into(), message: "no".into() };
            rig.reply(&again, refused);
        },
        &["journaled 0", "sent 0", "journaled 0", "sent 0", "refused 0"],
    );
    check(
        |rig, order| {
            rig.reply(&order, Outcome::RateLimited { retry_after: Some(Span::from_secs(30)) });
            rig.after(Span::from_secs(31));
        },
        &["journaled 0", "sent 0", "journaled 0", "dropped 0"],
    );
    check(
        |rig, order| {
            rig.fail(&order, Failure::TimedOut);
            let question = rig.take(Route::OrderQuery);
            let filled = rig.fill_at_venue(&order, "1", "100");
            rig.reply(&question, Outcome::Answered(Answer::OrderFound(Some(Box::new(filled)))));
        },
        &["journaled 0", "sent 0", "unknown 0", "filled 1"],
    );
}

#[test]
fn fills_that_come_after_the_end_are_rows_too() {
    let bare = |order: &Request| OrderReport {
        filled: Some(Quantity::new(1.into())),
        status: VenueOrderStatus::Filled,
        ..report(order)
    };
    check(
        |rig, order| {
            rig.reply(&order, answer(bare(&order)));
            rig.fill_at_venue(&order, "1", "100");
            rig.after(Span::from_secs(1));
            rig.cycle();
        },
        &["journaled 0", "sent 0", "filled 0", "filled 1"],
    );
    check(
        |rig, order| {
            rig.reply(&order, answer(bare(&order)));
            let filled = rig.fill_at_venue(&order, "1", "100");
            rig.input(Input::OrderUpdate(Box::new(filled)));
        },
        &["journaled 0", "sent 0", "filled 0", "filled 1"],
    );
}

#[test]
fn every_request_about_an_order_says_how_it_ended() {
    let mut rig = Rig::trading();
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    let order = rig.take(Route::Order);
    rig.fail(&order, Failure::ServerError);
    let question = rig.take(Route::OrderQuery);
    rig.reply(&question, Outcome::Answered(Answer::OrderFound(None)));
    rig.after(Span::from_secs(5));
    let question = rig.take(Route::OrderQuery);
    let part = rig.fill_at_venue(&order, "0.4", "100");
    rig.reply(&question, Outcome::Answered(Answer::OrderFound(Some(Box::new(part)))));
    rig.after(Span::from_secs(60));
    let cancel = rig.take(Route::Cancel);
    rig.reply(&cancel, Outcome::Refused { status: 409, code: "too_late".into(), message: "gone".into() });
    let rows = rig.records.iter().filter_map(|record| match record {
        Record::Request(row) if row.order == Some(OrderSeq(1)) => {
            Some(format!("{} {}: {}", row.route.as_str(), row.outcome, row.detail))
        }
        _ => None,
    });
    assert_eq!(
        rows.collect::<Vec<_>>(),
        [
            "order server_error: test",
            "order_query ok: the venue has no such order",
            "order_query ok: v-s1-1 is open, 0.4 filled",
            "cancel refused: 409 too_late: gone",
        ]
    );
}
