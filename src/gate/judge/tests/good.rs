//! Facts in which every item is proven, at its edge where it has one.

use crate::engine::{Begun, Rehearsal, Told};
use crate::gate::fixtures::FixturesNow;
use crate::gate::items::{
    alerts, breaker, drift, key, load, paper, ramp, reconciliation, resources, seven_days, unknown,
};
use crate::gate::{Evidence, Facts, Finding, LoadFinding, RunFacts};
use crate::model::{
    BreakerLevel, Fingerprints, Money, Plan, Rate, Span, Stage, StagePrices, StageTime, Time, TradingMode,
};

/// The moment of the judgement.
pub(super) const AT: Time = Time::from_millis(1_800_000_000_000);

const HOUR: Span = Span::from_secs(3_600);

pub(super) fn ago(hours: i64) -> Time {
    AT - HOUR.times(hours)
}

fn fingerprints() -> Fingerprints {
    Fingerprints {
        agent: "agent-1".to_owned(),
        configuration: "configuration-1".to_owned(),
        binary: "binary-1".to_owned(),
    }
}

/// The evidence called `name`, which has to be there.
#[track_caller]
pub(super) fn named<'a>(facts: &'a mut Facts, name: &str) -> &'a mut Evidence {
    facts.evidence.iter_mut().find(|evidence| evidence.name == name).unwrap()
}

/// One that was taken three hours ago.
pub(super) fn taken(name: &str, finding: Finding) -> Evidence {
    Evidence {
        name: name.to_owned(),
        finding,
        taken_at: ago(3),
        origin: "a test".to_owned(),
        fingerprints: fingerprints(),
    }
}

/// A page that reached a person.
pub(super) fn told(alert: &str, raised_at: Time, since: Time) -> Told {
    Told {
        alert: alert.to_owned(),
        since,
        raised_at,
        delivered_at: Some(raised_at + Span::from_secs(2)),
        acknowledged_at: Some(raised_at + Span::from_secs(60)),
    }
}

fn evidence() -> Vec<Evidence> {
    let drills = [
        "dns-failure",
        "slow-network",
        "packet-loss",
        "clock-skew",
        "disk-full",
        "rate-limited",
        "server-error",
        "timeout",
        "malformed",
        "stuck-position",
        "latch",
    ];
    let drilled = |name: &&str| {
        let recovery = Some(Span::from_secs(12));
        taken(&format!("{name}.virtual"), Finding::Drill { real_time: false, held: 4, failed: 0, recovery })
    };
    let mut evidence: Vec<_> = drills.iter().map(drilled).collect();
    evidence.push(taken(
        "load",
        Finding::Load(LoadFinding {
            normal_rpm: 40,
            asked_rpm: 80,
            sent: 800,
            dropped: 0,
            errors: 0,
            p99: Some(Span::from_millis(120)),
            length: Span::from_secs(600),
            cut_short: false,
        }),
    ));
    evidence.push(taken(
        "regression",
        Finding::Regression {
            sessions: 3,
            failed: Vec::new(),
            fixtures: "fixtures-1".to_owned(),
            folder: Some("/agent/sessions".to_owned()),
        },
    ));
    evidence.push(taken(
        "coverage",
        Finding::Coverage {
            lines: 5_000,
            covered: 4_670,
            weakest: vec![("strategy.py".to_owned(), 100, 90)],
            commit: Some("1a2b3c4d5e6f".to_owned()),
        },
    ));
    evidence.push(taken("tests", Finding::Tests { run: 120, failed: 0, skipped: 2 }));
    evidence.push(taken(
        "keys",
        Finding::KeyScan {
            searched: 812,
            found: Vec::new(),
            unsearched: Vec::new(),
            paper_key: Some("aa".to_owned()),
            live_key: Some("bb".to_owned()),
            places: ["logs and journal", "agent and its history"].map(str::to_owned).into(),
            excepted: Vec::new(),
        },
    ));
    evidence
}

/// Facts in which every item is proven.
pub(super) fn good() -> Facts {
    let every = Span::from_secs(5);
    let stage = Stage { time: StageTime::Real, prices: StagePrices::Venue };
    let plan = Plan { fingerprints: fingerprints(), stage, ..Plan::default() };
    let tripped_at = ago(5);
    let run = RunFacts {
        seven_days: seven_days::Facts {
            at: AT,
            healthy: HOUR.times(7 * 24 + 3),
            begun: Some(Begun::Start),
            gaps: (0, Span::ZERO),
            longest_gap: Span::ZERO,
            trades: 40,
            moved: Rate::from_bp(300),
            result: Rate::from_bp(120),
            drawdown: Rate::from_bp(200),
            fault: None,
        },
        load: load::Facts { normal_rpm: 40 },
        reconciliation: reconciliation::Facts {
            at: AT,
            every,
            faulty: false,
            agreed_twice: true,
            agreed_at: Some(AT - Span::from_secs(4)),
            blind: false,
            alarming: Vec::new(),
            young: 0,
            unknown_since: None,
            drift: Money::ZERO,
            stuck: Some(told("stuck_position:BTC", ago(4), ago(4) - Span::from_millis(5_950))),
            test: Some(told("test:ann", ago(2), ago(2))),
        },
        breaker: breaker::Facts {
            at: AT,
            level: BreakerLevel::Armed,
            reason: String::new(),
            limit: Rate::from_bp(300),
            trips: 1,
            rehearsal: Some(Rehearsal {
                tripped_at,
                flat_at: tripped_at + Span::from_secs(2),
                armed_at: tripped_at + Span::from_secs(90),
            }),
            told: Some(told("breaker:account", tripped_at, tripped_at)),
            held_at: Some(tripped_at + Span::from_secs(30)),
            configured_at: Some(ago(200)),
        },
        key: key::Facts { life_at: ago(4) },
        ramp: ramp::Facts { enforced: None },
        unknown: unknown::Facts { at: AT, every, count: 0, since: None, ever: 0 },
        drift: drift::Facts { at: AT, every, compared_at: Some(AT), drift: Money::ZERO, young: 0 },
        alerts: alerts::Facts { at: AT, reached: 3, late: (0, None), owed: None, failing: Vec::new() },
        resources: resources::Facts {
            at: AT,
            sampled_at: Some(AT - Span::from_secs(300)),
            memory_peak_kib: 60 * 1_024,
            memory_kib_per_day: Some(100),
            disk_least_kib: Some(9_000 * 1_024),
            offset_largest: Some(Span::from_millis(15)),
            venue_is_local: false,
        },
        paper: paper::Facts { at: AT, mode: TradingMode::Paper, proven: true, fault: None },
    };
    Facts {
        at: AT,
        plan: Some(plan),
        run,
        venue: "example.com".to_owned(),
        key_env: Some("VENUE_KEY".to_owned()),
        evidence: evidence(),
        fixtures: [("/agent/sessions".to_owned(), FixturesNow::Read { sha256: "fixtures-1".to_owned() })]
            .into(),
    }
}
