//! What the book decides, what stands on disk, and what a command is given.

mod book;
mod command;
mod kept;
mod laws;

use secrecy::SecretString;

use super::*;
use crate::event::{AlertRecord, Severity};
use crate::model::{Span, Time};

fn at(secs: i64) -> Time {
    Time::from_millis(1_767_225_600_000) + Span::from_secs(secs)
}

fn alert(id: &str, severity: Severity, raised_s: i64) -> AlertRecord {
    let (kind, subject) = id.split_once(':').unwrap();
    AlertRecord {
        id: id.to_owned(),
        kind: kind.to_owned(),
        subject: subject.to_owned(),
        severity,
        text: "what is so; what is done".to_owned(),
        raised_at: at(raised_s),
        acknowledged_at: None,
        cleared_at: None,
    }
}

fn sink(name: &str, severities: &[Severity]) -> Sink {
    let secret = SecretString::from("a-secret-of-some-length");
    let way = WaySettings::Webhook { url: "http://127.0.0.1:9/".to_owned(), secret };
    Sink::new(name, severities.to_vec(), way, Span::from_secs(1)).unwrap()
}

fn rules(sinks: Vec<Sink>) -> NotifyRules {
    NotifyRules { repeat_first: Span::from_secs(60), repeat_max: Span::from_secs(200), sinks }
}
