//! A market's name as the venue writes it.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::neutralise;

/// A market's name, such as `BTC`, `BTC-USD` or `AVAXUSD_PERP`: 1 to 32 printable ASCII characters
/// without spaces, quotes or separators of CSV and URLs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Symbol(Arc<str>);

/// Why a text is not a symbol. Policy: refuse the row, message or configuration that holds it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{shown:?} is not a symbol: 1 to 32 of the characters A-Z a-z 0-9 - _ . : @ #")]
pub struct SymbolError {
    shown: String,
}

impl Symbol {
    /// Longest symbol, in characters.
    pub const LENGTH_MAX: usize = 32;

    /// Takes `text` as a symbol.
    ///
    /// # Errors
    /// When it is empty, too long, or holds a character that no venue uses in a name; look-alike
    /// letters of other scripts are refused by this as well.
    pub fn new(text: &str) -> Result<Self, SymbolError> {
        let fits = !text.is_empty()
            && text.len() <= Self::LENGTH_MAX
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:@#".contains(&b));
        if fits { Ok(Self(text.into())) } else { Err(SymbolError { shown: neutralise(text, 40) }) }
    }

    /// The name as a text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Symbol {
    type Error = SymbolError;
    fn try_from(text: String) -> Result<Self, SymbolError> {
        Self::new(&text)
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_real_venues_are_taken() {
        for text in ["BTC", "BTC-USD", "AVAXUSD_PERP", "@107", "#12", "kPEPE", "BRK.B"] {
            assert!(Symbol::new(text).is_ok(), "{text} was refused");
        }
    }

    #[test]
    fn escapes_look_alikes_and_lengths_are_refused() {
        for text in ["", "BTC\u{1b}[2J", "ВТС", "B T", "a,b", "x/y", &"A".repeat(33)] {
            assert!(Symbol::new(text).is_err(), "{text:?} was taken");
        }
    }
}
