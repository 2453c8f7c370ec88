//! The body of an answer that says no.

use serde::{Deserialize, Serialize};

use super::WireText;

/// `{"error": "snake_case_code", "message": "…"}`, and what a 429 says of when to come back.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Problem {
    #[serde(default)]
    error: Option<WireText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message: Option<WireText>,
    /// Seconds, or a date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) retry_after: Option<WireText>,
    /// Seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) retry_after_seconds: Option<WireText>,
    /// RFC 3339, Unix seconds or Unix milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) reset_at: Option<WireText>,
}

impl Problem {
    /// The problem that `body` states; `None` when it is no JSON object.
    pub(crate) fn read(body: &[u8]) -> Option<Self> {
        // Every member is optional, so a JSON array or number must not pass for a problem.
        if body.trim_ascii_start().first() != Some(&b'{') {
            return None;
        }
        serde_json::from_slice(body).ok()
    }

    /// The venue's code; empty when it gave none.
    pub(crate) fn code(&self) -> &str {
        self.error.as_ref().map_or("", WireText::as_str)
    }

    /// The venue's sentence; empty when it gave none.
    pub(crate) fn message(&self) -> &str {
        self.message.as_ref().map_or("", WireText::as_str)
    }
}
