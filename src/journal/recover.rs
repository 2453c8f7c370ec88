//! Opening a journal: finding its end, checking it, and going on from there.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension};

use super::JournalError;
use super::codec::{Encoder, chunk_of, chunk_start, ends_chunk};
use super::digest::{Chain, Link};
use super::intake::Intake;
use super::replay::Walk;
use super::rows::integer;
use super::segments::last_link;
use super::store::Store;
use crate::model::{Seq, hexadecimal};

/// How the rows of the stream lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    /// The last envelope.
    pub(super) last: Seq,
    /// Where the rows begin that are not packed yet; begins a chunk.
    pub(super) raw_from: Seq,
}

/// Checks that the rows of the stream follow one another, without reading their bytes.
pub(super) fn survey(db: &Connection, path: &Path) -> Result<Extent, JournalError> {
    let mut extent = Extent { last: Seq(0), raw_from: Seq(1) };
    let walked = db
        .prepare("SELECT first_seq, count, encoding = 'zlib' FROM segments ORDER BY first_seq")
        .and_then(|mut statement| {
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let (first, count): (i64, i64) = (row.get(0)?, row.get(1)?);
                let (first, count) = (Seq(first.cast_unsigned()), count.cast_unsigned());
                let packed: bool = row.get(2)?;
                let last = Seq(extent.last.0.saturating_add(count));
                let whole = first == chunk_start(first) && ends_chunk(last);
                let within = chunk_of(first) == chunk_of(last);
                if first != extent.last.next() || count == 0 || !(whole || within && !packed) {
                    return Ok(Err(format!(
                        "the row of inputs from {first} on does not follow {}",
                        extent.last
                    )));
                }
                extent.last = last;
                if packed {
                    extent.raw_from = last.next();
                }
            }
            Ok(Ok(extent))
        })
        .map_err(JournalError::sqlite("look over the journal's inputs", path))?;
    walked.map_err(|what| JournalError::corrupt(path, what))
}

/// Reads the last chunk again, checks it where its link is known, and gives the intake that goes on after it.
pub(super) fn resume(store: &Store) -> Result<Intake, JournalError> {
    let last = store.durable();
    if last == Seq(0) {
        return Ok(Intake::new(Encoder::default(), Chain::new(), None));
    }
    let (chunk, start) = (chunk_of(last), chunk_start(last));
    let mut chain = match chunk.checked_sub(1) {
        None => Chain::new(),
        Some(before) => {
            let link = read_link(store, before)?;
            Chain::after(link.ok_or_else(|| store.corrupt(format!("chunk {before} has no fingerprint")))?)
        }
    };
    let mut walk = Walk::starting_near(store, start)?;
    let mut last_at = None;
    while let Some((envelope, range)) = walk.step()? {
        if envelope.seq >= start {
            chain.update(walk.bytes(range));
            last_at = Some(envelope.at);
        }
    }
    if ends_chunk(last) {
        check_link(store, chunk, chain.close())?;
    } else {
        let kept = last_link(store.db())
            .map_err(JournalError::sqlite("read the last row's fingerprint", store.path()))?;
        if kept.is_some_and(|kept| kept != chain.link()) {
            let (first, what) = (chunk_start(last), "do not fit the fingerprint they were written with");
            return Err(store.corrupt(format!("inputs {first} to {last} {what}")));
        }
    }
    Ok(Intake::new(walk.into_decoder().into_encoder(), chain, last_at))
}

/// Reads everything again and gives the fingerprint, checked against every chunk's.
pub(super) fn verify(store: &Store) -> Result<String, JournalError> {
    let mut chain = Chain::new();
    let mut walk = Walk::starting_near(store, Seq(1))?;
    while let Some((envelope, range)) = walk.step()? {
        chain.update(walk.bytes(range));
        if ends_chunk(envelope.seq) {
            check_link(store, chunk_of(envelope.seq), chain.close())?;
        }
    }
    Ok(hexadecimal(&chain.link()))
}

fn check_link(store: &Store, chunk: u64, computed: Link) -> Result<(), JournalError> {
    match read_link(store, chunk)? {
        Some(kept) if kept == computed => Ok(()),
        _ => Err(store.corrupt(format!("the fingerprint of chunk {chunk} does not fit its inputs"))),
    }
}

fn read_link(store: &Store, chunk: u64) -> Result<Option<Link>, JournalError> {
    store
        .db()
        .prepare_cached("SELECT sha256 FROM chunks WHERE chunk = ?1")
        .and_then(|mut statement| statement.query_row([integer(chunk)], |row| row.get(0)).optional())
        .map_err(JournalError::sqlite("read a chunk's fingerprint", store.path()))
}
