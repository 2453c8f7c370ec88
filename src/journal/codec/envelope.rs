//! Envelopes to bytes and back, one after the other.

use crate::event::{Envelope, Input};
use crate::model::{Seq, Time};

use super::context::Context;
use super::tick::{TICK, put_tick, take_tick};
use super::varint::{Reader, low_byte, put_varint};
use super::{CodecError, ends_chunk};

const WAKE: u8 = 0x40;
const WAKE_MORE: u8 = 0x20;
const WAKE_BITS: u32 = 5;
const WAKE_MASK: u8 = 0x1f;
const OTHER: u8 = 0x01;

/// Turns envelopes into bytes, in the order of their seq.
#[derive(Clone, Debug, Default)]
pub(in crate::journal) struct Encoder {
    last: Seq,
    context: Context,
}

/// Turns the bytes of a stream back into envelopes.
#[derive(Clone, Debug)]
pub(in crate::journal) struct Decoder {
    encoder: Encoder,
}

impl Encoder {
    /// The seq of the last envelope; 0 before the first.
    pub(in crate::journal) const fn last(&self) -> Seq {
        self.last
    }

    /// Appends `envelope` to `out`.
    #[inline]
    pub(in crate::journal) fn put(&mut self, envelope: &Envelope, out: &mut Vec<u8>) {
        assert!(
            envelope.seq == self.last.next(),
            "Invariant: envelopes are journaled in order, without gaps"
        );
        self.begin();
        match &envelope.input {
            Input::Tick(tick) => put_tick(&mut self.context, envelope.at, tick, out),
            Input::Wake => {
                let since = self.since(envelope.at);
                let rest = since >> WAKE_BITS;
                let more = if rest == 0 { 0 } else { WAKE_MORE };
                out.push(WAKE | more | (low_byte(since) & WAKE_MASK));
                if rest != 0 {
                    put_varint(out, rest);
                }
            }
            other => {
                out.push(OTHER);
                let since = self.since(envelope.at);
                put_varint(out, since);
                let bytes = postcard::to_allocvec(other);
                assert!(bytes.is_ok(), "Invariant: every input can be written");
                let bytes = bytes.unwrap_or_default();
                put_varint(out, bytes.len() as u64);
                out.extend_from_slice(&bytes);
            }
        }
    }

    /// Steps to the next envelope, and starts anew if it begins a chunk.
    #[inline]
    fn begin(&mut self) {
        if ends_chunk(self.last) {
            self.context.reset();
        }
        self.last = self.last.next();
    }

    /// The time since the last envelope; wraps, so that even a time that went back is kept.
    #[inline]
    fn since(&mut self, at: Time) -> u64 {
        let since = at.as_micros().wrapping_sub(self.context.at).cast_unsigned();
        self.context.at = at.as_micros();
        since
    }
}

impl Decoder {
    /// A decoder for bytes that begin with the envelope `first`, which must begin a chunk.
    pub(in crate::journal) fn starting_at(first: Seq) -> Self {
        let last = Seq(first.0.saturating_sub(1));
        assert!(ends_chunk(last), "Invariant: reading begins with a chunk");
        Self { encoder: Encoder { last, context: Context::default() } }
    }

    /// The seq of the last envelope taken.
    pub(in crate::journal) const fn last(&self) -> Seq {
        self.encoder.last
    }

    /// Takes the next envelope.
    ///
    /// # Errors
    /// When the bytes are not an envelope; nothing can be read after that.
    #[inline]
    pub(in crate::journal) fn take(&mut self, reader: &mut Reader<'_>) -> Result<Envelope, CodecError> {
        self.encoder.begin();
        let seq = self.encoder.last;
        let context = &mut self.encoder.context;
        let first = reader.byte()?;
        if first & TICK != 0 {
            let (at, tick) = take_tick(context, first, reader)?;
            return Ok(Envelope { seq, at, input: Input::Tick(tick) });
        }
        let input = match first {
            first if first & WAKE != 0 => {
                let rest = if first & WAKE_MORE == 0 { 0 } else { reader.varint()? };
                let since = rest << WAKE_BITS | u64::from(first & WAKE_MASK);
                context.at = context.at.wrapping_add(since.cast_signed());
                Input::Wake
            }
            OTHER => {
                context.at = context.at.wrapping_add(reader.varint()?.cast_signed());
                let length = usize::try_from(reader.varint()?).map_err(|_| CodecError::Range)?;
                let read = postcard::take_from_bytes(reader.bytes(length)?);
                match read.map_err(CodecError::Input)? {
                    (input, []) => input,
                    _ => return Err(CodecError::Range),
                }
            }
            other => return Err(CodecError::Tag(other)),
        };
        Ok(Envelope { seq, at: Time::from_micros(context.at), input })
    }

    /// The encoder that goes on where this decoder stopped.
    pub(in crate::journal) fn into_encoder(self) -> Encoder {
        self.encoder
    }
}
