//! What is refused before a soak begins.

use super::place::{Place, VARIABLE, phone};
use super::receiver::SECRET;

const RUN: [&str; 6] = ["run", "--headless", "--config", "soak.toml", "--name", "x"];

#[test]
fn a_secret_that_is_not_there_refuses_the_start() {
    let place = Place::new(&phone("http://127.0.0.1:9/"));
    let refused = |value: Option<&str>| {
        let mut command = place.command(&RUN);
        match value {
            Some(value) => command.env(VARIABLE, value),
            None => command.env_remove(VARIABLE),
        };
        let done = command.output().unwrap();
        assert_eq!(done.status.code(), Some(2));
        assert!(!place.soak().exists(), "nothing is left behind");
        String::from_utf8_lossy(&done.stderr).into_owned()
    };
    assert!(refused(None).contains("HOOK_SECRET is not set"));
    assert!(refused(Some("  ")).contains("HOOK_SECRET is not set"));
    let text = refused(Some("hunter2"));
    assert!(
        text.contains("HOOK_SECRET of the sink phone holds no secret") && !text.contains("hunter2"),
        "{text}"
    );
    assert!(!refused(Some(&format!("{SECRET} {SECRET}"))).contains(SECRET));
}

#[test]
fn in_virtual_time_nothing_leaves_and_no_secret_is_asked_for() {
    let receiver = super::receiver::Receiver::start(super::receiver::Mode::Answer(200));
    let place = Place::new(&phone(&receiver.url()));
    let mut command = place.command(&RUN);
    let done = command.args(["--speed", "max", "--length", "10m"]).env_remove(VARIABLE).output().unwrap();
    let text = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(0), "{text}");
    assert!(text.contains("in virtual time no alert leaves the box"), "{text}");
    assert_eq!(receiver.knocks(), 0);
}

#[test]
fn a_soak_without_a_way_out_says_so() {
    let place = Place::new("");
    let life = place.live();
    let text = place.says(&["alert", "test", "x"], 1);
    assert!(text.contains("no alert leaves x: it has no sink"), "{text}");
    let text = place.says(&["alert", "test", "--config", "soak.toml"], 1);
    assert!(text.contains("has no sink"), "{text}");
    life.terminate();
    life.end();
}
