//! States of the engine, so that a restart replays a short tail and not a week.

use rusqlite::{Connection, Result, params};

use super::JournalError;
use super::rows::integer;
use super::segments::{pack, unpack};
use super::store::{Checkpoint, Store};
use crate::model::{Seq, Time};

/// Checkpoints kept: the last, and the one before should the last not read.
const CHECKPOINTS_KEPT: i64 = 2;

/// Writes `checkpoint` and deletes the ones that are no longer needed.
pub(super) fn put_checkpoint(db: &Connection, checkpoint: &Checkpoint) -> Result<()> {
    db.prepare_cached(
        "INSERT OR REPLACE INTO checkpoints (seq, at, version, state) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![
        integer(checkpoint.seq.0),
        checkpoint.at.as_micros(),
        checkpoint.version,
        pack(&checkpoint.state)?
    ])?;
    db.prepare_cached(
        "DELETE FROM checkpoints WHERE seq NOT IN (SELECT seq FROM checkpoints ORDER BY seq DESC LIMIT ?1)",
    )?
    .execute([CHECKPOINTS_KEPT])
    .map(drop)
}

/// The last checkpoint that reads.
pub(super) fn latest_checkpoint(store: &Store) -> std::result::Result<Option<Checkpoint>, JournalError> {
    let rows = store
        .db()
        .prepare_cached("SELECT seq, at, version, state FROM checkpoints ORDER BY seq DESC")
        .and_then(|mut statement| {
            let read = |row: &rusqlite::Row<'_>| {
                Ok(Checkpoint {
                    seq: Seq(row.get::<_, i64>(0)?.cast_unsigned()),
                    at: Time::from_micros(row.get(1)?),
                    version: row.get(2)?,
                    state: row.get(3)?,
                })
            };
            statement.query_map([], read)?.collect::<Result<Vec<_>>>()
        })
        .map_err(JournalError::sqlite("read the checkpoints", store.path()))?;
    Ok(rows.into_iter().find_map(|row| match unpack(&row.state) {
        Ok(state) if row.seq <= store.durable() => Some(Checkpoint { state, ..row }),
        _ => {
            tracing::warn!(seq = row.seq.0, "a checkpoint does not read; the one before it is used");
            None
        }
    }))
}
