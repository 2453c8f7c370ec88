//! kill -9 with an alert that nobody took.

use super::place::{Place, phone};
use super::receiver::{Mode, Receiver};

#[test]
fn an_alert_that_waits_outlives_kill_9() {
    let receiver = Receiver::start(Mode::Down);
    let place = Place::new(&phone(&receiver.url()));
    let life = place.live();
    place.says(&["trip", "x", "--reason", "odd fills; $(reboot)"], 0);
    receiver.wait_for_knocks(1);
    life.kill();
    assert!(receiver.got().is_empty());
    receiver.turn(Mode::Answer(200));
    let life = place.live();
    let got = receiver.wait_for("the trip", |got| !got.is_empty());
    assert_eq!((&got[0]["alert"], &got[0]["event"]), (&"breaker:account".into(), &"raised".into()));
    assert!(got[0]["text"].as_str().unwrap().contains("odd fills; $(reboot)"), "{}", got[0]);
    life.terminate();
    life.end();
    assert!(receiver.wait_for("", |_| true).iter().all(|message| message["sequence"] == 1));
}

#[test]
fn an_alert_that_is_only_in_the_journal_is_told() {
    let receiver = Receiver::start(Mode::Down);
    let place = Place::new(&phone(&receiver.url()));
    let life = place.live();
    // Whoever acted is answered when the act is on disk: the book may know nothing of it yet.
    place.says(&["trip", "x", "--reason", "odd fills"], 0);
    life.kill();
    // The worst that a kill can leave of the book.
    let book = place.soak().join("alerts.json");
    std::fs::remove_file(&book).unwrap();
    receiver.turn(Mode::Answer(200));
    let life = place.live();
    receiver.wait_for("the trip", |got| got.iter().any(|message| message["alert"] == "breaker:account"));
    life.kill();
    std::fs::write(&book, "{\"version\":1,\"book\":{\"standi").unwrap();
    let life = place.live();
    let got = receiver.wait_for("the trip again", |got| got.len() == 2);
    let name =
        |message: &serde_json::Value| ["alert", "raised_at", "sequence"].map(|key| message[key].clone());
    assert_eq!(name(&got[0]), name(&got[1]), "the receiver can tell it from another trip");
    assert!(place.soak().join("alerts.unreadable").exists());
    life.kill();
}
