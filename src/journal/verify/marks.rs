//! What lies beyond the last input although it follows from inputs: then inputs were cut off at the end.

use super::{Damage, Examined};
use crate::journal::Archive;
use crate::journal::archive::read;
use crate::model::{Seq, Time};

/// The latest moment that each table which follows from inputs tells of.
const LATEST: &str = "SELECT max(at) FROM (
    SELECT max(changed_at) AS at FROM orders UNION ALL SELECT max(booked_at) FROM fills
    UNION ALL SELECT max(at) FROM equity UNION ALL SELECT max(at) FROM operator_actions
    UNION ALL SELECT max(at) FROM breaker UNION ALL SELECT max(raised_at) FROM alerts)";

/// Adds to `examined` what tells of inputs that are not there. A commit holds inputs with all that follows from
/// them, so that no crash leaves one without the other.
pub(super) fn beyond(archive: &Archive, examined: &mut Examined) {
    let mut cut = |inputs, what: String| examined.damages.push(Damage { chunk: None, inputs, what });
    let checkpoint = archive.one("read the checkpoints", "SELECT max(seq) FROM checkpoints", [], |row| {
        row.get::<_, Option<i64>>(0)
    });
    match checkpoint {
        Ok(Some(seq)) if seq.cast_unsigned() > examined.last.0 => {
            let missing = (examined.last.next(), Seq(seq.cast_unsigned()));
            cut(Some(missing), "they are gone, a checkpoint after them is there: the journal was cut".into());
        }
        Ok(_) => {}
        Err(error) => cut(None, error.to_string()),
    }
    let latest = archive.one("look how far the tables go", LATEST, [], |row| read::optional_time(row, 0));
    let last_at = examined.reach.map_or(Time::EPOCH, |(_, last)| last);
    match latest {
        Ok(Some(at)) if at > last_at && examined.damages.is_empty() => {
            let what = format!("the tables tell of {at}, after the last input: inputs were cut off");
            examined.damages.push(Damage { chunk: None, inputs: None, what });
        }
        Ok(_) => {}
        Err(error) => {
            examined.damages.push(Damage { chunk: None, inputs: None, what: error.to_string() });
        }
    }
    if !examined.damages.is_empty() {
        examined.head = None;
    }
}
