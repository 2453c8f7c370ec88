//! Texts from outside: neutralised and cut as they are read.

use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::value::RawValue;

use super::WireError;
use crate::model::{FillId, neutralise};

/// Longest text kept from a message, in characters: a full sentence and its details.
pub(crate) const TEXT_LENGTH_MAX: usize = 300;

/// A text, or a number taken by its source text (some venues count their orders). Neutralised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct WireText(String);

impl WireText {
    /// Keeps `text` safe to store and show.
    pub(crate) fn new(text: &str) -> Self {
        Self(neutralise(text, TEXT_LENGTH_MAX))
    }

    /// The safe text as the id called `member`.
    ///
    /// # Errors
    /// When it is empty, or longer than ids are kept, or held characters that were replaced: two ids
    /// must not become one. When it is a path's `.` or `..`, which would lead a cancel elsewhere.
    pub(crate) fn id(&self, member: &'static str) -> Result<&str, WireError> {
        match self.0.chars().count() {
            0 => Err(WireError::Missing(member)),
            length if length > FillId::LENGTH_MAX => {
                Err(WireError::out_of_range(member, &self.0, "is longer than 96 characters"))
            }
            _ if self.0.contains('\u{fffd}') => {
                Err(WireError::out_of_range(member, &self.0, "has characters that cannot be shown"))
            }
            _ if matches!(self.0.as_str(), "." | "..") => {
                Err(WireError::out_of_range(member, &self.0, "is a step in a path"))
            }
            _ => Ok(&self.0),
        }
    }

    /// The safe text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for WireText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let source = <&'de RawValue>::deserialize(deserializer)?.get();
        match source.as_bytes().first() {
            Some(b'"') => {
                let text: String = serde_json::from_str(source).map_err(D::Error::custom)?;
                Ok(Self::new(&text))
            }
            Some(b'-' | b'0'..=b'9') => Ok(Self::new(source)),
            _ => Err(D::Error::custom("expected a text or a number")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, expect: Option<&str>) {
        let read = serde_json::from_str::<WireText>(json).ok();
        assert_eq!(read.as_ref().map(WireText::as_str), expect);
    }

    #[test]
    fn an_id_is_its_own_and_leads_nowhere_else() {
        #[track_caller]
        fn check(text: &str, expect: bool) {
            assert_eq!(WireText::new(text).id("order_id").is_ok(), expect, "{text:?}");
        }
        check("abc/../123", true);
        check("größe", true);
        check("", false);
        check(".", false);
        check("..", false);
        check("a\u{1}", false);
        check(&"a".repeat(97), false);
    }

    #[test]
    fn texts_and_numbers_are_taken_and_made_safe() {
        check("\"abc123\"", Some("abc123"));
        check("17", Some("17"));
        check(r#""a\u001b[2Jb""#, Some("a\u{fffd}[2Jb"));
        check("null", None);
        check("[1]", None);
    }
}
