//! Requests leave when they are due, whatever the venue does.

use std::sync::{Arc, Mutex};

use soak::drill::load::Schedule;
use soak::event::{Call, Lane, Outcome, Request};
use soak::model::{RequestId, Span, Time};
use soak::venue::VenueClient;

use crate::stage::{Stage, exact_percentile, failed, plan};

/// How long the venue stalls.
const STALL: Span = Span::from_secs(1);

/// The request of the load with which it begins to.
const STALLS_AT: usize = 20;

/// Answers nothing for a second, from one request on; `when` says when that began.
fn stalls(when: &Arc<Mutex<Option<Time>>>) -> impl FnMut(usize, Time) -> Time + Send + use<> {
    let when = Arc::clone(when);
    move |number, arrived_at| {
        let mut began_at = when.lock().unwrap();
        if number >= STALLS_AT {
            began_at.get_or_insert(arrived_at);
        }
        began_at.map_or(arrived_at, |began_at| arrived_at.max(began_at + STALL))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_venue_that_stalls_is_seen_in_full_and_holds_nothing_up() {
    let plan = plan(3_000, Span::from_secs(4));
    let when = Arc::new(Mutex::new(None));
    let stage = Stage::open(100_000, stalls(&when));
    let (report, waiting) = tokio::join!(stage.run(&plan), what_a_sender_that_waits_sees());
    assert_eq!(failed(&report), [""; 0], "{report:#?}");
    assert_eq!((report.counts.sent, report.counts.dropped), (plan.requests, 0));

    // Each request that was due in the stall took at least until its end, however fast this machine is.
    let stalled_at = when.lock().unwrap().unwrap();
    let over_at = stalled_at + STALL;
    let least: Vec<Span> = Schedule::new(&plan)
        .iter()
        .map(|due| report.began_at + due.after)
        .map(
            |due_at| if (stalled_at..over_at).contains(&due_at) { over_at.since(due_at) } else { Span::ZERO },
        )
        .collect();
    let due_in_stall = least.iter().filter(|least| **least > Span::ZERO).count();
    assert!(due_in_stall >= 30, "{due_in_stall} of {} were due in the stall", plan.requests);
    for (share, client) in [(0.9, report.all.p90), (0.99, report.all.p99)] {
        let least = exact_percentile(&least, share);
        assert!(client.unwrap() >= least, "p{share}: {client:?} is less than {least:?}");
    }
    // And they left in the stall: a sender that waits for an answer has one request there.
    let left = stage.seen(&report);
    let left = left.iter().filter(|one| (stalled_at..over_at).contains(&one.arrived_at)).count();
    assert!(left * 2 > due_in_stall, "{left} of {due_in_stall} arrived in the stall");

    let (hidden, shown) = (exact_percentile(&waiting, 0.9), exact_percentile(&least, 0.9));
    assert!(hidden < shown, "one that waits saw {hidden:?} as its p90; it was {shown:?} at least");
}

/// The latencies that a sender measures which waits for each answer and counts from when a request left, of
/// the same schedule at a venue that stalls as long.
async fn what_a_sender_that_waits_sees() -> Vec<Span> {
    let stage = Stage::open(100_000, stalls(&Arc::default()));
    let client = VenueClient::new(stage.venue.settings().unwrap(), stage.clock).unwrap();
    let request =
        Request { id: RequestId(1), lane: Lane::Observe, call: Call::GetBalance, order: None, purpose: None };
    let began_at = stage.clock.now();
    let mut latencies = Vec::new();
    for due in Schedule::new(&plan(3_000, Span::from_secs(4))).iter() {
        tokio::time::sleep_until(stage.clock.instant_of(began_at + due.after).into()).await;
        let reply = client.send(&request).await;
        assert!(matches!(reply.outcome, Outcome::Answered(_)), "{reply:?}");
        latencies.push(stage.clock.now().since(reply.sent_at));
    }
    latencies
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_leave_is_dropped_and_counted() {
    // As many as may be are under way long before the first is answered.
    let plan = plan(30_000, Span::from_secs(1));
    let mut over_at = None;
    let stage = Stage::open(100_000, move |_, arrived_at| {
        arrived_at.max(*over_at.get_or_insert(arrived_at + Span::from_secs(3)))
    });
    let report = stage.run(&plan).await;
    let counts = report.counts;
    assert!(counts.dropped > 0 && counts.sent >= 256, "{counts:?}");
    assert_eq!((counts.sent + counts.dropped, counts.not_due), (plan.requests, 0));
    assert_eq!((counts.answered, report.all.samples), (counts.sent, counts.sent));
    assert_eq!(failed(&report), ["requests that left", "requests dropped"]);
    assert!(!report.passed);
}
