//! Pictures, found by their time.

use rusqlite::Row;

use super::super::JournalError;
use super::super::pictures::unpack_picture;
use super::{Archive, read};
use crate::model::Time;

/// Which picture is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nearest {
    /// The last one before this time.
    Before(Time),
    /// The last one at or before this time.
    AtOrBefore(Time),
    /// The first one after this time.
    After(Time),
    /// The first one at or after this time.
    AtOrAfter(Time),
}

/// A picture as it was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPicture {
    /// When.
    pub at: Time,
    /// The form's version, as the one who took it said.
    pub version: u32,
    /// Its bytes; none when they are damaged or what they lean on is gone.
    pub bytes: Option<Vec<u8>>,
}

/// A picture as it lies there.
struct Packed {
    at: Time,
    version: u32,
    base: Option<Time>,
    bytes: Vec<u8>,
}

impl Archive {
    /// The picture that is meant, if there is one.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn picture(&self, nearest: Nearest) -> Result<Option<StoredPicture>, JournalError> {
        let (condition, time) = match nearest {
            Nearest::Before(time) => ("at < ?1 ORDER BY at DESC", time),
            Nearest::AtOrBefore(time) => ("at <= ?1 ORDER BY at DESC", time),
            Nearest::After(time) => ("at > ?1 ORDER BY at", time),
            Nearest::AtOrAfter(time) => ("at >= ?1 ORDER BY at", time),
        };
        let Some(found) = self.packed(condition, time)? else { return Ok(None) };
        let bytes = match found.base {
            None => unpack_picture(&found.bytes, None).ok(),
            Some(base) => self
                .packed("at = ?1", base)?
                .and_then(|base| unpack_picture(&base.bytes, None).ok())
                .and_then(|base| unpack_picture(&found.bytes, Some(&base)).ok()),
        };
        Ok(Some(StoredPicture { at: found.at, version: found.version, bytes }))
    }

    /// The times of the first and the last picture.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn pictures_reach(&self) -> Result<Option<(Time, Time)>, JournalError> {
        const SQL: &str = "SELECT (SELECT min(at) FROM pictures), (SELECT max(at) FROM pictures)";
        if self.format < 2 {
            return Ok(None);
        }
        self.one("read how far pictures go back", SQL, [], |row| {
            Ok(read::optional_time(row, 0)?.zip(read::optional_time(row, 1)?))
        })
    }

    fn packed(&self, condition: &str, time: Time) -> Result<Option<Packed>, JournalError> {
        if self.format < 2 {
            return Ok(None);
        }
        let sql = format!("SELECT at, version, base, bytes FROM pictures WHERE {condition} LIMIT 1");
        let found = self.all("read a picture", &sql, [time.as_micros()], |row: &Row<'_>| {
            let version = u32::try_from(read::number(row, 1)?).unwrap_or(u32::MAX);
            let (at, base) = (read::time(row, 0)?, read::optional_time(row, 2)?);
            Ok(Packed { at, version, base, bytes: row.get(3)? })
        })?;
        Ok(found.into_iter().next())
    }
}
