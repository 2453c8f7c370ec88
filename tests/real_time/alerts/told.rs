//! A test alert, from the command line to the receiver and back into the journal.

use serde_json::Value;
use soak::event::DeliveryOutcome;

use super::place::{Place, phone};
use super::receiver::{Mode, Receiver};

fn event_is(message: &Value, event: &str) -> bool {
    message["event"] == event
}

#[test]
fn a_test_alert_arrives_signed_is_acknowledged_and_stands_in_the_journal() {
    let receiver = Receiver::start(Mode::Answer(204));
    let place = Place::new(&phone(&receiver.url()));
    let life = place.live();
    let text = place.says(&["alert", "test", "x"], 0);
    assert!(text.contains("phone  took it after"), "{text}");
    let raised = &receiver.wait_for("the test alert", |got| !got.is_empty())[0];
    for (key, expect) in [
        ("version", "1"),
        ("soak", "\"x\""),
        ("event", "\"raised\""),
        ("kind", "\"test\""),
        ("sequence", "1"),
    ] {
        assert_eq!(raised[key].to_string(), expect, "{key} in {raised}");
    }
    assert_eq!(receiver.got()[0].path, "/hook");
    let id = raised["alert"].as_str().unwrap();
    let again = place.says(&["alert", "test", "x"], 1);
    assert!(again.contains("stands since"), "{again}");
    let well = place.says(&["alert", "sinks", "x"], 0);
    assert!(well.contains("phone  well   0        1"), "{well}");
    place.says(&["alert", "ack", "x", id], 0);
    let got = receiver
        .wait_for("that it was acknowledged", |got| got.iter().any(|message| !event_is(message, "raised")));
    assert!(got[1]["acknowledged_at"].is_string() || got[1]["cleared_at"].is_string(), "{}", got[1]);
    life.terminate();
    life.end();
    let deliveries = place.deliveries();
    assert_eq!(deliveries.len(), 1, "once per alert and sink: {deliveries:?}");
    assert_eq!((deliveries[0].alert.as_str(), deliveries[0].sink.as_str()), (id, "phone"));
    assert_eq!(deliveries[0].outcome, DeliveryOutcome::Delivered);
    assert_eq!(deliveries[0].raised_at.to_string(), raised["raised_at"]);
    place.holds_no_secret();
}

#[test]
fn without_a_soak_the_sinks_of_a_configuration_are_tried() {
    let receiver = Receiver::start(Mode::Answer(200));
    let place = Place::new(&phone(&receiver.url()));
    let text = place.says(&["alert", "test", "--config", "soak.toml"], 0);
    assert!(text.contains("phone  took it"), "{text}");
    receiver.wait_for("the test alert", |got| got.len() == 1 && got[0]["soak"] == "none");
    receiver.turn(Mode::Answer(500));
    let text = place.says(&["alert", "test", "--config", "soak.toml"], 1);
    assert!(text.contains("phone  did not take it: it answered 500"), "{text}");
}

#[test]
fn a_command_is_given_the_alert_and_none_of_the_secrets() {
    // The whole of it is in the configuration: nothing of the alert is a word of this line.
    let script = "umask 77; cat > alert.json; env | sort > env.txt";
    let place = Place::new(&format!(
        "[[alerts.sink]]\nname = \"bell\"\ncommand = [\"/bin/sh\", \"-c\", \"{script}\"]"
    ));
    let life = place.live();
    place.says(&["alert", "test", "x"], 0);
    life.terminate();
    life.end();
    let read = |name: &str| std::fs::read_to_string(place.path().join(name)).unwrap();
    let alert: Value = serde_json::from_str(&read("alert.json")).unwrap();
    assert_eq!((&alert["kind"], &alert["event"]), (&"test".into(), &"raised".into()));
    let variables = read("env.txt");
    assert!(variables.contains("SOAK_ALERT_EVENT=raised\n"), "{variables}");
    assert!(!variables.contains("HOOK_SECRET") && !variables.contains("SOAK_DATA"), "{variables}");
}
