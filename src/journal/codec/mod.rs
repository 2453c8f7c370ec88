//! The canonical bytes of a stream of envelopes.
//!
//! ```text
//!   first byte     then
//!   1 0 tt s l mm  Tick, trade: taker tt, scales given s, lag given l, market mm (3: a varint follows)
//!   1 1 00 s l mm  Tick, quote: the same without a taker
//!   0 1 c ddddd    Wake: the low 5 bits of the time since the envelope before; c: a varint of the rest follows
//!   0000 0001      anything else: time since the envelope before, length, postcard
//!
//!   Tick = first byte, [market], time since the envelope before, [lag], [scales], decimals
//! ```
//!
//! Integers are LEB128 varints, signed ones zigzag first. The time of an envelope is relative to the one
//! before; the lag is how far a tick's own time is behind its envelope's, given only when it changed. Scales
//! are a nibble for each decimal, given when one of them changed; a decimal is the difference of its mantissa
//! from the market's last one, brought to the same scale. The rare decimal that fits no `i64` or has more than
//! 14 decimal places has the nibble 15 and 17 plain bytes.
//!
//! Invariant: the stream is cut into chunks of [`CHUNK`] envelopes by their seq, and everything relative
//! starts anew with each. So the bytes of an envelope follow from its chunk alone, never from how commits
//! fell, and reading can begin at any chunk.
//!
//! Invariant: decimals come back with the scale they had: 100.0 is not 100.00.
//!
//! Why not postcard for everything: a tick takes 45 bytes there, because decimals are texts and times are
//! absolute, and a week of them would fill the disk's budget twice.

mod context;
mod envelope;
mod tick;
mod varint;

#[cfg(test)]
mod tests;

pub(super) use envelope::{Decoder, Encoder};
pub(super) use varint::Reader;

use crate::model::Seq;

/// Envelopes in a chunk. At ten ticks a second a chunk is 100 seconds and some 10 KiB: little to read again
/// after a crash, and enough that starting anew costs nothing.
pub const CHUNK: u64 = 1_024;

/// The number of the chunk that holds `seq`, from 0.
pub(super) const fn chunk_of(seq: Seq) -> u64 {
    seq.0.saturating_sub(1) / CHUNK
}

/// The first seq of the chunk that holds `seq`.
pub(super) const fn chunk_start(seq: Seq) -> Seq {
    Seq(chunk_of(seq) * CHUNK + 1)
}

/// Whether `seq` is the last of its chunk.
pub(super) const fn ends_chunk(seq: Seq) -> bool {
    seq.0.is_multiple_of(CHUNK)
}

/// Why bytes are not a stream of envelopes. Policy: the journal is damaged; refuse it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum CodecError {
    /// The bytes end inside an envelope.
    #[error("the bytes end within an envelope")]
    Short,
    /// No envelope begins with this byte, or a number in it is too large.
    #[error("byte {0:#04x} begins nothing known")]
    Tag(u8),
    /// A number does not fit where it belongs.
    #[error("a number is out of range")]
    Range,
    /// The part in postcard does not read.
    #[error("an input does not read: {0}")]
    Input(postcard::Error),
}
