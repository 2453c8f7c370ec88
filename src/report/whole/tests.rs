//! The report of a busy week, and of one whose texts try to be more than text.

use std::collections::BTreeMap;

use crate::event::{AlertRecord, EquityRecord, Lane, OperatorRecord, Record, RequestRecord, Route, Severity};
use crate::gate::{Evidence, Facts, Finding, RunFacts};
use crate::model::{BreakerLevel, Decimal, Fingerprints, Money, Plan, Rate, RequestId, Span, Time};
use crate::report::{Followed, JournalRead, Rehearsed, SoakReport, report_html, report_markdown};
use crate::snapshot::sample::usual;

/// What an attacker would write wherever words are taken from outside.
const HOSTILE: &str = "</title></svg><script>alert(1)</script><img src=x onerror='x'>\" onload=\"x | `#` \u{202e}\u{1b}[31m\n- x";

fn at(minutes: i64) -> Time {
    usual().soak.started_at + Span::from_secs(60 * minutes)
}

/// A report in which everything happened, with `text` wherever words are taken from outside.
fn report(text: &str) -> SoakReport {
    let mut followed = Followed::default();
    for minute in 0..10_080 {
        let wave = libm::sin(f64::from(u32::try_from(minute).unwrap()) / 700.0);
        #[expect(clippy::cast_possible_truncation, reason = "a picture for a test")]
        let cents = 1_000_000 + (wave * 900.0) as i64;
        followed.course.reach(at(minute));
        let equity = Money::new(Decimal::new(cents, 2));
        let (none, drawdown) = (Money::ZERO, Rate::from_bp((minute / 100) % 40));
        let row = EquityRecord {
            at: at(minute),
            equity,
            realized: none,
            unrealized: none,
            fees: none,
            exposure: none,
            drawdown,
        };
        followed.record(Record::Equity(row));
        let latency = Span::from_micros(900 + minute * 7 % 4_000);
        let id = RequestId(u64::try_from(minute).unwrap());
        followed.record(Record::Request(RequestRecord {
            id,
            route: Route::Order,
            lane: Lane::Trade,
            order: None,
            sent_at: at(minute),
            latency,
            outcome: "ok".into(),
            detail: String::new(),
        }));
    }
    for (number, severity) in (1..).zip([Severity::Page, Severity::Warn, Severity::Note]) {
        let raised_at = at(number * 1_000);
        followed.record(Record::Alert(AlertRecord {
            id: format!("stuck_position:{text}"),
            kind: "stuck_position".into(),
            subject: text.into(),
            severity,
            text: text.into(),
            raised_at,
            acknowledged_at: (number == 1).then_some(raised_at + Span::from_secs(600)),
            cleared_at: (number < 3).then_some(raised_at + Span::from_secs(7_200)),
        }));
    }
    let act = |at, command: &str| OperatorRecord {
        at,
        user: text.into(),
        terminal: "pts/3".into(),
        command: command.into(),
        reason: text.into(),
        result: "done".into(),
    };
    followed.record(Record::Operator(act(at(1_010), "flatten")));
    followed.record(Record::Operator(act(at(1_200), "reset")));
    for (minute, level) in [(1_010, BreakerLevel::Flattening), (1_200, BreakerLevel::Armed)] {
        followed.record(Record::Breaker { at: at(minute), level, by: text.into(), reason: text.into() });
    }
    followed.record(Record::Gap { from: at(4_000), to: at(4_090), reason: text.into() });
    followed.restarts.push(at(4_090));
    followed.rehearsals.push(Rehearsed { label: text.into(), from: at(6_000), until: at(6_120) });
    let fingerprints =
        Fingerprints { agent: "a".repeat(64), configuration: "c".repeat(64), binary: "b".repeat(64) };
    let finding = Finding::Drill { real_time: true, held: 7, failed: 0, recovery: Some(Span::from_secs(4)) };
    let (name, origin) = (text.to_owned(), text.to_owned());
    let evidence = Evidence { name, finding, taken_at: at(20), origin, fingerprints: fingerprints.clone() };
    let mut picture = usual();
    picture.soak.name = text.into();
    picture.soak.agent = text.into();
    picture.soak.venue = text.into();
    let facts = Facts {
        at: picture.at,
        plan: Some(Plan { fingerprints, ..Plan::default() }),
        run: RunFacts::of_nothing(),
        venue: text.into(),
        key_env: Some(text.into()),
        evidence: vec![evidence],
        fixtures: BTreeMap::new(),
    };
    let journal =
        JournalRead { inputs: 6_048_000, chunks: 5_906, head: Some("f".repeat(64)), damages: Vec::new() };
    // As it is printed: a line feed in a text is written as an escape.
    let configuration = format!("[soak]\nname = \"{}\"\n", text.replace('\n', "\\n"));
    SoakReport::new(picture, &facts, followed, journal, Some(configuration))
}

/// The elements of `page` by name, each counted, and every attribute's name.
fn markup(page: &str) -> (BTreeMap<String, usize>, BTreeMap<String, usize>) {
    let (mut elements, mut attributes) = (BTreeMap::new(), BTreeMap::new());
    for tag in page.split('<').skip(1).filter_map(|part| part.split('>').next()) {
        let mut inside = tag.split('"').step_by(2).flat_map(|part| part.split_whitespace());
        *elements.entry(inside.next().unwrap_or_default().to_owned()).or_default() += 1;
        for attribute in inside.filter(|part| *part != "/") {
            *attributes.entry(attribute.trim_end_matches(['=', '/']).to_owned()).or_default() += 1;
        }
    }
    (elements, attributes)
}

#[test]
fn no_text_from_outside_changes_the_markup() {
    let (calm, hostile) = (report_html(&report("calm")), report_html(&report(HOSTILE)));
    assert_eq!(markup(&calm), markup(&hostile));
    assert!(hostile.contains("&lt;script&gt;alert(1)") && !hostile.contains("<script"));
    assert!(!hostile.contains(['\u{202e}', '\u{1b}']));
    let heads = |text: &str| text.lines().filter(|line| line.starts_with('#')).count();
    let (calm, hostile) = (report_markdown(&report("calm")), report_markdown(&report(HOSTILE)));
    assert_eq!((calm.lines().count(), heads(&calm)), (hostile.lines().count(), heads(&hostile)));
    let unescaped = |line: &str| line.replace("\\|", "").matches('|').count();
    let columns =
        |text: &str| text.lines().filter(|line| line.starts_with('|')).map(unescaped).collect::<Vec<_>>();
    assert_eq!(columns(&calm), columns(&hostile));
    let quoted = hostile.lines().filter(|line| !line.starts_with("    "));
    assert_eq!(quoted.filter(|line| line.contains("<script") || line.contains("<img")).count(), 0);
}

#[test]
fn the_page_needs_nothing_but_itself() {
    let page = report_html(&report("calm"));
    let (elements, attributes) = markup(&page);
    for forbidden in ["script", "iframe", "img", "object", "embed", "image", "use", "form"] {
        assert!(!elements.contains_key(forbidden), "{forbidden}");
    }
    for forbidden in ["src", "srcset", "xlink:href", "style", "onload", "onclick"] {
        assert!(!attributes.contains_key(forbidden), "{forbidden}");
    }
    assert_eq!(page.matches("href=").count(), 1, "only its empty icon");
    assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("url("));
    assert_eq!((elements["svg"], elements["h1"], elements["main"]), (2, 1, 1));
    // Every opened element is closed.
    for (name, count) in &elements {
        let alone = ["!doctype", "meta", "link", "path", "rect"].contains(&name.as_str());
        if !alone && !name.starts_with('/') {
            assert_eq!(elements.get(&format!("/{name}")), Some(count), "{name}");
        }
    }
    assert!(page.len() < 400_000, "{} bytes", page.len());
}

#[test]
fn everything_that_happened_is_told_in_every_form() {
    let report = report("calm");
    let json = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<SoakReport>(&json).unwrap(), report);
    for text in [report_html(&report), report_markdown(&report)] {
        for part in
            ["NO-GO", "flatten", "reset", "restart", "rehearsal", "gap", &"f".repeat(64), "Next", "p99"]
        {
            let part = if part == "Next" { "soak evidence add coverage FILE" } else { part };
            assert!(text.contains(part), "no {part}");
        }
        for item in &report.judgement.items {
            assert!(text.contains(crate::report::sections::question(item.item)));
        }
    }
    assert_eq!(report.course.len(), 591);
}

#[test]
fn an_empty_soak_has_a_report_too() {
    let facts = Facts {
        at: Time::EPOCH,
        plan: None,
        run: RunFacts::of_nothing(),
        venue: String::new(),
        key_env: None,
        evidence: Vec::new(),
        fixtures: BTreeMap::new(),
    };
    let picture = crate::snapshot::sample::empty();
    let report = SoakReport::new(picture, &facts, Followed::default(), JournalRead::default(), None);
    assert!(report_html(&report).contains("No alert was raised."));
    assert!(report_markdown(&report).contains("No alert was raised."));
}
