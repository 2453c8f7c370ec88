//! What the book tells to whom, and when again.

use super::*;
use crate::event::{Delivery, DeliveryOutcome};

/// A book over two sinks and what they took so far.
struct Desk {
    book: Book,
    rules: NotifyRules,
    took: Vec<String>,
    heard: Vec<Delivery>,
}

impl Desk {
    fn new() -> Self {
        let sinks = vec![sink("bell", &[Severity::Page]), sink("mail", &[Severity::Page, Severity::Warn])];
        let rules = rules(sinks);
        Self { book: Book::default().reopened(&rules), rules, took: Vec::new(), heard: Vec::new() }
    }

    /// Hears of `alert` at `secs`.
    fn hear(&mut self, alert: &AlertRecord, secs: i64) {
        self.book.heed(alert, &self.rules, at(secs));
    }

    /// Sends all that is due at `secs`; the sinks in `down` do not take it.
    fn send(&mut self, secs: i64, down: &[&str]) {
        self.book.repeat_due(&self.rules, at(secs));
        loop {
            let due = self.book.take_due(at(secs));
            if due.is_empty() {
                return;
            }
            for errand in due {
                let result = if down.contains(&errand.sink.as_str()) {
                    Err(SendFailure::sink("away"))
                } else {
                    let Notice { event, sequence, alert, .. } = &errand.notice;
                    self.took.push(format!("{} {} {} {sequence}", errand.sink, alert.id, event.as_str()));
                    Ok(())
                };
                self.heard.extend(self.book.ended(&errand, &result, at(secs)));
            }
        }
    }

    #[track_caller]
    fn took(&mut self, expect: &[&str]) {
        assert_eq!(std::mem::take(&mut self.took), expect);
    }

    #[track_caller]
    fn heard(&mut self, expect: &[&str]) {
        let word = |delivery: &Delivery| {
            let outcome = match &delivery.outcome {
                DeliveryOutcome::Delivered => "delivered".to_owned(),
                DeliveryOutcome::Failing { reason } => format!("failing: {reason}"),
                DeliveryOutcome::Removed => "removed".to_owned(),
                DeliveryOutcome::Well => "well".to_owned(),
            };
            format!("{} {} {outcome}", delivery.sink, delivery.alert)
        };
        assert_eq!(std::mem::take(&mut self.heard).iter().map(word).collect::<Vec<_>>(), expect);
    }
}

#[test]
fn severities_lead_to_sinks_and_a_test_to_all() {
    let mut desk = Desk::new();
    desk.hear(&alert("breaker:account", Severity::Page, 0), 0);
    desk.hear(&alert("stale_data:BTC", Severity::Warn, 0), 0);
    desk.hear(&alert("crash:BTC", Severity::Note, 0), 0);
    desk.send(0, &[]);
    desk.took(&[
        "bell breaker:account raised 1",
        "mail breaker:account raised 1",
        "mail stale_data:BTC raised 1",
    ]);
    desk.hear(&alert("test:ann", Severity::Note, 1), 1);
    desk.hear(&alert("delivery:bell", Severity::Page, 1), 1);
    desk.send(1, &[]);
    desk.took(&["bell test:ann raised 1", "mail test:ann raised 1", "mail delivery:bell raised 1"]);
    desk.heard(&[
        "bell breaker:account delivered",
        "mail breaker:account delivered",
        "mail stale_data:BTC delivered",
        "bell test:ann delivered",
        "mail test:ann delivered",
        "mail delivery:bell delivered",
    ]);
}

#[test]
fn an_alert_is_told_again_with_growing_waits_until_it_is_acknowledged() {
    let mut desk = Desk::new();
    let mut warning = alert("stale_data:BTC", Severity::Warn, 0);
    desk.hear(&warning, 0);
    let mut told = Vec::new();
    for secs in 0..=800 {
        desk.send(secs, &[]);
        told.extend(std::mem::take(&mut desk.took).into_iter().map(|_| secs));
    }
    // After 60 s, then 120, then never more than 200 apart.
    assert_eq!(told, [0, 60, 180, 380, 580, 780]);
    warning.acknowledged_at = Some(at(800));
    desk.hear(&warning, 800);
    desk.hear(&warning, 801);
    desk.send(2_000, &[]);
    desk.took(&["mail stale_data:BTC acknowledged 7"]);
    warning.cleared_at = Some(at(2_100));
    desk.hear(&warning, 2_100);
    desk.hear(&warning, 2_101);
    desk.send(9_000, &[]);
    desk.took(&["mail stale_data:BTC cleared 8"]);
    desk.heard(&["mail stale_data:BTC delivered"]);
    assert_eq!((desk.book.next_at(), desk.book.waiting()), (None, 0));
}

#[test]
fn a_sink_that_is_away_gets_all_in_order_and_no_repetitions_of_what_it_never_got() {
    let mut desk = Desk::new();
    let first = alert("breaker:account", Severity::Page, 0);
    desk.hear(&first, 0);
    for secs in 0..400 {
        desk.send(secs, &["bell"]);
    }
    desk.hear(&AlertRecord { cleared_at: Some(at(400)), ..first }, 400);
    desk.hear(&alert("breaker:account", Severity::Page, 401), 401);
    desk.send(401, &["bell"]);
    desk.took.retain(|took| took.starts_with("bell"));
    desk.took(&[]);
    let failing: Vec<_> = desk.heard.iter().filter(|heard| heard.sink == "bell").cloned().collect();
    desk.heard = failing;
    desk.heard(&["bell breaker:account failing: away"]);
    for secs in 402..1_000 {
        desk.send(secs, &[]);
    }
    desk.took.retain(|took| took.starts_with("bell"));
    let [raised, cleared, again, ..] = desk.took.as_slice() else { panic!("{:?}", desk.took) };
    assert_eq!(
        [raised.as_str(), cleared, again],
        ["bell breaker:account raised 1", "bell breaker:account cleared 5", "bell breaker:account raised 1"]
    );
    assert_eq!(desk.heard.iter().filter(|heard| heard.sink == "bell").count(), 2, "two alerts, each once");
}

#[test]
fn a_notice_that_is_not_wanted_holds_up_nothing() {
    let mut desk = Desk::new();
    desk.hear(&alert("unknown_order:1", Severity::Warn, 0), 0);
    let refused = desk.book.take_due(at(0));
    assert!(desk.book.take_due(at(0)).is_empty(), "one at a time");
    desk.hear(&alert("unknown_order:2", Severity::Warn, 0), 0);
    desk.book.ended(&refused[0], &Err(SendFailure::notice("it answered 400 to this alert")), at(0));
    desk.send(0, &[]);
    desk.took(&["mail unknown_order:2 raised 1"]);
    assert_eq!(desk.book.next_at(), Some(at(1)));
    desk.send(1, &[]);
    desk.took(&["mail unknown_order:1 raised 1"]);
}

#[test]
fn a_sink_that_fails_over_one_alert_hears_of_the_others() {
    let mut desk = Desk::new();
    desk.hear(&alert("unknown_order:1", Severity::Warn, 0), 0);
    desk.hear(&alert("unknown_order:2", Severity::Warn, 0), 0);
    let over = || SendFailure::over("it answered 500");
    let first = desk.book.take_due(at(0)).remove(0);
    desk.book.ended(&first, &Err(over()), at(0));
    assert!(desk.book.take_due(at(0)).is_empty(), "it may not be well at all");
    let second = desk.book.take_due(at(1)).remove(0);
    assert_eq!(
        (first.notice.alert.id, second.notice.alert.id.as_str()),
        ("unknown_order:1".to_owned(), "unknown_order:2")
    );
    desk.book.ended(&second, &Ok(()), at(1));
    desk.send(1, &[]);
    desk.took(&["mail unknown_order:1 raised 1"]);
}

#[test]
fn no_word_of_an_alert_overtakes_an_earlier_one() {
    let mut desk = Desk::new();
    let raised = alert("unknown_order:1", Severity::Warn, 0);
    desk.hear(&raised, 0);
    let notice = desk.book.take_due(at(0)).remove(0);
    desk.book.ended(&notice, &Err(SendFailure::notice("it answered 422 to this alert")), at(0));
    desk.hear(&AlertRecord { acknowledged_at: Some(at(0)), ..raised.clone() }, 0);
    desk.hear(&AlertRecord { cleared_at: Some(at(0)), ..raised.clone() }, 0);
    desk.hear(&alert("unknown_order:1", Severity::Warn, 5), 0);
    desk.send(0, &[]);
    desk.took(&[]);
    desk.send(1, &[]);
    desk.took(&[
        "mail unknown_order:1 raised 1",
        "mail unknown_order:1 acknowledged 2",
        "mail unknown_order:1 cleared 3",
        "mail unknown_order:1 raised 1",
    ]);
}

#[test]
fn what_a_sink_never_wants_is_given_up_and_counted_and_no_later_word_of_it_counts_as_told() {
    let mut desk = Desk::new();
    let raised = alert("unknown_order:1", Severity::Warn, 0);
    desk.hear(&raised, 0);
    desk.hear(&AlertRecord { acknowledged_at: Some(at(0)), ..raised.clone() }, 0);
    let mut now = 0;
    for tries in 1.. {
        now = now.max(desk.book.next_at().unwrap().as_secs());
        let notice = desk.book.take_due(at(now)).remove(0);
        if notice.notice.event == NoticeEvent::Acknowledged {
            assert_eq!((tries, desk.book.lines().iter().map(|line| line.shed).sum::<u64>()), (21, 1));
            let heard = desk.book.ended(&notice, &Ok(()), at(now)).map(|delivery| delivery.outcome);
            assert_eq!(heard, Some(DeliveryOutcome::Well), "it does not say that the alert stands");
            break;
        }
        desk.book.ended(&notice, &Err(SendFailure::notice("it answered 400 to this alert")), at(now));
    }
    assert!(desk.book.told("unknown_order:1", at(0)).iter().all(|(_, told)| told.is_none()));
}

#[test]
fn a_sink_that_is_new_is_told_of_what_stands() {
    let mut desk = Desk::new();
    desk.hear(&alert("unknown_order:1", Severity::Warn, 0), 0);
    desk.hear(&alert("breaker:account", Severity::Page, 1), 1);
    desk.send(1, &[]);
    desk.took.clear();
    desk.rules.sinks.push(sink("new", &[Severity::Page]));
    desk.book = desk.book.clone().reopened(&desk.rules);
    desk.send(2, &[]);
    desk.took(&["new breaker:account raised 1"]);
    desk.book = desk.book.clone().reopened(&desk.rules);
    desk.send(3, &[]);
    desk.took(&[]);
}

#[test]
fn what_was_lost_on_the_way_is_made_good() {
    let mut desk = Desk::new();
    let (gone, new) = (alert("blind:venue", Severity::Page, 0), alert("breaker:account", Severity::Page, 5));
    desk.hear(&gone, 0);
    desk.send(0, &[]);
    // Its end and the beginning of another were lost, and so was that a person saw it.
    let seen = AlertRecord { acknowledged_at: Some(at(9)), ..alert("stuck_position:ETH", Severity::Page, 6) };
    desk.book.agree(&[new.clone(), seen.clone()], 3, &desk.rules, at(10));
    desk.took.clear();
    desk.send(10, &[]);
    desk.took(&[
        "bell blind:venue cleared 2",
        "mail blind:venue cleared 2",
        "bell breaker:account raised 1",
        "mail breaker:account raised 1",
        "bell stuck_position:ETH raised 1",
        "mail stuck_position:ETH raised 1",
    ]);
    desk.book.agree(&[new, seen], 0, &desk.rules, at(11));
    desk.send(11, &[]);
    desk.took(&[]);
    assert_eq!(desk.book.dropped(), 3);
    // Raised again while nobody listened: the one before it is over.
    desk.book.agree(&[alert("breaker:account", Severity::Page, 20)], 1, &desk.rules, at(21));
    desk.send(21, &["mail"]);
    desk.took(&[
        "bell stuck_position:ETH cleared 2",
        "bell breaker:account cleared 2",
        "bell breaker:account raised 1",
    ]);
}

#[test]
fn a_full_line_sheds_the_oldest_of_the_least_loud_and_counts_it() {
    let mut desk = Desk::new();
    desk.hear(&alert("breaker:account", Severity::Page, 0), 0);
    let flapping = alert("stale_data:BTC", Severity::Warn, 0);
    for secs in 0..1_000 {
        let raised = AlertRecord { raised_at: at(secs), ..flapping.clone() };
        desk.hear(&raised, secs);
        desk.hear(&AlertRecord { cleared_at: Some(at(secs)), ..raised }, secs);
    }
    let lines = desk.book.lines();
    let mail = lines.iter().find(|line| line.sink == "mail").unwrap();
    assert_eq!((mail.waiting, mail.shed), (WAITING_MAX, 2_001 - WAITING_MAX as u64));
    desk.send(1_000, &[]);
    assert!(desk.took.contains(&"mail breaker:account raised 1".to_owned()), "the page is still there");
    assert_eq!(desk.book.waiting(), 0);
}

#[test]
fn a_later_life_is_told_what_the_journal_of_the_one_before_may_have_missed() {
    let mut desk = Desk::new();
    desk.hear(&alert("blind:venue", Severity::Page, 0), 0);
    desk.send(0, &[]);
    desk.hear(&alert("breaker:account", Severity::Page, 100), 100);
    for secs in 100..110 {
        desk.send(secs, &["bell"]);
    }
    desk.heard.clear();
    let text = serde_json::to_string(&desk.book).unwrap();
    let book: Book = serde_json::from_str(&text).unwrap();
    desk.book = book.reopened(&desk.rules);
    desk.heard = desk.book.since(at(100));
    desk.heard(&["bell breaker:account failing: away", "mail breaker:account delivered"]);
    desk.heard = desk.book.since(at(200));
    desk.heard(&[]);
    // It tries at once, and what it had taken it does not get again.
    desk.took.clear();
    desk.send(111, &[]);
    desk.took(&["bell breaker:account raised 1", "bell blind:venue repeated 2"]);
    desk.heard(&["bell breaker:account delivered"]);
    // A sink that is gone from the configuration is gone from the book.
    let rules = rules(vec![sink("mail", &[Severity::Page])]);
    assert_eq!(desk.book.reopened(&rules).lines().len(), 1);
}

#[test]
fn a_sink_that_asks_for_time_is_given_it_and_never_less_than_its_backoff() {
    let mut desk = Desk::new();
    desk.hear(&alert("breaker:account", Severity::Page, 0), 0);
    let mut now = 0;
    for (wait_s, expect_s) in [(30, 30), (1, 2), (300, 300), (5, 8)] {
        let mut due = desk.book.take_due(at(now));
        due.retain(|errand| errand.sink == "bell");
        let [errand] = due.as_slice() else { panic!("{due:?}") };
        let failure =
            SendFailure::Later { reason: "it answered 429".to_owned(), wait: Span::from_secs(wait_s) };
        desk.book.ended(errand, &Err(failure), at(now));
        let early = desk.book.take_due(at(now + expect_s) - Span::from_micros(1));
        assert!(early.iter().all(|errand| errand.sink != "bell"), "before {expect_s}s");
        now += expect_s;
    }
}
