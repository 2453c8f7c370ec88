//! Where envelopes become bytes, before any disk is involved.

use super::batch::Batch;
use super::codec::{Encoder, chunk_of, ends_chunk};
use super::digest::Chain;
use super::pictures::PackedPicture;
use crate::event::{Envelope, Record};
use crate::model::{Seq, Time, hexadecimal};

/// Encodes and fingerprints envelopes as they come and keeps them until they are taken.
#[derive(Debug)]
pub(super) struct Intake {
    encoder: Encoder,
    chain: Chain,
    last_at: Option<Time>,
    batch: Batch,
    /// How much of the batch's bytes the chain has seen.
    chained: usize,
    /// How many bytes the chain has seen of all batches.
    chained_total: u64,
}

impl Intake {
    /// Goes on where a journal ends.
    pub(super) fn new(encoder: Encoder, chain: Chain, last_at: Option<Time>) -> Self {
        Self { encoder, chain, last_at, batch: Batch::default(), chained: 0, chained_total: 0 }
    }

    /// Takes `envelope`.
    #[inline]
    pub(super) fn append(&mut self, envelope: &Envelope) {
        self.encoder.put(envelope, &mut self.batch.bytes);
        self.batch.envelope_put(envelope.seq, envelope.at);
        self.last_at = Some(envelope.at);
        if ends_chunk(envelope.seq) {
            self.catch_up();
            self.batch.links.push((chunk_of(envelope.seq), self.chain.close()));
        }
    }

    /// Shows the chain the bytes that it has not seen.
    fn catch_up(&mut self) {
        let unseen = self.batch.bytes.get(self.chained..).unwrap_or_default();
        self.chain.update(unseen);
        self.chained_total += unseen.len() as u64;
        self.chained = self.batch.bytes.len();
    }

    /// Takes a row.
    pub(super) fn record(&mut self, record: Record) {
        self.batch.record(record);
    }

    /// Takes a picture.
    pub(super) fn picture(&mut self, picture: PackedPicture) {
        self.batch.pictures.push(picture);
    }

    /// What waits.
    pub(super) const fn batch(&self) -> &Batch {
        &self.batch
    }

    /// Drops rows over the limit; how many.
    pub(super) fn shed(&mut self) -> u64 {
        self.batch.shed()
    }

    /// Gives what waits the link at its end, which is written with it.
    pub(super) fn seal(&mut self) {
        self.catch_up();
        self.batch.end = (!self.batch.pieces.is_empty()).then(|| self.chain.link());
    }

    /// Forgets what waits: it is durable.
    pub(super) fn clear(&mut self) {
        self.catch_up();
        self.batch.clear();
        self.chained = 0;
    }

    /// Hands over what waits; `empty` is used for what comes next.
    pub(super) fn take(&mut self, empty: Batch) -> Batch {
        self.seal();
        self.chained = 0;
        std::mem::replace(&mut self.batch, empty)
    }

    /// The last envelope taken.
    pub(super) const fn last_seq(&self) -> Seq {
        self.encoder.last()
    }

    /// Its time.
    pub(super) const fn last_at(&self) -> Option<Time> {
        self.last_at
    }

    /// How many bytes the envelopes took that were taken here.
    pub(super) fn bytes_total(&self) -> u64 {
        self.chained_total + self.batch.bytes.len().saturating_sub(self.chained) as u64
    }

    /// The fingerprint of everything up to the last envelope, in hexadecimal.
    pub(super) fn digest(&self) -> String {
        let mut chain = self.chain.clone();
        chain.update(self.batch.bytes.get(self.chained..).unwrap_or_default());
        hexadecimal(&chain.link())
    }
}
