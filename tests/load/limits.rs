//! The venue's limit: what is left of it, and what happens beyond it.

use std::time::Duration;

use soak::model::Span;
use tokio::sync::watch;

use crate::stage::{Stage, failed, plan};

fn at_once(_: usize, arrived_at: soak::model::Time) -> soak::model::Time {
    arrived_at
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn headroom_is_told_by_the_venue_and_by_counting_and_they_agree() {
    let stage = Stage::open(300, at_once);
    let report = stage.run(&plan(3_000, Span::from_secs(1))).await;
    assert_eq!(failed(&report), [""; 0], "{report:#?}");
    let headroom = report.headroom;
    assert_eq!((headroom.limit, headroom.limit_from_venue, headroom.wanted), (300, true, 30));
    // The whole run is shorter than a window, so both have counted the same requests.
    assert_eq!(i64::from(headroom.remaining_min.unwrap()), headroom.left, "{headroom:?}");
    assert!(report.closed.flat && headroom.peak > report.counts.sent, "{report:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_p99_beyond_its_bound_fails_and_nothing_else_does() {
    let held = Span::from_secs(2);
    let until = Span::from_secs(1);
    let mut over_at = None;
    let stage = Stage::open(300, move |_, arrived_at| {
        let over_at = *over_at.get_or_insert(arrived_at + until);
        if arrived_at < over_at { arrived_at + held } else { arrived_at }
    });
    let mut plan = plan(3_000, Span::from_secs(1));
    plan.limits = plan.limits.with_p99(held);
    let report = stage.run(&plan).await;
    assert_eq!(failed(&report), ["p99"], "{report:#?}");
    assert!(report.closed.flat && !report.passed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn beyond_the_limit_it_fails_and_does_not_call_an_account_flat_that_it_could_not_see() {
    let stage = Stage::open(30, at_once);
    let (wish, stop) = watch::channel(false);
    // A person who does not want to wait for the venue's minute to be over.
    let impatient = tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(4)).await;
            wish.send_replace(true);
        }
    });
    let report = stage.run_until(&plan(3_000, Span::from_secs(1)), stop).await;
    impatient.abort();
    let counts = report.counts;
    assert!(counts.rate_limited >= 20 && counts.errors == 0 && counts.dropped == 0, "{counts:?}");
    assert_eq!(counts.answered + counts.rate_limited, counts.sent);
    assert_eq!(failed(&report), ["rate limited (429)", "headroom, requests", "account at the end"]);
    assert_eq!(report.headroom.remaining_min, Some(0));
    assert!(report.closed.why.as_ref().unwrap().contains("too much"), "{:?}", report.closed);
}
