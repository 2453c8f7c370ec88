//! One message to a receiver, and all the ways in which it can end.

use secrecy::SecretString;
use soak::clock::Clock;
use soak::event::{AlertRecord, Severity};
use soak::model::{Span, Time};
use soak::notify::{Notice, NoticeEvent, SendFailure, Sink, WaySettings};

use crate::receiver::{Mode, Receiver, SECRET};

fn notice(text: &str) -> Notice {
    let alert = AlertRecord {
        id: "stuck_position:ETH".into(),
        kind: "stuck_position".into(),
        subject: "ETH".into(),
        severity: Severity::Page,
        text: text.to_owned(),
        raised_at: Time::from_millis(1_767_225_600_000),
        acknowledged_at: None,
        cleared_at: None,
    };
    Notice { event: NoticeEvent::Raised, sequence: 1, at: alert.raised_at, alert }
}

fn sent(url: &str, secret: &str) -> Result<(), SendFailure> {
    let way = WaySettings::Webhook { url: url.to_owned(), secret: SecretString::from(secret) };
    let sink = Sink::new("phone", vec![Severity::Page], way, Span::from_millis(300)).unwrap();
    assert!(!format!("{sink:?}").contains(secret), "the secret was shown");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(sink.send(&notice("größe; \"quoted\" $(x)\n"), "x", Clock::start()))
}

#[track_caller]
fn check(mode: Mode, expect: &str) {
    let receiver = Receiver::start(mode);
    let failure = sent(&receiver.url(), SECRET).expect_err("it was taken");
    let text = failure.to_string();
    assert!(text.contains(expect), "{text}");
    assert!(!text.contains("hook") && !text.contains(SECRET), "address or secret in {text}");
    assert_eq!(receiver.knocks(), 1, "it is sent once, and a redirect is not followed");
}

#[test]
fn a_message_is_taken_only_by_2xx_in_time() {
    let receiver = Receiver::start(Mode::Answer(202));
    sent(&receiver.url(), SECRET).unwrap();
    let got = receiver.wait_for("the message", |got| got.len() == 1);
    assert_eq!(got[0]["text"], "größe; \"quoted\" $(x)\n");
    check(Mode::Answer(302), "redirects are not followed");
    check(Mode::Answer(307), "redirects are not followed");
    check(Mode::Answer(500), "it answered 500");
    check(Mode::Answer(422), "it answered 422 to this alert");
    check(Mode::Hang, "no answer within 300ms");
    check(Mode::Down, "");
}

#[test]
fn a_receiver_that_says_when_it_can_be_asked_again_is_heard() {
    let asked = |mode: Mode| match sent(&Receiver::start(mode).url(), SECRET) {
        Err(SendFailure::Later { wait, .. }) => Some(wait),
        _ => None,
    };
    assert_eq!(asked(Mode::Later(429, 30)), Some(Span::from_secs(30)));
    assert_eq!(asked(Mode::Later(503, 7_200)), Some(Span::from_secs(300)), "bounded");
    assert_eq!(asked(Mode::Later(404, 30)), None);
    assert_eq!(asked(Mode::Answer(429)), None);
    check(Mode::Later(429, 30), "it answered 429, not before 30s");
}

#[test]
fn a_receiver_that_knows_another_secret_says_so() {
    let receiver = Receiver::start(Mode::Answer(200));
    let text = sent(&receiver.url(), "an0therSecretAlt0gether").unwrap_err().to_string();
    assert!(text.contains("401; is the secret the one that it knows?"), "{text}");
}
