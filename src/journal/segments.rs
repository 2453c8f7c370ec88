//! The stream's rows: written raw with each commit, packed into large ones later.
//!
//! ```text
//!   committed   │1..7│8..9│10..20│ … │1019..1024│1025..1031│ …     raw, each within one chunk
//!   packed      │1............................1024│1025..1031│ …     zlib, whole chunks, up to 64
//! ```
//!
//! Invariant: the rows follow one another without gaps, and a row either lies within one chunk or begins and
//! ends with one.
//! Invariant: a raw row that does not end its chunk has the chain's link at its end, so that no durable input is
//! without a fingerprint.

use std::io::Read;
use std::path::Path;

use flate2::Compression;
use flate2::read::{ZlibDecoder, ZlibEncoder};
use rusqlite::{Connection, OptionalExtension, Result, params};

use super::JournalError;
use super::batch::Batch;
use super::codec::{CHUNK, ends_chunk};
use super::digest::Link;
use super::rows::integer;
use crate::model::Seq;

/// Chunks in a packed row: what a reader holds in memory, some 700 KiB of ticks.
const CHUNKS_PER_ROW: u64 = 64;

/// Bytes after which a packed row is closed early, should inputs be large.
const ROW_BYTES_MAX: usize = 4 << 20;

/// Chunks packed in one go: a tenth of a second of work. What is left is packed the next time.
pub(super) const CHUNKS_PACKED_MAX: u64 = 512;

/// Of the 83 MiB of a week, level 2 leaves 54 in 1.1 s, level 6 leaves 53 in 1.7 s, level 9 52 in 3 s.
const LEVEL: Compression = Compression::new(2);

/// A row of the stream, unpacked.
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) first: Seq,
    pub(super) count: u64,
    pub(super) bytes: Vec<u8>,
}

impl Segment {
    /// The seq after its last.
    pub(super) const fn next(&self) -> Seq {
        Seq(self.first.0 + self.count)
    }
}

/// Writes the envelopes of `batch`.
pub(super) fn put_segments(db: &Connection, batch: &Batch) -> Result<()> {
    let mut start = 0;
    for piece in &batch.pieces {
        let bytes = batch.bytes.get(start..piece.end).unwrap_or_default();
        // A row that ends its chunk is covered by the chunk's link, and only the last one may not end it.
        let link = batch.end.filter(|_| !ends_chunk(piece.last()));
        insert(db, piece.first, piece.count, "raw", bytes, link)?;
        start = piece.end;
    }
    for (chunk, link) in &batch.links {
        db.prepare_cached("INSERT INTO chunks (chunk, sha256) VALUES (?1, ?2)")?
            .execute(params![integer(*chunk), link.as_slice()])?;
    }
    Ok(())
}

fn insert(
    db: &Connection,
    first: Seq,
    count: u64,
    encoding: &str,
    bytes: &[u8],
    link: Option<Link>,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO segments (first_seq, count, encoding, bytes, sha256) VALUES (?1, ?2, ?3, ?4, ?5)";
    let link = link.as_ref().map(Link::as_slice);
    db.prepare_cached(SQL)?
        .execute(params![integer(first.0), integer(count), encoding, bytes, link])
        .map(drop)
}

/// The link that the last row was written with, if it was.
pub(super) fn last_link(db: &Connection) -> Result<Option<Link>> {
    const SQL: &str = "SELECT sha256 FROM segments ORDER BY first_seq DESC LIMIT 1";
    db.prepare_cached(SQL)?.query_row([], |row| row.get(0)).optional().map(Option::flatten)
}

/// The row that holds `seq`, if there is one.
pub(super) fn read_segment(
    db: &Connection,
    path: &Path,
    seq: Seq,
) -> std::result::Result<Option<Segment>, JournalError> {
    const SQL: &str = "SELECT first_seq, count, encoding = 'zlib', bytes FROM segments
                       WHERE first_seq <= ?1 ORDER BY first_seq DESC LIMIT 1";
    let row = db
        .prepare_cached(SQL)
        .and_then(|mut statement| {
            let read = |row: &rusqlite::Row<'_>| {
                let (first, count): (i64, i64) = (row.get(0)?, row.get(1)?);
                Ok((
                    first.cast_unsigned(),
                    count.cast_unsigned(),
                    row.get::<_, bool>(2)?,
                    row.get::<_, Vec<u8>>(3)?,
                ))
            };
            statement.query_row([integer(seq.0)], read).optional()
        })
        .map_err(JournalError::sqlite("read the journal's inputs", path))?;
    let Some((first, count, packed, bytes)) = row.filter(|(first, count, ..)| first + count > seq.0) else {
        return Ok(None);
    };
    let bytes = if packed { unpack(&bytes) } else { Ok(bytes) }
        .map_err(|error| JournalError::corrupt(path, format!("the inputs from {first} on: {error}")))?;
    Ok(Some(Segment { first: Seq(first), count, bytes }))
}

/// Packs raw rows from `from` on, which begins a chunk, up to the last whole chunk; gives where the raw rows
/// now begin.
pub(super) fn pack_segments(db: &Connection, mut from: Seq) -> Result<Seq> {
    let limit = Seq(from.0 + CHUNKS_PACKED_MAX * CHUNK);
    while from < limit
        && let Some(row) = read_raw(db, from)?
    {
        db.prepare_cached("DELETE FROM segments WHERE first_seq >= ?1 AND first_seq < ?2")?
            .execute([integer(from.0), integer(row.next().0)])?;
        let packed = pack(&row.bytes)?;
        insert(db, from, row.count, "zlib", &packed, None)?;
        from = row.next();
    }
    Ok(from)
}

/// The whole chunks from `from` on that make one packed row, or none if the first is not complete.
fn read_raw(db: &Connection, from: Seq) -> Result<Option<Segment>> {
    let mut whole = Segment { first: from, count: 0, bytes: Vec::new() };
    let mut statement =
        db.prepare_cached("SELECT count, bytes FROM segments WHERE first_seq >= ?1 ORDER BY first_seq")?;
    let mut rows = statement.query([integer(from.0)])?;
    let (mut count, mut bytes) = (0, Vec::new());
    while whole.count < CHUNKS_PER_ROW * CHUNK
        && whole.bytes.len() < ROW_BYTES_MAX
        && let Some(row) = rows.next()?
    {
        count += row.get::<_, i64>(0)?.cast_unsigned();
        bytes.extend_from_slice(row.get_ref(1)?.as_blob()?);
        if ends_chunk(Seq(from.0 + whole.count + count - 1)) {
            whole.count += count;
            whole.bytes.append(&mut bytes);
            count = 0;
        }
    }
    Ok((whole.count > 0).then_some(whole))
}

/// Compresses `bytes`, with a checksum.
pub(super) fn pack(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::with_capacity(bytes.len() / 2);
    ZlibEncoder::new(bytes, LEVEL)
        .read_to_end(&mut packed)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    Ok(packed)
}

/// What [`pack`] was given.
pub(super) fn unpack(packed: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(packed.len() * 2);
    ZlibDecoder::new(packed).read_to_end(&mut bytes)?;
    Ok(bytes)
}
