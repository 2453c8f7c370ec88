//! Each limit at its edge, and one beyond.

use super::good::{AT, ago, named, told};
use super::{breaks, keeps};
use crate::engine::RampReading;
use crate::gate::ChecklistStatus::{NoGo, Wait};
use crate::gate::{Facts, Finding, Item, LoadFinding};
use crate::model::{BreakerLevel, Decimal, Plan, Rate, Span, TradingMode};

const MICRO: Span = Span::from_micros(1);
const DAY: Span = Span::from_secs(86_400);

/// Places searched, with a find, not searched, and the paper key.
type Places<'a> = (&'a mut u64, &'a mut Vec<String>, &'a mut Vec<String>, &'a mut Option<String>);

pub(super) fn found(name: &'static str, change: impl FnOnce(&mut Finding)) -> impl FnOnce(&mut Facts) {
    move |facts| change(&mut named(facts, name).finding)
}

pub(super) fn plan(change: impl FnOnce(&mut Plan)) -> impl FnOnce(&mut Facts) {
    move |facts| change(facts.plan.as_mut().unwrap())
}

#[test]
fn the_seven_days_and_what_they_showed() {
    let item = Item::SevenDays;
    let run = |change: fn(&mut Facts)| change;
    keeps(|facts| facts.run.seven_days.healthy = DAY.times(7));
    breaks(item, Wait, "6d 23h of 7d, no gaps", |facts| facts.run.seven_days.healthy = DAY.times(7) - MICRO);
    keeps(|facts| facts.run.seven_days.longest_gap = Span::from_secs(3_600));
    breaks(item, NoGo, "a gap of 1h 00m, at most 1h 00m", |facts| {
        facts.run.seven_days.longest_gap = Span::from_secs(3_600) + MICRO;
    });
    keeps(run(|facts| facts.run.seven_days.moved = Rate::from_bp(200)));
    breaks(item, Wait, "7d 03h healthy, but no move of 2% in 1h", |facts| {
        facts.run.seven_days.moved = Rate::from_bp(199);
    });
    keeps(run(|facts| facts.run.seven_days.result = Rate::from_bp(-500)));
    breaks(item, NoGo, "result -5.01%, at least -5%", |facts| {
        facts.run.seven_days.result = Rate::from_bp(-501);
    });
    keeps(run(|facts| facts.run.seven_days.result = Rate::from_bp(5_000)));
    breaks(item, NoGo, "result 50.01%, believed to 50%", |facts| {
        facts.run.seven_days.result = Rate::from_bp(5_001);
    });
    keeps(run(|facts| facts.run.seven_days.drawdown = Rate::from_bp(500)));
    breaks(item, NoGo, "fell 5.01%, at most 5%", |facts| facts.run.seven_days.drawdown = Rate::from_bp(501));
    breaks(item, NoGo, "FAULT: no disk", |facts| facts.run.seven_days.fault = Some("no disk".to_owned()));
}

#[test]
fn the_load_test() {
    let load = |change: fn(&mut LoadFinding)| {
        found("load", move |finding| {
            if let Finding::Load(load) = finding {
                change(load);
            }
        })
    };
    let item = Item::Load;
    breaks(item, Wait, "79 a minute is less than twice 40", load(|load| load.asked_rpm = 79));
    keeps(load(|load| load.asked_rpm = 81));
    breaks(item, NoGo, "1 requests dropped", load(|load| load.dropped = 1));
    breaks(item, NoGo, "1 requests failed", load(|load| load.errors = 1));
    breaks(item, Wait, "the load test was cut short", load(|load| load.cut_short = true));
    breaks(item, Wait, "the load test sent nothing", load(|load| load.sent = 0));
    keeps(load(|load| load.sent = 1));
    keeps(load(|load| load.p99 = Some(Span::from_secs(2))));
    breaks(item, NoGo, "p99 2s, at most 2s", load(|load| load.p99 = Some(Span::from_secs(2) + MICRO)));
    breaks(item, NoGo, "no request was answered", load(|load| load.p99 = None));
    keeps(load(|load| load.length = Span::from_secs(60)));
    let short = "it lasted 59.9s, at least 1m 00s are wanted";
    breaks(item, Wait, short, load(|load| load.length = Span::from_secs(60) - MICRO));
    keeps(|facts| facts.run.load.normal_rpm = 39);
    let rose = "normal load is 41 a minute now, and 80 were asked for";
    breaks(item, Wait, rose, |facts| facts.run.load.normal_rpm = 41);
}

#[test]
fn a_drill_that_failed_or_showed_nothing() {
    let drill = |name: &'static str, counts: (u32, u32)| {
        found(name, move |finding| {
            if let Finding::Drill { held, failed, .. } = finding {
                (*held, *failed) = counts;
            }
        })
    };
    for (item, name) in [
        (Item::Chaos, "dns-failure.virtual"),
        (Item::Chaos, "disk-full.virtual"),
        (Item::Integration, "timeout.virtual"),
        (Item::Reconciliation, "stuck-position.virtual"),
        (Item::Breaker, "latch.virtual"),
    ] {
        let text = format!("{} failed", name.trim_end_matches(".virtual"));
        breaks(item, NoGo, &text, drill(name, (4, 1)));
        breaks(item, NoGo, &text, drill(name, (0, 0)));
        keeps(drill(name, (1, 0)));
    }
    breaks(Item::Chaos, NoGo, "dns-failure and 1 more failed", |facts| {
        drill("dns-failure.virtual", (4, 1))(facts);
        drill("disk-full.virtual", (4, 2))(facts);
    });
}

#[test]
fn the_books_and_a_position_that_does_not_close() {
    let item = Item::Reconciliation;
    breaks(item, NoGo, "ghost_position:BTC", |facts| {
        facts.run.reconciliation.alarming.push("ghost_position:BTC".to_owned());
    });
    breaks(item, Wait, "the books have not agreed lately", |facts| {
        facts.run.reconciliation.agreed_at = Some(AT - Span::from_secs(15) - MICRO);
    });
    let seen = |after: Span| {
        move |facts: &mut Facts| {
            facts.run.reconciliation.stuck = Some(told("stuck_position:BTC", ago(4), ago(4) - after));
        }
    };
    keeps(seen(Span::from_secs(6)));
    let late = "stuck_position:BTC seen after 6s, not within 6s";
    breaks(item, NoGo, late, seen(Span::from_secs(6) + MICRO));
    let no_own = |facts: &mut Facts| facts.run.reconciliation.stuck = None;
    keeps(no_own);
    breaks(item, Wait, "stuck drilled; no test alert lately", |facts| {
        no_own(facts);
        facts.run.reconciliation.test = None;
    });
    breaks(item, Wait, "stuck-position not drilled", |facts| {
        no_own(facts);
        facts.evidence.retain(|one| one.name != "stuck-position.virtual");
    });
    let lacks = |delivered: bool, acknowledged: bool| {
        move |facts: &mut Facts| {
            no_own(facts);
            let test = facts.run.reconciliation.test.as_mut().unwrap();
            test.delivered_at = test.delivered_at.filter(|_| delivered);
            test.acknowledged_at = test.acknowledged_at.filter(|_| acknowledged);
        }
    };
    breaks(item, Wait, "test:ann is not delivered yet", lacks(false, true));
    breaks(item, Wait, "test:ann is not acknowledged yet", lacks(true, false));
    breaks(item, Wait, "stuck_position:BTC is not acknowledged yet", |facts| {
        facts.run.reconciliation.test = None;
        facts.run.reconciliation.stuck.as_mut().unwrap().acknowledged_at = None;
    });
}

#[test]
fn the_breaker_its_limit_its_alert_and_its_latch() {
    let item = Item::Breaker;
    breaks(item, Wait, "no loss limit is set", |facts| facts.run.breaker.limit = Rate::ZERO);
    keeps(|facts| facts.run.breaker.limit = Rate::new(Decimal::new(1, 8)));
    for level in [BreakerLevel::Tripped, BreakerLevel::Flattening] {
        breaks(item, NoGo, "tripped: day loss", move |facts| {
            facts.run.breaker.level = level;
            facts.run.breaker.reason = "day loss".to_owned();
        });
    }
    breaks(item, Wait, "limit 3%, entries are paused", |facts| {
        facts.run.breaker.level = BreakerLevel::Paused;
    });
    breaks(item, Wait, "limit 3%, no trip was seen flat before its reset", |facts| {
        facts.run.breaker.rehearsal = None;
    });
    breaks(item, Wait, "limit 3%, never tripped: not rehearsed yet", |facts| {
        (facts.run.breaker.rehearsal, facts.run.breaker.trips) = (None, 0);
    });
    let untold = "limit 3%, the trip's alert was not delivered";
    breaks(item, Wait, untold, |facts| facts.run.breaker.told.as_mut().unwrap().delivered_at = None);
    breaks(item, Wait, untold, |facts| facts.run.breaker.told.as_mut().unwrap().raised_at = ago(4));
    breaks(item, Wait, untold, |facts| facts.run.breaker.told = None);
    let undrilled = |facts: &mut Facts| facts.evidence.retain(|one| one.name != "latch.virtual");
    keeps(undrilled);
    keeps(|facts| facts.run.breaker.held_at = None);
    breaks(item, Wait, "limit 3%, restart not proven: latch not drilled", |facts| {
        undrilled(facts);
        facts.run.breaker.held_at = None;
    });
}

#[test]
fn the_key_and_every_place_it_may_not_be() {
    let item = Item::Key;
    let scan = |change: fn(Places<'_>)| {
        found("keys", move |finding| {
            if let Finding::KeyScan { searched, found, unsearched, paper_key, .. } = finding {
                change((searched, found, unsearched, paper_key));
            }
        })
    };
    keeps(scan(|(searched, ..)| *searched = 1));
    breaks(item, Wait, "nothing was searched", scan(|(searched, ..)| *searched = 0));
    let place = "a key in agent.py:4 at 1a2b3c4";
    breaks(item, NoGo, place, scan(|(_, found, ..)| found.push("agent.py:4 at 1a2b3c4".to_owned())));
    breaks(
        item,
        Wait,
        "not searched: .git/objects",
        scan(|(_, _, un, _)| un.push(".git/objects".to_owned())),
    );
    breaks(item, NoGo, "the paper key is the live key", scan(|(.., key)| *key = Some("bb".to_owned())));
    breaks(item, Wait, "the search did not see the paper key", scan(|(.., key)| *key = None));
    breaks(item, Wait, "no variable is named for the venue's key", |facts| facts.key_env = None);
    keeps(|facts| {
        facts.venue = "embedded".to_owned();
        facts.key_env = None;
        scan(|(.., key)| *key = None)(facts);
    });
}

#[test]
fn the_ramp_and_its_steps() {
    let item = Item::Ramp;
    let steps =
        |bps: &'static [i64]| plan(|plan| plan.ramp.steps = bps.iter().copied().map(Rate::from_bp).collect());
    keeps(steps(&[1_000, 10_000]));
    keeps(steps(&[1, 10_000]));
    breaks(item, Wait, "no ramp in soak.toml", steps(&[]));
    breaks(item, NoGo, "begins with 10.01%, not with 10%", steps(&[1_001, 10_000]));
    breaks(item, NoGo, "begins with 0%, not with 10%", steps(&[0, 10_000]));
    breaks(item, NoGo, "ends with 99.99%, not with 100%", steps(&[1_000, 9_999]));
    breaks(item, NoGo, "ends with 100.01%, not with 100%", steps(&[1_000, 10_001]));
    breaks(item, NoGo, "its steps do not rise", steps(&[1_000, 5_000, 2_500, 10_000]));
    breaks(item, NoGo, "its steps do not rise", steps(&[1_000, 1_000, 10_000]));
    let hold = |hold: Span| plan(move |plan| plan.ramp.hold = hold);
    keeps(hold(DAY.times(2)));
    breaks(item, NoGo, "each step holds 1d 23h, not 48h", hold(DAY.times(2) - MICRO));
    let live = |share: Option<i64>| {
        move |facts: &mut Facts| {
            plan(|plan| plan.mode = TradingMode::Live)(facts);
            let reading = |bp| RampReading { step: 1, steps: 4, share: Rate::from_bp(bp), next_after: None };
            facts.run.ramp.enforced = share.map(reading);
        }
    };
    keeps(live(Some(1_000)));
    let open = "the engine does not hold to the ramp";
    breaks(item, NoGo, open, live(Some(2_000)));
    breaks(item, NoGo, open, live(None));
}
