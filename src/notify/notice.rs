//! One thing that is told of one alert, and the form in which it leaves.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::event::AlertRecord;
use crate::model::{Time, neutralise};

/// The version of what leaves. Receivers may count on every field that is there now.
const NOTICE_VERSION: u32 = 1;

/// Longest text that leaves, in characters: a page of a phone; the rest is on the screen.
pub const TEXT_CHARS_MAX: usize = 1_000;

/// Longest identity that leaves in a variable of a command, in characters.
const VARIABLE_CHARS_MAX: usize = 200;

/// What happened to the alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeEvent {
    /// It was raised.
    Raised,
    /// It stands, and nobody has acknowledged it.
    Repeated,
    /// A person has acknowledged it.
    Acknowledged,
    /// Its cause is gone.
    Cleared,
}

impl NoticeEvent {
    /// The word that leaves.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Raised => "raised",
            Self::Repeated => "repeated",
            Self::Acknowledged => "acknowledged",
            Self::Cleared => "cleared",
        }
    }
}

/// One thing that is told of one alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What happened.
    pub event: NoticeEvent,
    /// Its number within its alert, from 1 on: with the alert's identity and the time it was raised the
    /// name of this notice.
    pub sequence: u32,
    /// When it was put into the book.
    pub at: Time,
    /// The alert as it was then.
    pub alert: AlertRecord,
}

impl Notice {
    /// What leaves: one JSON object, the same bytes each time it is sent.
    #[must_use]
    pub fn body(&self, soak: &str) -> String {
        let AlertRecord { id, kind, subject, severity, text, raised_at, acknowledged_at, cleared_at } =
            &self.alert;
        let told = |time: &Option<Time>| time.map(|time| time.to_string());
        json!({
            "version": NOTICE_VERSION,
            "soak": soak,
            "event": self.event.as_str(),
            "alert": id,
            "kind": kind,
            "subject": subject,
            "severity": severity.as_str(),
            "text": text,
            "raised_at": raised_at.to_string(),
            "sequence": self.sequence,
            "at": self.at.to_string(),
            "acknowledged_at": told(acknowledged_at),
            "cleared_at": told(cleared_at),
        })
        .to_string()
    }

    /// The variables that a command gets, without anything that could act on a terminal.
    pub(super) fn variables(&self, soak: &str) -> [(&'static str, String); 8] {
        let AlertRecord { id, kind, severity, text, raised_at, .. } = &self.alert;
        let safe = |text: &str| neutralise(text, VARIABLE_CHARS_MAX);
        [
            ("SOAK_NAME", safe(soak)),
            ("SOAK_ALERT", safe(id)),
            ("SOAK_ALERT_KIND", safe(kind)),
            ("SOAK_ALERT_EVENT", self.event.as_str().to_owned()),
            ("SOAK_ALERT_SEVERITY", severity.as_str().to_owned()),
            ("SOAK_ALERT_SEQUENCE", self.sequence.to_string()),
            ("SOAK_ALERT_RAISED_AT", raised_at.to_string()),
            ("SOAK_ALERT_TEXT", neutralise(text, TEXT_CHARS_MAX)),
        ]
    }

    /// Whether it is told of this very alert.
    pub(super) fn is_of(&self, alert: &str, raised_at: Time) -> bool {
        self.alert.id == alert && self.alert.raised_at == raised_at
    }
}
