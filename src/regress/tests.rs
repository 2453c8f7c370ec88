//! Cutting sessions out of a journal, and folders of them.

use std::fs;
use std::path::Path;

use super::*;
use crate::event::{Envelope, Genesis, Input};
use crate::journal::{Archive, Journal};
use crate::market::{Feed, Recording, SessionForm};
use crate::model::{
    Decimal, History, Market, MarketId, Markets, Price, Quantity, Rules, Seq, SoakId, Span, Symbol, Tick,
    TickKind, Time,
};

/// 2026-01-01T00:00:00Z.
const BEGIN: Time = Time::from_millis(1_767_225_600_000);

/// Enough for several chunks, so that some of them are packed.
const TICKS: i64 = 5_000;

fn tick(number: i64) -> Tick {
    let (price, size) = (Decimal::new(5_000_000 + number, 2), Decimal::new(number % 7, 3));
    let kind = TickKind::Trade { price: Price::new(price), size: Quantity::new(size), taker: None };
    Tick { market: MarketId(0), at: BEGIN + Span::from_secs(number), kind }
}

fn genesis() -> Genesis {
    let step = Quantity::new(Decimal::new(1, 3));
    let market = Market {
        symbol: Symbol::new("BTC").unwrap(),
        price_step: Price::new(Decimal::new(1, 2)),
        quantity_step: step,
        quantity_min: step,
    };
    let mut rules = Rules::default();
    rules.agent.bar = Span::from_secs(10);
    rules.agent.slow = 3;
    Genesis {
        soak: SoakId::new("cut"),
        rules,
        markets: Markets::new([market]),
        gap_after: Span::from_secs(60),
        history: vec![History {
            market: MarketId(0),
            closes: vec!["7".parse().unwrap(), "8".parse().unwrap()],
        }],
        seed: 1,
        venue_is_local: true,
    }
}

/// A journal of [`TICKS`] ticks with wakes between them, each taken in half a second after it happened.
fn journal(folder: &Path) -> Journal {
    let mut journal = Journal::create(folder, &SoakId::new("cut"), "cut", BEGIN).unwrap();
    let mut put = |at, input| {
        let seq = journal.last_seq().next();
        journal.append(&Envelope { seq, at, input });
    };
    put(BEGIN, Input::Started(Box::new(genesis())));
    for number in 0..TICKS {
        let tick = tick(number);
        put(tick.at + Span::from_millis(500), Input::Tick(tick));
        put(tick.at + Span::from_millis(700), Input::Wake);
    }
    journal.commit().unwrap();
    journal
}

fn all(file: &Path) -> Vec<String> {
    let mut recording = Recording::open(file).unwrap();
    std::iter::from_fn(|| recording.next().unwrap()).map(|tick| format!("{tick:?}")).collect()
}

fn expected(numbers: std::ops::Range<i64>) -> Vec<String> {
    numbers.map(|number| format!("{:?}", tick(number))).collect()
}

#[test]
fn a_whole_soak_is_cut_while_it_is_written_and_packed() {
    let home = tempfile::tempdir().unwrap();
    let mut journal = journal(&home.path().join("soak"));
    let archive = Archive::open(&home.path().join("soak")).unwrap();
    for form in [SessionForm::Compact, SessionForm::Json] {
        let file = home.path().join(if form == SessionForm::Json { "all.json" } else { "all.soakrec" });
        let made = cut(&archive, Window::default(), form, &file, false).unwrap();
        assert_eq!((made.survey.ticks, made.moved), (TICKS.unsigned_abs(), 0));
        assert_eq!(made.bytes, fs::metadata(&file).unwrap().len());
        assert_eq!(all(&file), expected(0..TICKS));
        let closes = &Recording::open(&file).unwrap().history(Span::from_secs(10), 2)[0].closes;
        assert_eq!(closes, &genesis().history[0].closes);
        // What was raw the first time is packed the second.
        let (seq, at) = (journal.last_seq(), journal.last_at().unwrap());
        journal.checkpoint(seq, at, 1, b"state").unwrap();
    }
    let left: Vec<_> = fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 3, "{left:?}");
}

#[test]
fn rows_that_are_packed_between_two_looks_are_told_once() {
    let home = tempfile::tempdir().unwrap();
    let mut journal = journal(home.path());
    let archive = Archive::open(home.path()).unwrap();
    let mut seen = Vec::new();
    archive
        .inputs(|envelope| {
            seen.push(envelope.seq);
            if envelope.seq == Seq(1_500) {
                let (seq, at) = (journal.last_seq(), journal.last_at().unwrap());
                journal.checkpoint(seq, at, 1, b"state").unwrap();
            }
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(seen, (1..=journal.last_seq().0).map(Seq).collect::<Vec<_>>());
}

#[test]
fn a_stretch_is_cut_with_what_the_agent_knew_before_it() {
    let home = tempfile::tempdir().unwrap();
    let _journal = journal(home.path());
    let archive = Archive::open(home.path()).unwrap();
    let file = home.path().join("part.soakrec");
    let window = Window { from: Some(tick(45).at), to: Some(tick(60).at) };
    cut(&archive, window, SessionForm::Compact, &file, false).unwrap();
    assert_eq!(all(&file), expected(45..61));
    let history = Recording::open(&file).unwrap().history(Span::from_secs(10), 21);
    // Bars of ten seconds end with the last tick taken in within them; three are kept, as the slow average takes.
    let closes: Vec<Price> = [19, 29, 39].map(|number| tick(number).mark()).to_vec();
    assert_eq!(history, [History { market: MarketId(0), closes }]);
}

#[test]
fn nothing_is_written_over_or_left_behind_in_vain() {
    let home = tempfile::tempdir().unwrap();
    let _journal = journal(&home.path().join("soak"));
    let archive = Archive::open(&home.path().join("soak")).unwrap();
    let file = home.path().join("a.soakrec");
    let try_cut = |window, replace| {
        cut(&archive, window, SessionForm::Compact, &file, replace).map_err(|error| error.to_string())
    };
    let late = Window { from: Some(tick(TICKS).at), to: None };
    let nothing = try_cut(late, false).unwrap_err();
    assert!(nothing.contains("go from 2026-01-01T00:00:00.000Z to 2026-01-01T01:23:19.000Z"), "{nothing}");
    assert!(!file.exists());
    fs::write(&file, "mine").unwrap();
    assert!(try_cut(Window::default(), false).unwrap_err().contains("add --force"));
    assert!(try_cut(late, true).is_err());
    assert_eq!(fs::read(&file).unwrap(), b"mine");
    try_cut(Window::default(), true).unwrap();
    assert_eq!(all(&file).len(), 5_000);
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 2);
}

#[test]
fn a_folder_is_its_sessions_and_what_is_missing_is_named() {
    let home = tempfile::tempdir().unwrap();
    assert!(fixtures_in(home.path()).unwrap_err().to_string().contains("holds no session"));
    for name in
        ["a.soakrec", "a.toml", "b.json", "c.toml", "d.csv.gz", "d.csv", "d.toml", ".e.soakrec", "README.md"]
    {
        fs::write(home.path().join(name), name).unwrap();
    }
    let found = fixtures_in(home.path()).unwrap();
    let told: Vec<String> = found
        .iter()
        .map(|fixture| {
            fixture.files().map_or_else(|problem| problem, |_| format!("{} is whole", fixture.name))
        })
        .collect();
    assert_eq!(
        told,
        [
            "a is whole",
            "nothing is expected of it; write b.toml beside it",
            "c.toml stands without a session; remove it or cut one",
            "d.csv and d.csv.gz have one name; rename one",
        ]
    );
}

#[test]
fn the_fingerprint_changes_with_every_byte_of_a_session_or_its_expectations() {
    let sum_of = |files: [(&str, &str); 2]| {
        let home = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(home.path().join(name), text).unwrap();
        }
        fixtures(&fixtures_in(home.path()).unwrap()).unwrap()
    };
    let sums = [
        sum_of([("a.json", "[1]"), ("a.toml", "x")]),
        sum_of([("a.json", "[2]"), ("a.toml", "x")]),
        sum_of([("a.json", "[1]"), ("a.toml", "y")]),
        sum_of([("a.json", "[1]x"), ("a.toml", "")]),
        sum_of([("b.json", "[1]"), ("b.toml", "x")]),
    ];
    let different: std::collections::BTreeSet<_> = sums.iter().collect();
    assert_eq!(different.len(), sums.len());
    assert_eq!(sums[0], sum_of([("a.toml", "x"), ("a.json", "[1]")]));
}
