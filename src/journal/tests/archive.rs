//! What was written comes back through the read side, beside the writer and after it.

use super::create;
use super::streams::{START, envelope};
use super::tables::{alert, fill, order, request};
use crate::event::{EquityRecord, OperatorRecord, Record, Route};
use crate::journal::{Archive, Journal, Nearest};
use crate::model::{BreakerLevel, OrderSeq, Span, Time};

const LATER: Time = Time::from_micros(i64::MAX);

/// A journal with `records`, each in a commit of its own, still open for writing.
fn written(dir: &std::path::Path, records: &[Record]) -> Journal {
    let mut journal = create(dir);
    journal.append(&envelope(1));
    for record in records {
        journal.record(record);
        journal.commit().unwrap();
    }
    journal
}

#[test]
fn rows_come_back_as_they_were_written() {
    let home = tempfile::tempdir().unwrap();
    let breaker =
        Record::Breaker { at: START, level: BreakerLevel::Tripped, by: "ops".into(), reason: "drill".into() };
    let gap = Record::Gap { from: START, to: START + Span::from_secs(1), reason: "no market data".into() };
    let note = Record::Note { at: START, kind: "crash".into(), text: "seen".into() };
    let act = OperatorRecord {
        at: START,
        user: "ops".into(),
        terminal: "pts/0".into(),
        command: "trip".into(),
        reason: "drill".into(),
        result: "done".into(),
    };
    let records = [
        order("sent", "0"),
        order("filled", "0.0100"),
        fill("60000.50"),
        alert(0, true),
        request(1, Route::Order, 5, "ok"),
        request(2, Route::Order, 7, "timed_out"),
        Record::Operator(act),
        breaker.clone(),
        gap.clone(),
        note.clone(),
    ];
    let _writer = written(home.path(), &records);
    let archive = Archive::open(home.path()).unwrap();
    let of = |record: Record| vec![record];
    let states = |records: Vec<_>| records.into_iter().map(Record::Order).collect::<Vec<_>>();
    assert_eq!(
        states(archive.states_of(OrderSeq(3)).unwrap()),
        [order("sent", "0"), order("filled", "0.0100")]
    );
    assert_eq!(states(archive.orders_until(LATER, 1).unwrap()), of(order("filled", "0.0100")));
    assert_eq!(archive.order(OrderSeq(3)).unwrap().map(Record::Order), Some(order("filled", "0.0100")));
    assert_eq!(archive.order(OrderSeq(4)).unwrap(), None);
    let fills = archive.fills_of(OrderSeq(3)).unwrap();
    assert_eq!(fills.into_iter().map(Record::Fill).collect::<Vec<_>>(), of(fill("60000.50")));
    let alerts = archive.alerts_until(LATER, 9).unwrap();
    assert_eq!(alerts.into_iter().map(Record::Alert).collect::<Vec<_>>(), of(alert(0, true)));
    let requests = archive.requests_of(OrderSeq(3)).unwrap();
    assert_eq!(requests.len(), 2);
    let failed = archive.failures_until(LATER, 9).unwrap();
    assert_eq!(failed.into_iter().map(Record::Request).collect::<Vec<_>>(), [records[5].clone()]);
    let acts = archive.acts_until(LATER, 9).unwrap();
    assert_eq!(acts.into_iter().map(Record::Operator).collect::<Vec<_>>(), [records[6].clone()]);
    assert_eq!(archive.moves_until(LATER, 9).unwrap(), [breaker]);
    assert_eq!(archive.gaps_until(START, 9).unwrap(), []);
    assert_eq!(archive.gaps_until(LATER, 9).unwrap(), [gap]);
    assert_eq!(archive.notes_until(LATER, 9).unwrap(), [note]);
    // Nothing of it was so before.
    let before = START - Span::from_micros(1);
    assert_eq!(archive.fills_until(before, 9).unwrap(), []);
    assert_eq!(archive.orders_until(before, 9).unwrap(), []);
}

#[test]
fn how_far_it_goes_changes_with_every_kind_of_row() {
    let home = tempfile::tempdir().unwrap();
    let mut journal = written(home.path(), &[]);
    let archive = Archive::open(home.path()).unwrap();
    let mut known = vec![archive.extent().unwrap()];
    let rows = [
        order("sent", "0"),
        fill("1"),
        alert(0, false),
        alert(0, true),
        request(1, Route::Balance, 5, "timed_out"),
        Record::Note { at: START, kind: "a".into(), text: String::new() },
    ];
    for row in rows {
        journal.record(&row);
        journal.commit().unwrap();
        let extent = archive.extent().unwrap();
        assert!(!known.contains(&extent), "unseen: {row:?}");
        known.push(extent);
    }
    assert_eq!(archive.extent().unwrap(), *known.last().unwrap());
}

fn equity(at: Time, equity: i64) -> Record {
    let none = "0".parse().unwrap();
    Record::Equity(EquityRecord {
        at,
        equity: equity.to_string().parse().unwrap(),
        realized: none,
        unrealized: none,
        fees: none,
        exposure: none,
        drawdown: "0".parse().unwrap(),
    })
}

#[test]
fn a_course_has_each_stretchs_extremes_and_both_ends() {
    #[track_caller]
    fn check(heights: &[i64], stretch: i64, expect: &[i64]) {
        let home = tempfile::tempdir().unwrap();
        let minute = |number: usize| START + Span::from_secs(60 * i64::try_from(number).unwrap());
        let rows: Vec<_> =
            heights.iter().enumerate().map(|(at, height)| equity(minute(at), *height)).collect();
        let _writer = written(home.path(), &rows);
        let archive = Archive::open(home.path()).unwrap();
        let course =
            archive.equity_course(START - Span::from_micros(1), LATER, Span::from_secs(60 * stretch));
        let heights: Vec<_> = course.unwrap().into_iter().map(|(_, height)| height.to_string()).collect();
        assert_eq!(heights, expect.iter().map(ToString::to_string).collect::<Vec<_>>());
    }
    check(&[], 3, &[]);
    check(&[5], 3, &[5]);
    check(&[5, 5, 5, 5], 4, &[5, 5]);
    check(&[5, 9, 1, 6, 7, 8, 9], 3, &[5, 9, 1, 6, 8, 9]);
    check(&[5, 4, 6, 5, 5, -10, 20, 5], 9, &[5, -10, 20, 5]);
    check(&[10_000, 9_999, 10_001], 1, &[10_000, 9_999, 10_001]);
}

#[test]
fn requests_without_a_row_do_not_push_out_those_with_one() {
    let home = tempfile::tempdir().unwrap();
    let ids = [1, 400_000];
    let mut journal = written(home.path(), &ids.map(|id| request(id, Route::Order, 5, "ok")));
    journal.checkpoint(journal.last_seq(), START, 1, b"").unwrap();
    let archive = Archive::open(home.path()).unwrap();
    assert_eq!(archive.requests_of(OrderSeq(3)).unwrap().len(), 2);
}

#[test]
fn pictures_are_found_by_their_time_and_old_ones_go() {
    let home = tempfile::tempdir().unwrap();
    let mut journal = written(home.path(), &[]);
    let minute = |number: i64| START + Span::from_secs(60 * number);
    let raw = |number: i64| format!("picture {number} {}", "and so on ".repeat(50)).into_bytes();
    for number in 0..200 {
        journal.picture(minute(number), 7, raw(number));
        journal.commit().unwrap();
    }
    let archive = Archive::open(home.path()).unwrap();
    assert_eq!(archive.pictures_reach().unwrap(), Some((minute(0), minute(199))));
    let found = |nearest| {
        let picture = archive.picture(nearest).unwrap()?;
        assert_eq!(picture.version, 7);
        let number = (picture.at.since(START).as_secs()) / 60;
        assert_eq!(picture.bytes.unwrap(), raw(number));
        Some(number)
    };
    let between = minute(130) + Span::from_secs(1);
    assert_eq!(found(Nearest::Before(minute(130))), Some(129));
    assert_eq!(found(Nearest::AtOrBefore(minute(130))), Some(130));
    assert_eq!(found(Nearest::AtOrBefore(between)), Some(130));
    assert_eq!(found(Nearest::After(minute(130))), Some(131));
    assert_eq!(found(Nearest::AtOrAfter(between)), Some(131));
    assert_eq!((found(Nearest::Before(minute(0))), found(Nearest::After(minute(199)))), (None, None));
    // Two months later the first ones go, up to one that stands alone.
    let later = minute(62 * 24 * 60 + 70);
    journal.picture(later, 7, raw(0));
    journal.checkpoint(journal.last_seq(), later, 1, b"").unwrap();
    assert_eq!(archive.pictures_reach().unwrap(), Some((minute(60), later)));
    assert_eq!(found(Nearest::AtOrBefore(minute(61))), Some(61));
}
