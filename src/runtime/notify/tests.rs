//! The pump's end of the desk, when nobody takes anything at the other.

use super::*;
use crate::engine::{AlertKind, apply};
use crate::event::{Envelope, Input, JournalStatus};
use crate::notify::WaySettings;

/// An engine in which the journal's alert stands.
fn engine() -> (State, Vec<Record>) {
    let (mut engine, mut effects) = (State::new(), Vec::new());
    let input = Input::Journal(JournalStatus::Failing { reason: "no space".to_owned() });
    apply(&mut engine, &Envelope { seq: Seq(1), at: at(0), input }, &mut effects);
    let records = effects.into_iter().filter_map(|effect| match effect {
        crate::event::Effect::Record(record) => Some(*record),
        _ => None,
    });
    (engine, records.collect())
}

fn at(secs: i64) -> Time {
    Time::EPOCH + Span::from_secs(secs)
}

fn alarms(room: usize) -> (Alarms, mpsc::Receiver<News>) {
    let (news, heard) = mpsc::channel(room);
    (Alarms { news, held: VecDeque::new(), lost: 0, agree_at: Time::EPOCH }, heard)
}

#[test]
fn an_alert_leaves_when_its_cause_is_durable_and_not_before() {
    let (engine, records) = engine();
    let record = records.iter().find(|record| matches!(record, Record::Alert(_))).unwrap();
    let (mut alarms, mut heard) = alarms(8);
    assert!(alarms.heed(Seq(7), record));
    alarms.release(Seq(6));
    alarms.agree(&engine, at(0));
    assert!(heard.try_recv().is_err(), "neither alone nor with all that stand");
    alarms.release(Seq(7));
    let Ok(News::Alert(alert)) = heard.try_recv() else { panic!("nothing was heard") };
    assert_eq!(alert.kind, AlertKind::Journal.as_str());
    assert!(heard.try_recv().is_err());
    let note = Record::Note { at: at(0), kind: "crash".to_owned(), text: String::new() };
    assert!(!alarms.heed(Seq(8), &note));
}

#[test]
fn what_finds_no_room_is_counted_and_made_good_with_all_that_stand() {
    let (engine, records) = engine();
    let (mut alarms, mut heard) = alarms(1);
    for seq in 1..=3 {
        alarms.heed(Seq(seq), &records[0]);
    }
    // Nobody listens, and nothing waits for anybody.
    alarms.release(Seq(3));
    alarms.agree(&engine, at(0));
    assert_eq!((alarms.lost, alarms.held.len()), (2, 0));
    heard.try_recv().unwrap();
    alarms.agree(&engine, at(1));
    let Ok(News::Standing(standing, 2)) = heard.try_recv() else { panic!("nothing was made good") };
    assert_eq!(standing.len(), engine.alerts().open_count());
    assert_eq!(Record::Alert(standing[0].clone()), records[0]);
    // Then every minute.
    alarms.agree(&engine, at(60));
    assert!(heard.try_recv().is_err());
    alarms.agree(&engine, at(61));
    assert!(matches!(heard.try_recv(), Ok(News::Standing(_, 0))));
}

#[test]
fn what_waits_for_the_disk_is_bounded() {
    let (_, records) = engine();
    let (mut alarms, _heard) = alarms(1);
    for seq in 0..HELD_MAX as u64 + 5 {
        alarms.heed(Seq(seq), &records[0]);
    }
    assert_eq!((alarms.held.len(), alarms.lost), (HELD_MAX, 5));
}

#[test]
fn a_way_that_fails_and_is_configured_no_more_is_told_as_removed() {
    let (mut engine, _) = engine();
    for (seq, sink) in [(2, "phone"), (3, "bell")] {
        let (alert, raised_at, sink) = ("journal:disk".to_owned(), at(0), sink.to_owned());
        let outcome = DeliveryOutcome::Failing { reason: "refused".to_owned() };
        let input = Input::Delivery(Box::new(Delivery { alert, raised_at, sink, outcome }));
        apply(&mut engine, &Envelope { seq: Seq(seq), at: at(seq.cast_signed()), input }, &mut Vec::new());
    }
    let bell = WaySettings::Command { program: "/bin/true".into(), arguments: Vec::new() };
    let bell = Sink::new("bell", Vec::new(), bell, Span::from_secs(1)).unwrap();
    let gone = removed(&engine, &NotifyRules { sinks: vec![bell], ..NotifyRules::default() });
    let gone: Vec<_> = gone.into_iter().map(|told| (told.alert, told.sink, told.outcome)).collect();
    assert_eq!(gone, [("delivery:phone".to_owned(), "phone".to_owned(), DeliveryOutcome::Removed)]);
}
