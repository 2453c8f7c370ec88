//! A bundle that says GO, made up for these tests: what it takes to have a true one is another test's.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use soak::bundle::{Contents, JournalMark, make};
use soak::clock::Clock;
use soak::config::Settings;
use soak::engine::State;
use soak::gate::fixtures::FixturesNow;
use soak::gate::scan::SOAK_PLACE;
use soak::gate::{ChecklistStatus, Evidence, Facts, Finding, LoadFinding, RunFacts, judge};
use soak::model::{Fingerprints, Plan, Seq, Span, Time, hexadecimal};

use super::place::PAPER_KEY;

/// Where its recorded sessions lay, and their fingerprint.
const SESSIONS: &str = "/agent/sessions";
const FIXTURES: &str = "fixtures-1";

const HOUR: Span = Span::from_secs(3_600);

/// What goes into a bundle, to be broken.
pub(crate) struct Proof {
    pub(crate) facts: Facts,
    configuration: String,
    /// What is done to the bytes at last.
    pub(crate) damage: fn(&mut Vec<u8>),
}

impl Proof {
    /// A week on paper with `settings` and this program that ended a minute ago, and was all that it has to be.
    pub(crate) fn of(settings: &Settings) -> Self {
        let at = Clock::start().now() - Span::from_secs(60);
        let program = std::fs::read(env!("CARGO_BIN_EXE_soak")).unwrap();
        let binary = hexadecimal(&Sha256::digest(program));
        let fingerprints =
            Fingerprints { agent: binary.clone(), configuration: settings.fingerprint(), binary };
        let evidence = evidence(at, &fingerprints);
        let (gate, ramp) = (settings.gate.clone(), settings.ramp.clone());
        let facts = Facts {
            at,
            plan: Some(Plan { fingerprints, gate, ramp, ..Plan::default() }),
            run: run(at),
            venue: "paper.example".to_owned(),
            key_env: Some("PURPLE_FLEA_API_KEY".to_owned()),
            evidence,
            fixtures: [(SESSIONS.to_owned(), FixturesNow::Read { sha256: FIXTURES.to_owned() })].into(),
        };
        let red = judge(&facts).items.into_iter().filter(|one| one.judged.status != ChecklistStatus::Go);
        let red: Vec<_> = red.map(|one| (one.item, one.judged.evidence)).collect();
        assert!(red.is_empty(), "the made-up facts are not GO: {red:?}");
        Self { facts, configuration: settings.print(), damage: |_| {} }
    }

    /// What the run was set out to prove.
    pub(crate) fn plan(&mut self) -> &mut Plan {
        self.facts.plan.as_mut().unwrap()
    }

    /// The bundle.
    pub(crate) fn bytes(self) -> Vec<u8> {
        let files = self.facts.evidence.iter().map(|one| {
            let name = format!("{}/{}.json", one.finding.folder(), one.name);
            let file = json!({"version": 2, "evidence": one, "detail": []});
            (name, serde_json::to_vec(&file).unwrap())
        });
        let contents = Contents {
            name: "week".to_owned(),
            evidence: files.collect::<BTreeMap<_, _>>(),
            configuration: self.configuration,
            journal: JournalMark {
                soak_id: "a1b2".to_owned(),
                inputs: (Seq(1), Seq(2_000)),
                reach: Some((Time::EPOCH, self.facts.at)),
                head: "77".repeat(32),
                links: vec!["66".repeat(32)],
            },
            report: "# week\n".to_owned(),
            facts: self.facts,
        };
        let mut bytes = make(&contents).unwrap().bytes;
        (self.damage)(&mut bytes);
        bytes
    }
}

/// What the run of a soak that has not begun shows, with what a good week makes of it.
fn run(at: Time) -> RunFacts {
    let ago = |hours: i64| at - HOUR.times(hours);
    let told = |alert: &str, raised_after: i64, since: Time| {
        let after = |seconds| since + Span::from_secs(seconds);
        json!({"alert": alert, "since": since, "raised_at": after(raised_after), "delivered_at": after(8),
               "acknowledged_at": after(60)})
    };
    let (agreed, tripped) = (at - Span::from_secs(4), ago(5));
    let good = json!({
        "seven_days": {"at": at, "healthy": HOUR.times(171), "begun": "start", "trades": 40, "moved": "0.0300",
                       "result": "0.0120", "drawdown": "0.0200"},
        "load": {"normal_rpm": 40},
        "reconciliation": {"at": at, "agreed_twice": true, "agreed_at": agreed,
                           "stuck": told("stuck_position:BTC", 6, ago(4)), "test": told("test:ann", 0, ago(2))},
        "breaker": {"at": at, "limit": "0.03", "trips": 1, "configured_at": ago(200), "held_at": tripped + HOUR,
                    "told": told("breaker:account", 0, tripped),
                    "rehearsal": {"tripped_at": tripped, "flat_at": tripped + Span::from_secs(2),
                                  "armed_at": tripped + HOUR.times(2)}},
        "key": {"life_at": ago(4)},
        "unknown": {"at": at},
        "drift": {"at": at, "compared_at": at},
        "alerts": {"at": at, "reached": 3},
        "resources": {"at": at, "sampled_at": at - Span::from_secs(300), "memory_peak_kib": 61_440,
                      "memory_kib_per_day": 100, "disk_least_kib": 9_216_000, "offset_largest": 15_000},
        "paper": {"at": at, "proven": true},
    });
    let mut facts = serde_json::to_value(RunFacts::of(&State::new())).unwrap();
    for (part, figures) in good.as_object().unwrap() {
        for (name, figure) in figures.as_object().unwrap() {
            *facts[part].get_mut(name).unwrap() = figure.clone();
        }
    }
    // Each item is as old as its state, which is the beginning of time.
    every(&mut facts, "every", &json!(Span::from_secs(5)));
    serde_json::from_value(facts).unwrap()
}

/// Sets `name` wherever it is.
fn every(facts: &mut Value, name: &str, value: &Value) {
    for part in facts.as_object_mut().into_iter().flat_map(|parts| parts.values_mut()) {
        if let Some(found) = part.get_mut(name) {
            *found = value.clone();
        }
    }
}

fn evidence(at: Time, fingerprints: &Fingerprints) -> Vec<Evidence> {
    let taken = |name: &str, finding| Evidence {
        name: name.to_owned(),
        finding,
        taken_at: at - HOUR.times(3),
        origin: "a test".to_owned(),
        fingerprints: fingerprints.clone(),
    };
    let drills = "dns-failure slow-network packet-loss clock-skew disk-full rate-limited server-error timeout \
                  malformed stuck-position latch";
    let recovery = Some(Span::from_secs(12));
    let drill = || Finding::Drill { real_time: false, held: 4, failed: 0, recovery };
    let mut evidence: Vec<_> =
        drills.split_whitespace().map(|name| taken(&format!("{name}.virtual"), drill())).collect();
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
    let (fixtures, folder) = (FIXTURES.to_owned(), Some(SESSIONS.to_owned()));
    let regressed = Finding::Regression { sessions: 3, failed: Vec::new(), fixtures, folder };
    evidence.push(taken("regression", regressed));
    let commit = Some("1a2b3c4d5e6f".to_owned());
    let weakest = vec![("strategy.py".to_owned(), 100, 93)];
    evidence.push(taken(
        "coverage",
        Finding::Coverage { lines: 5_000, covered: 4_670, modules: 1, weakest, commit },
    ));
    evidence.push(taken("tests", Finding::Tests { run: 120, failed: 0, skipped: 2 }));
    evidence.push(taken("keys", scan(PAPER_KEY)));
    evidence
}

/// What a search found that saw the paper key `key` and no other.
pub(crate) fn scan(key: &str) -> Finding {
    let mut print = hexadecimal(&Sha256::digest(key));
    print.truncate(16);
    Finding::KeyScan {
        searched: 812,
        found: Vec::new(),
        unsearched: Vec::new(),
        paper_key: Some(print),
        live_key: None,
        places: vec![SOAK_PLACE.to_owned(), "agent and its history".to_owned()],
        excepted: Vec::new(),
    }
}
