//! Evidence that is too old, holds for something else, or is not there.

use super::good::{AT, ago, named, told};
use super::{breaks, keeps};
use crate::gate::ChecklistStatus::{NoGo, Wait};
use crate::gate::fixtures::FixturesNow;
use crate::gate::{Evidence, Facts, Finding, Item};
use crate::model::{Span, Time};

const MICRO: Span = Span::from_micros(1);
const DAY: Span = Span::from_secs(86_400);

/// Changes what evidence holds for.
type Change = fn(&mut Evidence);

/// Which of agent, configuration and binary the evidence called `name` has to hold for.
#[track_caller]
fn holds_for(
    item: Item,
    name: &'static str,
    text: impl Fn(&str) -> String,
    parts: [bool; 3],
    alone: fn(&mut Facts),
) {
    let change: [(&str, Change); 3] = [
        ("agent", |evidence| evidence.fingerprints.agent.push('x')),
        ("configuration", |evidence| evidence.fingerprints.configuration.push('x')),
        ("binary", |evidence| evidence.fingerprints.binary.push('x')),
    ];
    for ((part, change), counts) in change.into_iter().zip(parts) {
        let changed = |facts: &mut Facts| {
            alone(facts);
            change(named(facts, name));
        };
        if counts {
            breaks(item, Wait, &text(&format!("{part} changed")), changed);
        } else {
            keeps(changed);
        }
    }
}

/// Leaves the drills of integration as its only evidence.
fn without_tests(facts: &mut Facts) {
    facts.evidence.retain(|one| one.name != "tests");
}

/// Leaves the drill as the only evidence of a stuck position.
fn without_own_stuck(facts: &mut Facts) {
    facts.run.reconciliation.stuck = None;
}

/// Leaves the drill as the only evidence of the latch.
fn without_own_restart(facts: &mut Facts) {
    facts.run.breaker.held_at = None;
}

#[test]
fn each_evidence_holds_for_what_the_table_says() {
    let stale = |why: &str| format!("stale: {why}");
    holds_for(Item::Coverage, "coverage", stale, [true, false, false], |_| {});
    holds_for(Item::Regression, "regression", stale, [true, false, false], |_| {});
    holds_for(Item::Key, "keys", stale, [true, false, false], |_| {});
    holds_for(Item::Load, "load", stale, [false, false, false], |_| {});
    for name in ["dns-failure", "slow-network", "packet-loss", "clock-skew", "disk-full"] {
        let full: &'static str = Box::leak(format!("{name}.virtual").into_boxed_str());
        holds_for(Item::Chaos, full, |why| format!("{name} is stale: {why}"), [true; 3], |_| {});
    }
    for name in ["rate-limited", "server-error", "timeout", "malformed"] {
        let full: &'static str = Box::leak(format!("{name}.virtual").into_boxed_str());
        let text = |why: &str| format!("{name} is stale: {why}");
        holds_for(Item::Integration, full, text, [true; 3], without_tests);
    }
    let undrilled = |facts: &mut Facts| facts.evidence.retain(|one| !one.name.starts_with("timeout"));
    let text = |why: &str| format!("tests is stale: {why}");
    holds_for(Item::Integration, "tests", text, [true; 3], undrilled);
    let text = |why: &str| format!("stuck-position is stale: {why}");
    let parts = [false, true, true];
    holds_for(Item::Reconciliation, "stuck-position.virtual", text, parts, without_own_stuck);
    let text = |why: &str| format!("limit 3%, restart not proven: latch is stale: {why}");
    holds_for(Item::Breaker, "latch.virtual", text, parts, without_own_restart);
}

#[test]
fn a_regression_holds_for_the_sessions_as_they_lie_there_now() {
    let now = |now: Option<FixturesNow>| {
        move |facts: &mut Facts| {
            let now = now.map(|now| ("/agent/sessions".to_owned(), now));
            facts.fixtures = now.into_iter().collect();
        }
    };
    let item = Item::Regression;
    let other = FixturesNow::Read { sha256: "fixtures-2".to_owned() };
    breaks(item, Wait, "stale: sessions or expectations changed", now(Some(other)));
    breaks(item, Wait, "the folder of its sessions is gone", now(Some(FixturesNow::Gone)));
    let unread = FixturesNow::Unread { cause: "permission denied".to_owned() };
    breaks(item, Wait, "its sessions cannot be read any more", now(Some(unread)));
    breaks(item, Wait, "its sessions were not looked at", now(None));
    breaks(item, Wait, "where its sessions lie was not kept", |facts| {
        let Finding::Regression { folder, .. } = &mut named(facts, "regression").finding else { panic!() };
        *folder = None;
    });
}

#[test]
fn two_changes_are_both_named_and_no_fingerprint_holds_for_nothing() {
    breaks(Item::Chaos, Wait, "disk-full is stale: agent and binary changed", |facts| {
        let evidence = named(facts, "disk-full.virtual");
        evidence.fingerprints.agent.clear();
        evidence.fingerprints.binary.clear();
    });
    let mut facts = super::good();
    facts.plan.as_mut().unwrap().fingerprints.binary.clear();
    for evidence in &mut facts.evidence {
        evidence.fingerprints.binary.clear();
    }
    let judgement = super::judge(&facts);
    let red = judgement.items.iter().filter(|one| !one.judged.next.is_empty());
    let red: Vec<_> = red.map(|one| (one.item, one.judged.evidence.as_str())).collect();
    // Integration's report and drills both hold for the whole; the other two have the run's own evidence.
    assert_eq!(
        red,
        [
            (Item::Integration, "tests is stale: the binary has no fingerprint"),
            (Item::Chaos, "dns-failure is stale: the binary has no fingerprint, and 4 more"),
        ]
    );
}

#[test]
fn evidence_that_is_missing_names_its_item() {
    let without = |name: &'static str| {
        move |facts: &mut Facts| facts.evidence.retain(|one| !one.name.starts_with(name))
    };
    breaks(Item::Coverage, Wait, "no evidence yet", without("coverage"));
    breaks(Item::Load, Wait, "no evidence yet", without("load"));
    breaks(Item::Regression, Wait, "no evidence yet", without("regression"));
    breaks(Item::Key, Wait, "from $VENUE_KEY; tree not scanned yet", without("keys"));
    for name in ["dns-failure", "slow-network", "packet-loss", "clock-skew", "disk-full"] {
        breaks(Item::Chaos, Wait, &format!("{name} not drilled"), without(name));
    }
    for name in ["rate-limited", "server-error", "timeout", "malformed"] {
        breaks(Item::Integration, Wait, &format!("{name} not drilled"), |facts| {
            without_tests(facts);
            without(name)(facts);
        });
    }
    breaks(Item::Chaos, Wait, "slow-network not drilled, and 1 more", |facts| {
        without("slow-network")(facts);
        without("disk-full")(facts);
    });
    breaks(Item::SevenDays, Wait, "under a minute of 7d, no gaps", |facts| {
        facts.run.seven_days.healthy = Span::ZERO;
    });
    breaks(Item::Drift, Wait, "the cash was not compared yet", |facts| facts.run.drift.compared_at = None);
    breaks(Item::Resources, Wait, "not measured yet", |facts| facts.run.resources.sampled_at = None);
    breaks(Item::Resources, Wait, "not measured yet", |facts| facts.run.resources.disk_least_kib = None);
}

/// `take` with the last moment that counts, and with one before it.
#[track_caller]
fn fresh_since(item: Item, text: &str, since: Time, take: impl Fn(&mut Facts, Time)) {
    keeps(|facts| take(facts, since));
    breaks(item, Wait, text, |facts| take(facts, since - MICRO));
}

#[test]
fn what_holds_for_a_day_holds_no_longer() {
    let since = AT - DAY;
    let text = "limit 3%, rehearsed over 24h ago";
    fresh_since(Item::Breaker, text, since, |facts, at| {
        facts.run.breaker.rehearsal.as_mut().unwrap().armed_at = at;
    });
    let text = "limit 3%, restart not proven: latch is stale: over 1d 00h old";
    fresh_since(Item::Breaker, text, since, |facts, at| {
        facts.run.breaker.held_at = None;
        named(facts, "latch.virtual").taken_at = at;
    });
    let text = "limit 3%, restart not proven: latch not drilled";
    fresh_since(Item::Breaker, text, since, |facts, at| {
        facts.run.breaker.held_at = Some(at);
        facts.evidence.retain(|one| one.name != "latch.virtual");
    });
    let text = "stuck-position is stale: over 1d 00h old";
    fresh_since(Item::Reconciliation, text, since, |facts, at| {
        without_own_stuck(facts);
        named(facts, "stuck-position.virtual").taken_at = at;
    });
    let text = "stuck drilled; no test alert lately";
    fresh_since(Item::Reconciliation, text, since, |facts, at| {
        without_own_stuck(facts);
        facts.run.reconciliation.test = Some(told("test:ann", at, at));
    });
    fresh_since(Item::Reconciliation, text, since, |facts, at| {
        facts.run.reconciliation.stuck = Some(told("stuck_position:BTC", at, at));
        facts.run.reconciliation.test = None;
    });
    let too_late = |facts: &mut Facts, raised_at: Time| {
        let since = raised_at - Span::from_secs(9);
        facts.run.reconciliation.stuck = Some(told("stuck_position:BTC", raised_at, since));
    };
    let late = "stuck_position:BTC seen after 9s, not within 6s";
    breaks(Item::Reconciliation, NoGo, late, |facts| too_late(facts, since));
    keeps(|facts| too_late(facts, since - MICRO));
}

/// Nothing happens in a run that has ended, and what was rehearsed in it grows old all the same.
#[test]
fn an_ended_run_is_judged_by_the_moment_and_not_by_its_end() {
    let later = |by: Span| move |facts: &mut Facts| facts.at = facts.at + by;
    // The trip's end is the oldest that counts for a day: it was five hours ago, less a minute and a half.
    let left = DAY - Span::from_secs(5 * 3_600 - 90);
    keeps(later(left));
    breaks(Item::Breaker, Wait, "limit 3%, rehearsed over 24h ago", later(left + MICRO));
    let held = |by: Span| {
        move |facts: &mut Facts| {
            later(by)(facts);
            facts.run.breaker.rehearsal.as_mut().unwrap().armed_at = facts.at;
            facts.evidence.retain(|one| one.name != "latch.virtual");
        }
    };
    // The restart was a minute before that.
    keeps(held(left - Span::from_secs(60)));
    let text = "limit 3%, restart not proven: latch not drilled";
    breaks(Item::Breaker, Wait, text, held(left - Span::from_secs(60) + MICRO));
}

#[test]
fn what_was_shown_before_the_configuration_changed_counts_no_more() {
    let at = ago(4);
    let text = "limit 3%, rehearsed before the configuration changed";
    let rehearsed = |facts: &mut Facts, tripped_at: Time| {
        facts.run.breaker.configured_at = Some(at);
        facts.run.breaker.rehearsal.as_mut().unwrap().tripped_at = tripped_at;
        facts.run.breaker.told.as_mut().unwrap().raised_at = tripped_at;
    };
    fresh_since(Item::Breaker, text, at, rehearsed);
    let text = "limit 3%, restart not proven: latch not drilled";
    fresh_since(Item::Breaker, text, at, |facts, held_at| {
        rehearsed(facts, at);
        facts.run.breaker.held_at = Some(held_at);
        facts.evidence.retain(|one| one.name != "latch.virtual");
    });
}

#[test]
fn what_is_watched_all_the_time_was_watched_lately() {
    let since = AT - Span::from_secs(15);
    fresh_since(Item::Drift, "the cash was not compared lately", since, |facts, at| {
        facts.run.drift.compared_at = Some(at);
    });
    fresh_since(Item::Resources, "not measured lately", AT - Span::from_secs(3_600), |facts, at| {
        facts.run.resources.sampled_at = Some(at);
    });
    let week = AT - DAY.times(7);
    keeps(|facts| facts.run.alerts.late = (1, Some(week - MICRO)));
    breaks(Item::Alerts, NoGo, "1 pages reached nobody within a day", |facts| {
        facts.run.alerts.late = (1, Some(week));
    });
    fresh_since(Item::Key, "not searched since the last start", ago(4), |facts, at| {
        named(facts, "keys").taken_at = at;
    });
}

#[test]
fn a_day_that_is_yet_to_come_proves_nothing() {
    let ahead = |by: Span| {
        move |facts: &mut Facts| {
            without_own_restart(facts);
            named(facts, "latch.virtual").taken_at = AT + by;
        }
    };
    keeps(ahead(Span::from_secs(300)));
    let text = "limit 3%, restart not proven: latch is stale: its time is yet to come";
    breaks(Item::Breaker, Wait, text, ahead(Span::from_secs(300) + MICRO));
}

#[test]
fn the_newest_counts_and_a_drill_by_each_way_it_was_run() {
    let add = |name: &'static str, at: Time, change: fn(&mut Evidence)| {
        move |facts: &mut Facts| {
            let mut other = named(facts, name).clone();
            (other.taken_at, other.name) = (at, format!("{}.real_time", name.trim_end_matches(".virtual")));
            change(&mut other);
            facts.evidence.push(other);
        }
    };
    let no_lines = |evidence: &mut Evidence| {
        if let Finding::Coverage { lines, .. } = &mut evidence.finding {
            *lines = 0;
        }
    };
    keeps(add("coverage", ago(9), no_lines));
    breaks(Item::Coverage, Wait, "the report holds no lines", add("coverage", ago(1), no_lines));
    let fails = |evidence: &mut Evidence| {
        if let Finding::Drill { failed, .. } = &mut evidence.finding {
            *failed = 1;
        }
    };
    let chaos = "clock-skew.virtual";
    breaks(Item::Chaos, NoGo, "clock-skew failed", add(chaos, ago(9), fails));
    // What failed with another binary says nothing about this one.
    keeps(add(chaos, ago(1), |evidence| evidence.fingerprints.binary.push('x')));
}
