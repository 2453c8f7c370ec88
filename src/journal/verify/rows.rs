//! The rows of inputs, read one after the other, and past whatever is damaged.

use std::io::Read;

use flate2::read::ZlibDecoder;
use rusqlite::types::ValueRef;

use super::chain::{Checking, Kept};
use super::{Damages, Examined};
use crate::event::Envelope;
use crate::journal::codec::{Decoder, Reader, chunk_of, chunk_start, ends_chunk};
use crate::journal::digest::Link;
use crate::journal::{About, Archive};
use crate::model::{Seq, Time};

/// Largest row, unpacked: eight times what a row is packed from at most, as a last input may be large.
const ROW_BYTES_MAX: u64 = 32 << 20;

/// A journal being read.
pub(super) struct Reading<L> {
    look: L,
    checking: Checking,
    damages: Damages,
    /// The input that the next row must begin with.
    next: Seq,
    /// None while the place is lost: from a damage until a row begins a chunk.
    decoder: Option<Decoder>,
    reach: Option<(Time, Time)>,
}

impl<L: FnMut(&Envelope) -> Result<(), String>> Reading<L> {
    pub(super) fn new(kept: Kept, look: L) -> Self {
        Self {
            look,
            checking: Checking::new(kept),
            damages: Damages::default(),
            next: Seq(1),
            decoder: Some(Decoder::starting_at(Seq(1))),
            reach: None,
        }
    }

    /// Reads every row. What the database itself cannot read is told, and is the end.
    pub(super) fn all_rows(&mut self, archive: &Archive) {
        let link = if archive.format < 3 { "NULL" } else { "sha256" };
        let sql = format!(
            "SELECT first_seq, count, encoding = 'zlib', bytes, {link} FROM segments ORDER BY first_seq"
        );
        let read = archive.each("read the inputs", &sql, [], |row| {
            let (first, count): (i64, i64) = (row.get(0)?, row.get(1)?);
            let packed: bool = row.get(2)?;
            if !self.damages.is_full() {
                let (first, bytes, link) =
                    (Seq(first.cast_unsigned()), row.get_ref(3)?.as_blob()?, link_in(row.get_ref(4)?));
                self.row(first, count, packed, bytes, link);
            }
            Ok(())
        });
        if let Err(error) = read {
            self.lose(self.next, self.next, error.to_string());
        }
    }

    fn row(&mut self, first: Seq, count: i64, packed: bool, bytes: &[u8], link: Option<Link>) {
        let count = count.cast_unsigned();
        let last = Seq(first.0.saturating_add(count).saturating_sub(1));
        if first < self.next || count == 0 || count > 1 << 32 {
            self.lose(first, last.max(first), "they stand where others stand already, or are none");
            self.next = self.next.max(last.next());
            return;
        }
        if first > self.next {
            self.lose(self.next, Seq(first.0 - 1), "they are gone");
        }
        self.next = last.next();
        if self.decoder.is_none() {
            if first != chunk_start(first) {
                // A part of a chunk whose beginning is lost, which was told of.
                return;
            }
            self.decoder = Some(Decoder::starting_at(first));
            self.checking.begin(chunk_of(first));
        }
        if packed {
            match unpacked(bytes) {
                Ok(bytes) => self.inputs(first, last, &bytes, link),
                Err(error) => self.lose(first, last, format!("they do not unpack: {error}")),
            }
        } else {
            self.inputs(first, last, bytes, link);
        }
    }

    fn inputs(&mut self, first: Seq, last: Seq, bytes: &[u8], link: Option<Link>) {
        let Some(mut decoder) = self.decoder.take() else { return };
        let mut reader = Reader::new(bytes);
        let mut chained = 0;
        for seq in first.0..=last.0 {
            let envelope = match decoder.take(&mut reader) {
                Ok(envelope) => envelope,
                Err(error) => return self.lose(Seq(seq), Seq(seq), error.to_string()),
            };
            if self.damages.0.is_empty()
                && let Err(what) = (self.look)(&envelope)
            {
                // It reads and its fingerprint may fit, so that reading goes on.
                self.damages.add(Some(chunk_of(envelope.seq)), Some((envelope.seq, envelope.seq)), what);
            }
            self.reach = Some((self.reach.map_or(envelope.at, |(first, _)| first), envelope.at));
            if ends_chunk(envelope.seq) {
                let read = bytes.len() - reader.left();
                self.checking.update(bytes.get(chained..read).unwrap_or_default());
                self.checking.close(chunk_of(envelope.seq), &mut self.damages);
                chained = read;
            }
        }
        if reader.left() > 0 {
            return self.lose(first, last, format!("{} bytes follow them that are no input", reader.left()));
        }
        self.checking.update(bytes.get(chained..).unwrap_or_default());
        if !ends_chunk(last) {
            self.checking.end_row(first, last, link);
        }
        self.decoder = Some(decoder);
    }

    /// Tells of a damage and goes on with the next row that begins a chunk.
    fn lose(&mut self, first: Seq, last: Seq, what: impl Into<String>) {
        self.damages.add(Some(chunk_of(first)), Some((first, last)), what);
        self.checking.lose();
        self.decoder = None;
    }

    pub(super) fn into_examined(mut self, about: About) -> Examined {
        let last = Seq(self.next.0.saturating_sub(1));
        let uncovered = last.0.saturating_sub(self.checking.covered().0);
        let (head, links) = self.checking.end(last, &mut self.damages);
        let (damages, reach) = (self.damages.0, self.reach);
        let head = head.filter(|_| damages.is_empty());
        Examined { about, last, reach, links, head, uncovered, damages }
    }
}

/// The fingerprint in a column; one that was changed out of its form fits nothing.
fn link_in(value: ValueRef<'_>) -> Option<Link> {
    match value {
        ValueRef::Null => None,
        ValueRef::Blob(bytes) => Some(Link::try_from(bytes).unwrap_or_default()),
        _ => Some(Link::default()),
    }
}

fn unpacked(packed: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    ZlibDecoder::new(packed).take(ROW_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > ROW_BYTES_MAX {
        return Err(std::io::Error::other(format!("more than {ROW_BYTES_MAX} bytes")));
    }
    Ok(bytes)
}
