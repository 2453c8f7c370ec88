//! The five items that experience adds, each limit at its edge, and one beyond.

use super::good::AT;
use super::{breaks, keeps};
use crate::gate::ChecklistStatus::{NoGo, Wait};
use crate::gate::items::alerts::Owed;
use crate::gate::{Facts, Item};
use crate::model::{Decimal, Money, Span, TradingMode};

const MICRO: Span = Span::from_micros(1);
const DAY: Span = Span::from_secs(86_400);

#[test]
fn what_experience_adds() {
    breaks(Item::Unknown, Wait, "an order is UNKNOWN", |facts| {
        (facts.run.unknown.count, facts.run.unknown.since) = (1, Some(AT - Span::from_secs(5)));
    });
    breaks(Item::Unknown, NoGo, "2 orders are UNKNOWN", |facts| {
        (facts.run.unknown.count, facts.run.unknown.since) = (2, Some(AT - Span::from_secs(5) - MICRO));
    });
    keeps(|facts| facts.run.unknown.ever = 9);

    let cent = Money::new(Decimal::new(-1, 2));
    breaks(Item::Drift, NoGo, "-0.01 that no fill explains", |facts| facts.run.drift.drift = cent);
    breaks(Item::Drift, Wait, "a difference too young to judge", |facts| {
        (facts.run.drift.drift, facts.run.drift.young) = (cent, 1);
    });
    keeps(|facts| facts.run.drift.young = 1);

    let owed = |since, delivered, more| {
        let alert = "blind:venue".to_owned();
        move |facts: &mut Facts| facts.run.alerts.owed = Some(Owed { alert, since, delivered, more })
    };
    let item = Item::Alerts;
    breaks(item, Wait, "blind:venue is not delivered", owed(AT - DAY, false, 0));
    breaks(item, Wait, "blind:venue is not acknowledged, and 2 more", owed(AT - DAY, true, 2));
    breaks(item, NoGo, "blind:venue is not acknowledged, over a day", owed(AT - DAY - MICRO, true, 0));
    breaks(item, NoGo, "hook takes no alerts", |facts| facts.run.alerts.failing.push("hook".to_owned()));
    breaks(item, Wait, "no page has reached a person yet", |facts| facts.run.alerts.reached = 0);
    keeps(|facts| facts.run.alerts.reached = 1);

    let item = Item::Resources;
    let lean = |facts: &mut Facts| facts.run.resources.memory_kib_per_day = Some(0);
    keeps(|facts| {
        lean(facts);
        facts.run.resources.memory_peak_kib = 256 * 1_024;
    });
    breaks(item, NoGo, "257 MiB of memory, at most 256", |facts| {
        lean(facts);
        facts.run.resources.memory_peak_kib = 256 * 1_024 + 1;
    });
    // Seven days at this rate lead from 60 MiB to exactly 256.
    keeps(|facts| facts.run.resources.memory_kib_per_day = Some(28 * 1_024));
    breaks(item, NoGo, "memory grows by 28 MiB a day", |facts| {
        facts.run.resources.memory_kib_per_day = Some(28 * 1_024 + 1);
    });
    keeps(|facts| facts.run.resources.memory_kib_per_day = Some(-1_000_000));
    breaks(item, Wait, "memory's trend needs two days without a restart", |facts| {
        facts.run.resources.memory_kib_per_day = None;
    });
    keeps(|facts| facts.run.resources.disk_least_kib = Some(512 * 1_024));
    breaks(item, NoGo, "511 MiB of disk free, at least 512", |facts| {
        facts.run.resources.disk_least_kib = Some(512 * 1_024 - 1);
    });
    keeps(|facts| facts.run.resources.offset_largest = Some(Span::from_secs(2)));
    breaks(item, NoGo, "clock 2s off, at most 2s", |facts| {
        facts.run.resources.offset_largest = Some(Span::from_secs(2) + MICRO);
    });
    breaks(item, Wait, "the venue has not told its time yet", |facts| {
        facts.run.resources.offset_largest = None;
    });
    keeps(|facts| (facts.run.resources.offset_largest, facts.run.resources.venue_is_local) = (None, true));

    breaks(Item::Paper, Wait, "the venue has not said that it is paper", |facts| {
        facts.run.paper.proven = false;
    });
    breaks(Item::Paper, NoGo, "this run trades with real money", |facts| {
        facts.run.paper.mode = TradingMode::Live;
    });
    breaks(Item::Paper, NoGo, "execution is real", |facts| {
        (facts.run.paper.proven, facts.run.paper.fault) = (false, Some("execution is real".to_owned()));
    });
}
