//! Whether the journal's tables for people tell what follows from its inputs.

use crate::event::Record;
use crate::journal::{Archive, JournalError};
use crate::model::Time;
use crate::report::Followed;
use crate::snapshot::GapView;

/// Rows read of each table: what the journal keeps of the longest.
const ROWS_MAX: usize = 200_000;

/// Later than everything.
const NEVER: Time = Time::from_micros(i64::MAX);

/// What the tables of the journal in `archive` tell otherwise than `followed`, a sentence a table.
///
/// # Errors
///
/// The tables cannot be read.
pub(in crate::commands) fn differing(
    archive: &Archive,
    followed: &Followed,
) -> Result<Vec<String>, JournalError> {
    let notes = archive.notes_until(NEVER, ROWS_MAX)?;
    let is_shed = |note: &Record| matches!(note, Record::Note { kind, .. } if kind == "rows_dropped");
    if notes.iter().any(is_shed) {
        // The journal itself says that rows are missing: the disk took none for a while.
        return Ok(Vec::new());
    }
    let mut told = Vec::new();
    let orders = oldest_first(archive.orders_until(NEVER, ROWS_MAX)?);
    told.extend(differs("order_changes", &orders, &followed.orders));
    told.extend(differs("fills", &oldest_first(archive.fills_until(NEVER, ROWS_MAX)?), &followed.fills));
    let acts = oldest_first(archive.acts_until(NEVER, ROWS_MAX)?);
    told.extend(differs("operator_actions", &acts, &followed.acts));
    let gaps: Vec<_> = archive.gaps_until(NEVER, ROWS_MAX)?.into_iter().filter_map(gap).collect();
    told.extend(differs("gaps", &oldest_first(gaps), &followed.gaps));
    let equity: Vec<_> = followed.equity.iter().map(|row| (row.at, row.equity)).collect();
    told.extend(differs("equity", &archive.equity(Time::EPOCH, NEVER)?, &equity));
    let mut alerts = archive.alerts_until(NEVER, ROWS_MAX)?;
    alerts.sort_by(|one, other| (&one.id, one.raised_at).cmp(&(&other.id, other.raised_at)));
    let raised: Vec<_> = followed.alerts.values().cloned().collect();
    told.extend(differs("alerts", &alerts, &raised));
    Ok(told)
}

fn oldest_first<T>(mut rows: Vec<T>) -> Vec<T> {
    rows.reverse();
    rows
}

/// Holds a table against what it should be. Of a table that was pruned, its end.
fn differs<T: PartialEq>(table: &str, rows: &[T], expect: &[T]) -> Option<String> {
    let pruned = rows.len() >= ROWS_MAX;
    let expect = if pruned { expect.get(expect.len().saturating_sub(rows.len())..)? } else { expect };
    if rows.len() != expect.len() {
        return Some(format!("{table} has {} rows, the inputs make {}", rows.len(), expect.len()));
    }
    let at = rows.iter().zip(expect).position(|(row, expect)| row != expect)?;
    Some(format!("row {} of {table} is not what the inputs make", at + 1))
}

fn gap(record: Record) -> Option<GapView> {
    match record {
        Record::Gap { from, to, reason } => Some(GapView { from, to, reason }),
        _ => None,
    }
}
