//! Receivers that are away, refuse, or never answer.

use soak::event::DeliveryOutcome;

use crate::place::{Place, phone};
use crate::receiver::{Mode, Receiver};

#[test]
fn after_an_outage_each_word_arrives_once_and_in_order() {
    let receiver = Receiver::start(Mode::Answer(503));
    let place = Place::new(&phone(&receiver.url()));
    let life = place.live();
    place.says(&["trip", "x", "--reason", "first"], 0);
    place.says(&["alert", "ack", "x"], 0);
    place.says(&["reset", "x", "--reason", "mended"], 0);
    place.says(&["trip", "x", "--reason", "second"], 0);
    receiver.wait_for_knocks(2);
    receiver.turn(Mode::Answer(200));
    let got = receiver.wait_for("all of it", |got| got.len() >= 4);
    let word = |message: &serde_json::Value| {
        let (event, sequence) = (message["event"].as_str().unwrap(), &message["sequence"]);
        format!("{} {event} {sequence}", message["alert"].as_str().unwrap())
    };
    let words: Vec<_> = got.iter().map(word).collect();
    let expect =
        ["raised 1", "acknowledged 2", "cleared 3", "raised 1"].map(|word| format!("breaker:account {word}"));
    assert_eq!(words, expect);
    assert_ne!(got[0]["raised_at"], got[3]["raised_at"]);
    life.terminate();
    life.end();
    assert_eq!(receiver.wait_for("", |_| true).len(), 4, "nothing arrives twice");
    let told = place.deliveries();
    let delivered = told.iter().filter(|told| told.outcome == DeliveryOutcome::Delivered);
    assert_eq!(delivered.count(), 2, "each of two alerts once: {told:?}");
}

#[test]
fn what_is_not_acknowledged_is_told_again_and_what_is_is_not() {
    let receiver = Receiver::start(Mode::Answer(200));
    let place =
        Place::new(&format!("repeat_first = \"1s\"\nrepeat_max = \"2s\"\n{}", phone(&receiver.url())));
    let life = place.live();
    place.says(&["trip", "x", "--reason", "odd fills"], 0);
    let got = receiver.wait_for("two repetitions", |got| got.len() == 3);
    let events: Vec<_> = got.iter().map(|message| message["event"].as_str().unwrap().to_owned()).collect();
    assert_eq!(events, ["raised", "repeated", "repeated"]);
    place.says(&["alert", "ack", "x", "breaker:account"], 0);
    let got = receiver
        .wait_for("the acknowledgement", |got| got.iter().any(|message| message["event"] == "acknowledged"));
    assert_eq!(got.last().unwrap()["event"], "acknowledged");
    place.says(&["reset", "x", "--reason", "mended"], 0);
    let got = receiver.wait_for("the end", |got| got.iter().any(|message| message["event"] == "cleared"));
    assert_eq!(got.last().unwrap()["sequence"].as_u64().unwrap(), got.len() as u64, "numbers have no gap");
    life.terminate();
    life.end();
}

#[test]
fn a_sink_that_is_taken_out_of_the_configuration_fails_no_more() {
    let receiver = Receiver::start(Mode::Answer(500));
    let place = Place::new(&phone(&receiver.url()));
    let life = place.live();
    place.says(&["trip", "x", "--reason", "odd fills"], 0);
    // The fourth try comes after the third has failed, and with that the sink.
    receiver.wait_for_knocks(4);
    life.terminate();
    life.end();
    let outcomes = || place.deliveries().into_iter().map(|told| told.outcome).collect::<Vec<_>>();
    assert!(matches!(outcomes().as_slice(), [DeliveryOutcome::Failing { .. }]), "{:?}", outcomes());
    place.configure("");
    for _ in 0..2 {
        let mut life = place.live();
        let fails = |alert: &serde_json::Value| alert["kind"] == "delivery";
        life.wait_for("the end of the alert", |status| {
            !status["alerts"].as_array().unwrap().iter().any(fails)
        });
        life.terminate();
        life.end();
        assert_eq!(outcomes().get(1..), Some([DeliveryOutcome::Removed].as_slice()), "once");
    }
}

/// Ticks that are counted before and while a sink hangs: some seconds of the market.
const COUNTED: u64 = 60;

#[test]
fn while_a_sink_hangs_the_market_is_followed_as_fast_as_before() {
    let hanging = Receiver::start(Mode::Hang);
    let place = Place::new(&format!("timeout = \"1m\"\n{}", phone(&hanging.url())));
    let mut life = place.live();
    let ticks = |status: &serde_json::Value| status["feed"]["ticks"].as_u64().unwrap();
    let calm = ticks(&life.wait_for("ticks before", |status| ticks(status) >= COUNTED));
    place.says(&["trip", "x", "--reason", "odd fills"], 0);
    hanging.wait_for_knocks(1);
    let begun = ticks(&life.wait_for("a status", |_| true));
    let hung = ticks(&life.wait_for("ticks meanwhile", |status| ticks(status) >= begun + COUNTED));
    assert_eq!(hanging.knocks(), 1, "it hung all the time");
    life.terminate();
    life.end();
    let times = place.ticks();
    let at = |count: u64| times[usize::try_from(count).unwrap() - 1];
    let (before, meanwhile) = (at(calm).since(at(1)), at(hung).since(at(begun)));
    // As many ticks in at most twice the time: ticks come by the clock, on a slow machine too.
    let (before, meanwhile) = (before.as_micros(), meanwhile.as_micros());
    let (calm, hung) = (i64::try_from(calm - 1).unwrap(), i64::try_from(hung - begun).unwrap());
    assert!(meanwhile * calm <= 2 * before * hung, "{hung} in {meanwhile} µs, {calm} in {before} µs");
}

#[test]
fn sinks_that_never_end_slow_nothing_and_show_as_failing() {
    let (hanging, well) = (Receiver::start(Mode::Hang), Receiver::start(Mode::Answer(200)));
    let sinks = format!(
        "timeout = \"200ms\"\n{}{}[[alerts.sink]]\nname = \"bell\"\ncommand = [\"/bin/sh\", \"-c\", \
         \"echo stuck; sleep 1000 & echo $! >> pids; wait\"]\n",
        phone(&hanging.url()),
        phone(&well.url()).replace("phone", "other"),
    );
    let place = Place::new(&sinks);
    let life = place.live();
    place.says(&["trip", "x", "--reason", "odd fills"], 0);
    // The one that is well is not held up by those that are not.
    well.wait_for("the trip", |got| !got.is_empty());
    hanging.wait_for_knocks(4);
    let text = place.says(&["alert", "sinks", "x"], 1);
    assert!(text.contains("bell   failing") && text.contains("phone  failing"), "{text}");
    assert!(
        text.contains("other  well") && text.contains("the command was killed after 200ms: stuck"),
        "{text}"
    );
    life.terminate();
    life.end();
    let failing: Vec<_> = place
        .deliveries()
        .into_iter()
        .filter(|told| matches!(told.outcome, DeliveryOutcome::Failing { .. }))
        .map(|told| told.sink)
        .collect();
    assert_eq!(failing.iter().filter(|sink| *sink == "phone").count(), 1, "told once: {failing:?}");
    assert_eq!(failing.iter().filter(|sink| *sink == "bell").count(), 1, "told once: {failing:?}");
    // Nothing that was started is left.
    for pid in std::fs::read_to_string(place.path().join("pids")).unwrap().lines() {
        let state = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        assert!(state.is_empty() || state.contains(") Z"), "{pid} lives on: {state}");
    }
}
