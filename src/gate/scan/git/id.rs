//! An object's name: 20 bytes, or 32 in repositories of the newer kind.

use crate::model::hexadecimal;

/// Digits of an id that are shown: enough to tell commits of one repository apart.
const SHOWN: usize = 12;

/// An object's name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Id(pub(super) Vec<u8>);

impl Id {
    /// The id that `text` writes in hexadecimal.
    pub(super) fn of_text(text: &[u8]) -> Option<Self> {
        if !matches!(text.len(), 40 | 64) {
            return None;
        }
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let pairs = text.chunks_exact(2);
        let bytes = pairs.map(|pair| match pair {
            &[high, low] => Some(digit(high)? << 4 | digit(low)?),
            _ => None,
        });
        bytes.collect::<Option<_>>().map(Self)
    }

    /// Its first digits.
    pub(super) fn short(&self) -> String {
        let mut text = hexadecimal(&self.0);
        text.truncate(SHOWN);
        text
    }
}

impl std::fmt::Debug for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.short())
    }
}
