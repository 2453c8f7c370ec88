//! Latencies in and summaries out.

use proptest::prelude::*;

use super::LatencyWindow::{Hour, Minute, Soak};
use super::*;

fn secs(secs: i64) -> Time {
    Time::from_millis(secs * 1_000)
}

#[track_caller]
fn check_close(measured: Span, expect_ms: i64) {
    let apart = (measured - Span::from_millis(expect_ms)).as_micros().abs();
    assert!(apart * 100 <= expect_ms * 1_000, "{measured} is not within 1% of {expect_ms} ms");
}

#[test]
fn quantiles_are_right_to_one_per_cent_and_the_longest_is_exact() {
    let mut book = LatencyBook::default();
    (1..=1_000).for_each(|ms| book.record(secs(0), Route::Order, Span::from_millis(ms)));
    let summary = book.summary(secs(1), Some(Route::Order), Soak);
    assert_eq!((summary.count, summary.max), (1_000, Span::from_millis(1_000)));
    check_close(summary.p50, 500);
    check_close(summary.p90, 900);
    check_close(summary.p99, 990);
    check_close(summary.p999, 999);
}

#[test]
fn windows_forget_and_the_soak_does_not() {
    let mut book = LatencyBook::default();
    book.record(secs(600), Route::Order, Span::from_millis(5));
    let counts = |at: i64| [Minute, Hour, Soak].map(|w| book.summary(secs(at), None, w).count);
    assert_eq!(counts(600), [1, 1, 1]);
    assert_eq!(counts(659), [1, 1, 1]);
    assert_eq!(counts(660), [0, 1, 1]);
    assert_eq!(counts(600 + 3_599), [0, 1, 1]);
    assert_eq!(counts(600 + 3_600), [0, 0, 1]);
}

#[test]
fn routes_are_told_apart_and_idle_ones_cost_nothing() {
    let mut book = LatencyBook::default();
    assert_eq!(book.memory_bytes(), 0);
    book.record(secs(0), Route::Fills, Span::from_millis(5));
    let one_route = book.memory_bytes();
    book.record(secs(0), Route::Fills, Span::from_millis(4));
    assert!(book.memory_bytes() - one_route < 100, "{} after {one_route}", book.memory_bytes());
    assert_eq!(book.summary(secs(0), Some(Route::Order), Soak), LatencySummary::default());
    assert_eq!(book.summary(secs(0), Some(Route::Fills), Soak).count, 2);
    assert_eq!(book.summary(secs(0), None, Soak).count, 2);
}

#[test]
fn what_lies_outside_the_range_counts_at_its_end() {
    let mut book = LatencyBook::default();
    for latency in [Span::from_secs(-1), Span::ZERO, Span::FOREVER] {
        book.record(secs(0), Route::Order, latency);
    }
    let summary = book.summary(secs(0), None, Minute);
    assert_eq!((summary.count, summary.p50), (3, Span::from_micros(1)));
    assert_eq!((summary.p99, summary.max), (Span::from_secs(300), Span::from_secs(300)));
}

#[test]
fn memory_stays_bounded_at_its_worst() {
    let mut book = LatencyBook::default();
    for slot in 0..200 {
        for route in Route::ALL {
            book.record(secs(slot * 300), route, Span::FOREVER);
        }
    }
    for _ in 0..20_000 {
        book.record(secs(60_000), Route::Order, Span::FOREVER);
    }
    assert!(book.memory_bytes() > 1_300_000, "{} is not the worst case", book.memory_bytes());
    assert!(book.memory_bytes() <= 7 * 256 * 1_024, "{}", book.memory_bytes());
}

proptest! {
    // Each case walks hundreds of histograms several times over.
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_book_read_back_is_equal_and_stays_so(
        latencies in prop::collection::vec((0_i64..900, 0_usize..8, 1_i64..1_000_000_000), 1..80),
    ) {
        let mut book = LatencyBook::default();
        let mut at = secs(0);
        for (wait, route, micros) in &latencies {
            at = at + Span::from_secs(*wait);
            book.record(at, Route::ALL[*route], Span::from_micros(*micros));
        }
        let stored = postcard::to_allocvec(&book).unwrap();
        let mut read: LatencyBook = postcard::from_bytes(&stored).unwrap();
        prop_assert_eq!(&read, &book);
        prop_assert_eq!(&postcard::to_allocvec(&read).unwrap(), &stored);
        for book in [&mut read, &mut book] {
            book.record(at, Route::Order, Span::from_millis(3));
        }
        prop_assert_eq!(&read, &book);
        for window in [Minute, Hour, Soak] {
            prop_assert_eq!(read.summary(at, None, window), book.summary(at, None, window));
        }
    }
}
