//! A soak that runs: its operator, its end, and those who come too late or too early.

use rustix::process::Signal;
use serde_json::Value;

use super::place::Place;
use super::started::Started;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn an_operator_does_everything_from_another_terminal() {
    let place = Place::new();
    let soak = Started::and_said(&place, &["--headless", "--name", "x"], "trading");
    let list = place.soak(&["list"]);
    assert!(list.out.contains(&format!("running (pid {})", soak.pid())), "{list:?}");
    assert!(list.out.contains("ARMED"), "{list:?}");
    let page = place.soak(&["status"]);
    assert!(page.code == 0 && page.out.starts_with("x  PAPER  trading  needs nobody\n"), "{page:?}");
    let status = json(&place.soak(&["status", "x", "--json"]).out);
    assert_eq!((&status["state"], &status["soak"]["name"]), (&"running".into(), &"x".into()));
    assert_eq!(status["pid"], soak.pid());

    place.soak(&["pause", "--reason", "odd"]).printed("entries are paused\n");
    assert!(place.soak(&["list"]).out.contains("PAUSED"));
    place.soak(&["resume"]).printed("entries are allowed again\n");
    let tripped = place.soak(&["trip", "--reason", "odd \u{1b}[31mfills"]);
    tripped.printed("tripped: nothing that adds exposure leaves\n");
    assert!(tripped.err.contains("soak reset x --reason TEXT"), "{tripped:?}");
    place.soak(&["trip"]).printed("nothing changed: the breaker had gone that far already\n");
    place.soak(&["resume"]).refused(1, &["only reset arms it again", "soak status x"]);
    let page = place.soak(&["status"]).out;
    assert!(page.contains("NEEDS YOU NOW") && page.contains("odd \u{fffd}[31mfills"), "{page}");
    let flat = place.soak(&["flatten"]);
    assert!(flat.out.ends_with("FLAT: the venue says that nothing is held\n"), "{flat:?}");
    assert!(place.soak(&["list"]).out.contains("TRIPPED, FLAT"));
    place.soak(&["reset"]).refused(2, &["--reason <TEXT>"]);
    place.soak(&["reset", "--reason", "  "]).refused(1, &["a reset needs a reason"]);
    place.soak(&["reset", "--reason", "seen"]).printed("armed: entries are allowed again\n");

    place.soak(&["stop"]).printed("x has stopped\n");
    let ended = soak.ended();
    assert!(ended.code == 0 && ended.out.starts_with("x: stopped"), "{ended:?}");
    place.soak(&["stop"]).refused(1, &["no soak is running"]);
    assert_eq!(json(&place.soak(&["status", "x", "--json"]).out)["state"], "ended");
}

#[test]
fn a_second_soak_of_the_same_name_is_refused_with_the_pid() {
    let place = Place::new();
    let first = Started::and_said(&place, &["--headless", "--name", "x"], "trading");
    let pid = format!("x is already running (pid {})", first.pid());
    let said: [&[&str]; 3] = [&["--headless"], &["--detach"], &["--headless", "--speed", "max"]];
    for flags in said {
        place.soak(&[&["run", "--name", "x"], flags].concat()).refused(2, &[&pid, "soak stop x"]);
    }
    assert_eq!(place.soak(&["status", "x"]).code, 0, "the first one goes on");
}

#[test]
fn being_told_to_end_ends_in_order_with_the_result() {
    for signal in [Signal::TERM, Signal::INT] {
        let place = Place::new();
        let soak = Started::and_said(&place, &["--headless", "--json", "--name", "x"], "soak x in");
        while place.soak(&["status", "x"]).code != 0 {}
        soak.signal(signal);
        let said = soak.ended();
        assert_eq!(said.code, 0, "{said:?}");
        let result = json(said.out.lines().last().unwrap());
        assert_eq!((&result["ended"], &result["orders_unknown"]), (&"stopped".into(), &0.into()), "{result}");
        assert_eq!(json(&place.soak(&["status", "x", "--json"]).out)["state"], "ended");
    }
}

#[test]
fn a_hang_up_of_the_terminal_and_of_the_reader_leave_the_soak_alone() {
    let place = Place::new();
    let mut soak = Started::and_said(&place, &["--headless", "--json", "--name", "x"], "soak x in");
    soak.hang_up();
    while place.soak(&["status", "x"]).code != 0 {}
    soak.signal(Signal::HUP);
    assert_eq!(place.soak(&["status", "x"]).code, 0);
    place.soak(&["stop", "x"]).printed("x has stopped\n");
    assert_eq!(soak.ended().code, 0);
}

#[test]
fn a_soak_in_the_background_outlives_its_shell_and_keeps_its_words() {
    let place = Place::new();
    place.soak(&["--detach", "--name", "x"]).printed("x\n");
    place.soak(&["stop", "x"]).printed("x has stopped\n");
    place.soak(&["--detach", "--name", "x"]).printed("x\n");
    place.soak(&["stop", "x"]).printed("x has stopped\n");
    let words = std::fs::read_to_string(place.data().join("x/logs/console.log")).unwrap();
    assert_eq!(words.matches("x: stopped").count(), 2, "{words}");
}

#[test]
fn a_killed_soak_is_told_and_goes_on() {
    let place = Place::new();
    let soak = Started::and_said(&place, &["--headless", "--name", "x"], "trading");
    place.soak(&["trip", "--reason", "odd"]);
    soak.signal(Signal::KILL);
    assert_eq!(soak.ended().code, -1);
    let status = place.soak(&["status", "x"]);
    assert!(status.code == 1 && status.out.starts_with("x  interrupted; it last ran at "), "{status:?}");
    assert!(status.err.contains("goes on with it"), "{status:?}");
    let mut again = Started::and_said(&place, &["--headless", "--name", "x"], "TRIPPED");
    again.wait_for("held");
    let status = json(&place.soak(&["status", "x", "--json"]).out);
    assert_eq!((&status["soak"]["restarts"], &status["breaker"]["reason"]), (&1.into(), &"odd".into()));
}

#[test]
fn a_finished_soak_says_so_and_a_longer_one_goes_on() {
    let place = Place::new();
    let run = |length| place.soak(&["--headless", "--name", "x", "--speed", "max", "--length", length]);
    assert_eq!(run("10s").code, 0);
    run("10s").refused(2, &["the soak x has run to its end", "a longer --length", "another --name"]);
    assert_eq!(run("20s").code, 0);
}
