//! The percentiles agree with those of a second measurement, on the server's side.
//!
//! The server holds each answer back for a known time of its own, from 0.3 to 1.6 s, far above what the wire
//! and the client take. It counts from the head of a request to its answer; the client from when the request
//! was due to the end of the answer. So each latency of the client's is the server's and more: the sender's
//! lateness, which the report tells apart, and the wire.

use soak::model::Span;

use crate::stage::{Stage, exact_percentile, failed, plan};

/// What wire and client may take at any percentile on a machine that does ten other things: a tenth of the
/// spread of what is measured.
const WIRE_MAX: Span = Span::from_millis(150);

/// One part in so many is the histogram's precision: three significant digits.
const PRECISION: i64 = 1_000;

/// The time that request number `number` is held back: 128 different ones, each as often.
fn held(number: usize) -> Span {
    let step = i64::try_from(number * 61 % 128).unwrap();
    Span::from_millis(300 + 10 * step)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn percentiles_agree_with_the_servers_own() {
    let plan = plan(3_600, Span::from_secs(6));
    let requests = usize::try_from(plan.requests).unwrap();
    // The last few are answered at once, so that closing the account does not wait either.
    let stage =
        Stage::open(
            100_000,
            move |number, arrived_at| {
                if number < requests - 20 { arrived_at + held(number) } else { arrived_at }
            },
        );
    let report = stage.run(&plan).await;
    assert_eq!(failed(&report), [""; 0], "{report:#?}");
    let server: Vec<Span> =
        stage.seen(&report).iter().map(|one| one.answered_at.since(one.arrived_at)).collect();
    assert_eq!((server.len() as u64, report.all.samples), (plan.requests, plan.requests));
    let bound = WIRE_MAX + report.late.max.unwrap();
    let (all, longest) = (report.all, server.iter().max().unwrap());
    for (share, client) in [(0.5, all.p50), (0.9, all.p90), (0.99, all.p99)] {
        let (client, server) = (client.unwrap(), exact_percentile(&server, share));
        let most = server + bound;
        let most = most + Span::from_micros(most.as_micros() / PRECISION);
        assert!(
            server <= client && client <= most,
            "p{share}: the server measured {server:?}, the client {client:?}; late {:?}",
            report.late
        );
    }
    assert!(all.max.unwrap() >= *longest && all.p999.is_none());
    // What the server was told to do shows: without it nothing above would say much.
    assert!(exact_percentile(&server, 0.5) >= Span::from_millis(800), "{:?}", exact_percentile(&server, 0.5));
}
