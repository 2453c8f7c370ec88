//! Reading the stream back: one row of it in memory at a time.

use std::ops::Range;

use super::JournalError;
use super::codec::{CodecError, Decoder, Reader, chunk_start};
use super::segments::{Segment, read_segment};
use super::store::Store;
use crate::event::Envelope;
use crate::model::Seq;

/// Walks over the durable envelopes in order.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    store: &'a Store,
    segment: Segment,
    at: usize,
    decoder: Decoder,
}

impl<'a> Walk<'a> {
    /// A walk that begins with the chunk that holds `seq`, or before it: a row is read from its beginning.
    pub(super) fn starting_near(store: &'a Store, seq: Seq) -> Result<Self, JournalError> {
        let start = chunk_start(seq);
        let found = store.read(start)?;
        let segment = found.unwrap_or(Segment { first: start, count: 0, bytes: Vec::new() });
        if segment.first != chunk_start(segment.first) {
            return Err(store.corrupt(format!("the chunk of input {start} has no beginning")));
        }
        let decoder = Decoder::starting_at(segment.first);
        Ok(Self { store, segment, at: 0, decoder })
    }

    /// The next envelope, with where its bytes are in [`Self::bytes`].
    pub(super) fn step(&mut self) -> Result<Option<(Envelope, Range<usize>)>, JournalError> {
        let next = self.decoder.last().next();
        let rest = self.segment.bytes.get(self.at..).unwrap_or_default();
        if rest.is_empty() != (next == self.segment.next()) {
            return Err(self
                .store
                .corrupt(format!("the row of input {next} has another length than it says")));
        }
        if rest.is_empty() {
            return if self.next_segment(next)? { self.step() } else { Ok(None) };
        }
        let mut reader = Reader::new(rest);
        let envelope = self.decoder.take(&mut reader).map_err(|error| self.damaged(next, &error))?;
        let start = self.at;
        self.at = self.segment.bytes.len() - reader.left();
        Ok(Some((envelope, start..self.at)))
    }

    /// The bytes of the present row.
    pub(super) fn bytes(&self, range: Range<usize>) -> &[u8] {
        self.segment.bytes.get(range).unwrap_or_default()
    }

    /// The decoder, after the last envelope.
    pub(super) fn into_decoder(self) -> Decoder {
        self.decoder
    }

    /// Goes on to the row that begins with `next`; whether there is one.
    fn next_segment(&mut self, next: Seq) -> Result<bool, JournalError> {
        let Some(segment) = self.store.read(next)? else {
            return Ok(false);
        };
        if segment.first != next || segment.bytes.is_empty() {
            return Err(self.store.corrupt(format!("the rows of inputs overlap at {next}")));
        }
        self.segment = segment;
        self.at = 0;
        Ok(true)
    }

    fn damaged(&self, seq: Seq, error: &CodecError) -> JournalError {
        self.store.corrupt(format!("input {seq}: {error}"))
    }
}

/// The durable envelopes after `after`; stops after the first error.
pub(super) fn replay(
    store: &Store,
    after: Seq,
) -> Result<impl Iterator<Item = Result<Envelope, JournalError>>, JournalError> {
    let mut walk = Some(Walk::starting_near(store, after.next())?);
    Ok(std::iter::from_fn(move || {
        loop {
            match walk.as_mut()?.step() {
                Ok(Some((envelope, _))) if envelope.seq <= after => {}
                Ok(Some((envelope, _))) => return Some(Ok(envelope)),
                Ok(None) => return None,
                Err(error) => {
                    walk = None;
                    return Some(Err(error));
                }
            }
        }
    }))
}

impl Store {
    /// The row of the stream that holds `seq`.
    fn read(&self, seq: Seq) -> Result<Option<Segment>, JournalError> {
        read_segment(self.db(), self.path(), seq)
    }
}
