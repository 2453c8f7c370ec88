//! Reading a journal as somebody else's: every chunk against its fingerprint, and what is wrong by name.
//!
//! ```text
//!   rows of inputs ─► follow one another? ─► read? ─► chunk k's SHA-256 ─► as it was kept? ─► Damage
//! ```
//!
//! The fingerprints are no signature: whoever changes a journal and computes the whole chain anew is found only
//! by who kept its end (a bundle does). Rows behind the last complete chunk have fingerprints of their own; in a
//! journal of an older format they have none, which is why [`Examined`] says how many inputs are not covered.
//!
//! Invariant: it opens the file for reading only, and never gives up at the first damage.
//! Invariant: nothing that a crash leaves behind is called damage: a commit is there as a whole or not at all.

mod chain;
mod marks;
mod rows;
#[cfg(test)]
mod tests;
mod torn;

use super::{About, Archive, JournalError};
use crate::event::Envelope;
use crate::model::{Seq, Time};

pub use torn::{WalEnd, wal_end};

/// Damages told by name; a journal that has more is not worth reading on.
const DAMAGES_MAX: usize = 64;

/// What reading a whole journal found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examined {
    /// Whose journal it is.
    pub about: About,
    /// The last input that is there.
    pub last: Seq,
    /// The times of the first and of the last input that read.
    pub reach: Option<(Time, Time)>,
    /// The fingerprint of each complete chunk as it was kept, in hexadecimal, in order.
    pub links: Vec<String>,
    /// The fingerprint of all inputs, as it was computed; none where any is damaged.
    pub head: Option<String>,
    /// Inputs at the end that read and follow, but that no fingerprint covers: some of a journal that an older
    /// version of this program wrote last, none of any other.
    pub uncovered: u64,
    /// What is wrong, in the order of the inputs, at most 64.
    pub damages: Vec<Damage>,
}

/// Something that is wrong with a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The chunk, if it is about one.
    pub chunk: Option<u64>,
    /// The first and the last input that it concerns, if it is about inputs.
    pub inputs: Option<(Seq, Seq)>,
    /// What is wrong.
    pub what: String,
}

impl Examined {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.damages.is_empty()
    }
}

impl std::fmt::Display for Damage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(chunk) = self.chunk {
            write!(f, "chunk {chunk}")?;
        }
        match self.inputs {
            Some((first, last)) if first == last => write!(f, "{}input {first}: ", self.gap())?,
            Some((first, last)) => write!(f, "{}inputs {first} to {last}: ", self.gap())?,
            None if self.chunk.is_some() => f.write_str(": ")?,
            None => {}
        }
        f.write_str(&self.what)
    }
}

impl Damage {
    const fn gap(&self) -> &'static str {
        if self.chunk.is_some() { ", " } else { "" }
    }
}

/// Reads the whole journal in `archive`, opened at one moment, and shows every input to `look`, until the first
/// damage. What `look` cannot make sense of is a damage too: its words are told of that input.
///
/// # Errors
/// The disk refuses. What is wrong inside is no error but told.
pub fn examine(
    archive: &Archive,
    look: impl FnMut(&Envelope) -> Result<(), String>,
) -> Result<Examined, JournalError> {
    let about = archive.about()?;
    let kept = chain::kept(archive)?;
    let mut reading = rows::Reading::new(kept, look);
    reading.all_rows(archive);
    let mut examined = reading.into_examined(about);
    if examined.damages.len() < DAMAGES_MAX {
        marks::beyond(archive, &mut examined);
    }
    Ok(examined)
}

/// What was found wrong so far.
#[derive(Debug, Default)]
struct Damages(Vec<Damage>);

impl Damages {
    fn add(&mut self, chunk: Option<u64>, inputs: Option<(Seq, Seq)>, what: impl Into<String>) {
        if self.0.len() < DAMAGES_MAX {
            self.0.push(Damage { chunk, inputs, what: what.into() });
        }
    }

    const fn is_full(&self) -> bool {
        self.0.len() >= DAMAGES_MAX
    }
}
