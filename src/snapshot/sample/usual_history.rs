//! What led to the usual picture.

use super::parts::event;
use super::{empty, usual};
use crate::event::Severity;
use crate::model::{Decimal, Money, Span, Time};
use crate::snapshot::{AlertPast, CurvePoint, EventKind, EventLine, GapView, History, LatencyMinute};

const MINUTE: Span = Span::from_secs(60);

/// Curves with 60, 288 and 512 points, two hours of latency, 100 events of all kinds.
#[must_use]
pub(crate) fn usual_history() -> History {
    let (now, began_at) = (usual::NOW, empty().soak.started_at);
    let at = now.floor(MINUTE);
    History {
        at: now,
        began_at,
        hour: curve(at, MINUTE, 60),
        day: curve(at, MINUTE.times(5), 288),
        soak: curve(at, Span::from_secs(430), 512),
        latency: latency(at),
        events: events(now),
        alerts: alerts(now),
        gaps: vec![GapView {
            from: now - Span::from_secs(90_042),
            to: now - Span::from_secs(90_000),
            reason: "no market data for 42 s".into(),
        }],
    }
}

/// Equity that wanders by the minute, the same wherever it is looked at, and ends where the picture is.
fn curve(end: Time, step: Span, points: i64) -> Vec<CurvePoint> {
    let equity = |at: Time| {
        let minute = end.since(at).as_secs() / 60;
        let slow = (minute % 1_440 - 720).abs() - 720;
        let fast = (minute * 7 % 180 - 90).abs() - 90;
        let jitter = if minute > 0 { minute * 7_919 % 23 - 11 } else { 0 };
        Money::new(Decimal::new(1_004_217 + slow * 6 + fast * 4 + jitter * 5 - minute, 2))
    };
    let times = (0..points).rev().map(|back| end - step.times(back));
    times.map(|at| CurvePoint { at, equity: equity(at) }).collect()
}

fn latency(at: Time) -> Vec<LatencyMinute> {
    let mut minutes = Vec::new();
    for back in (0..120_i64).rev() {
        // Seven minutes without any, to be seen as a hole.
        if (70..77).contains(&back) {
            continue;
        }
        let slow = if back == 31 { 41_000 } else { 0 };
        let max = Span::from_micros(2_600 + back * 631 % 1_900 + slow);
        let mean = Span::from_micros(780 + back * 37 % 240);
        let at = at - MINUTE.times(back);
        for (route, count) in [("all", 212), ("order", 9)] {
            let errors = u64::from(back == 31);
            minutes.push(LatencyMinute { at, route: route.to_owned(), count, errors, mean, max });
        }
    }
    minutes
}

fn events(now: Time) -> Vec<EventLine> {
    let line = |back: i64| {
        let at = now - Span::from_secs(back * 31 + 2);
        let (kind, severity, text) = match back % 10 {
            0 => (EventKind::Fill, None, "ETH sell 0.0810    @ 2,611.40  fee 0.11"),
            1 => (EventKind::Order, None, "ETH sell 0.0810    filled"),
            2 => (
                EventKind::Order,
                None,
                "ETH sell 0.0810    entry at market  9-bar average crossed below 21-bar average",
            ),
            3 => (EventKind::Note, None, "reconciled 2 positions 0 orders"),
            4 => (EventKind::Request, Some(Severity::Note), "balance answered 503, asked again after 1 s"),
            5 => (EventKind::Alert, Some(Severity::Warn), "stale_data SOL raised: no tick for 12 s"),
            6 => (EventKind::Alert, None, "stale_data SOL cleared after 4 s"),
            7 => (EventKind::Operator, Some(Severity::Note), "alice on pts/3 acknowledged rate_limited"),
            8 => (EventKind::Breaker, Some(Severity::Warn), "paused by alice on pts/3, then resumed"),
            _ => (EventKind::Gap, Some(Severity::Warn), "42 s without market data do not count"),
        };
        event(at, kind, severity, text.to_owned())
    };
    (0..100).rev().map(line).collect()
}

fn alerts(now: Time) -> Vec<AlertPast> {
    let past = |back: i64| {
        let raised_at = now - Span::from_secs(back * 4_000 + 125);
        let (severity, id, text) = match back % 3 {
            0 => (Severity::Note, "rate_limited:order", "budget peak 141 of 300 at 03:12"),
            1 => (Severity::Warn, "stale_data:SOL", "no tick for 12 s"),
            _ => (Severity::Page, "stuck_position:ETH", "close sent 7 s ago, venue still 0.081"),
        };
        AlertPast {
            id: id.to_owned(),
            severity,
            text: text.to_owned(),
            raised_at,
            acknowledged_at: (back % 3 != 1).then(|| raised_at + MINUTE),
            cleared_at: (back > 0).then(|| raised_at + Span::from_secs(90 + back * 7)),
        }
    };
    (0..14).map(past).collect()
}
