//! Every text and every record in the journal, unpacked, for whoever has to see all of them.

use std::io::Read;

use flate2::read::ZlibDecoder;
use rusqlite::types::ValueRef;
use rusqlite::{Row, params};

use super::super::JournalError;
use super::super::pictures::unpack_picture;
use super::Archive;

/// Rows read by one statement: a few megabytes of packed inputs.
const ROWS: i64 = 32;

/// Longest value unpacked, in bytes: eight times the longest packed row.
const UNPACKED_MAX: u64 = 64 << 20;

/// A value of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoredValue<'a> {
    /// Text for people.
    Text(&'a [u8]),
    /// A record, unpacked.
    Bytes(&'a [u8]),
    /// It does not unpack.
    Damaged,
}

/// Shows a value with its table and the number of its row, from 1; `false` ends it.
type Look<'a> = dyn FnMut(&str, u64, StoredValue<'_>) -> bool + 'a;

impl Archive {
    /// Shows every text and every record of all tables to `look`, row by row, until it says `false`.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn values(&self, look: &mut Look<'_>) -> Result<(), JournalError> {
        const TABLES: &str = "SELECT name, wr FROM pragma_table_list
                              WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
        let tables = self.all("list the journal's tables", TABLES, [], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?))
        })?;
        for (table, without_rowid) in tables {
            // Names are ours; a quote in one would end it.
            let name = table.replace('"', "\"\"");
            // By the row where there is a number for it, since skipping rows reads them all.
            let sql = if without_rowid {
                format!("SELECT 0, * FROM \"{name}\" LIMIT {ROWS} OFFSET ?1")
            } else {
                format!("SELECT rowid, * FROM \"{name}\" WHERE rowid > ?1 ORDER BY rowid LIMIT {ROWS}")
            };
            let (mut after, mut count) = (if without_rowid { 0 } else { i64::MIN }, 0_u64);
            loop {
                let (before, from) = (count, after);
                let mut go_on = true;
                self.each("read the journal's values", &sql, params![from], |row| {
                    count += 1;
                    after =
                        if without_rowid { i64::try_from(count).unwrap_or(i64::MAX) } else { row.get(0)? };
                    go_on = go_on && self.row(&table, count, row, look)?;
                    Ok(())
                })?;
                if !go_on {
                    return Ok(());
                }
                if count == before {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Shows the values of `row`.
    fn row(&self, table: &str, number: u64, row: &Row<'_>, look: &mut Look<'_>) -> rusqlite::Result<bool> {
        for index in 1..row.as_ref().column_count() {
            let go_on = match row.get_ref(index)? {
                ValueRef::Text(text) => look(table, number, StoredValue::Text(text)),
                ValueRef::Blob(bytes) => match self.unpacked(table, row, bytes)? {
                    Some(bytes) => look(table, number, StoredValue::Bytes(&bytes)),
                    None => look(table, number, StoredValue::Damaged),
                },
                ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => true,
            };
            if !go_on {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// `bytes` of `table` as they were before they were packed; [`None`] where they do not unpack.
    fn unpacked(&self, table: &str, row: &Row<'_>, bytes: &[u8]) -> rusqlite::Result<Option<Vec<u8>>> {
        let packed = match table {
            "segments" => row.get::<_, String>("encoding")? == "zlib",
            "checkpoints" => true,
            "pictures" => {
                let base: Option<i64> = row.get("base")?;
                let base = match base {
                    None => None,
                    Some(at) => match self.base(at) {
                        Some(base) => Some(base),
                        None => return Ok(None),
                    },
                };
                return Ok(unpack_picture(bytes, base.as_deref()).ok());
            }
            _ => false,
        };
        if !packed {
            return Ok(Some(bytes.to_vec()));
        }
        let mut unpacked = Vec::with_capacity(bytes.len() * 2);
        let read = ZlibDecoder::new(bytes).take(UNPACKED_MAX + 1).read_to_end(&mut unpacked);
        Ok((read.is_ok() && unpacked.len() as u64 <= UNPACKED_MAX).then_some(unpacked))
    }

    /// The picture of the time `at`, which others lean on.
    fn base(&self, at: i64) -> Option<Vec<u8>> {
        let mut statement = self.db.prepare_cached("SELECT bytes FROM pictures WHERE at = ?1").ok()?;
        let packed: Vec<u8> = statement.query_row([at], |row| row.get(0)).ok()?;
        unpack_picture(&packed, None).ok()
    }
}
