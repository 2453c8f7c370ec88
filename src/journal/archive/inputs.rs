//! Every input, read beside whoever writes them.
//!
//! Rows are read one at a time and may be packed into larger ones between two reads. What was seen before is
//! then read again and passed over.

use std::ops::ControlFlow;

use super::Archive;
use crate::event::Envelope;
use crate::journal::JournalError;
use crate::journal::codec::{Decoder, Reader, chunk_start};
use crate::journal::segments::read_segment;
use crate::model::Seq;

impl Archive {
    /// Shows every durable envelope to `look`, in order, until it has seen enough. One row is in memory at a
    /// time.
    ///
    /// # Errors
    /// `Corrupt` where a row is not what it says; `Sqlite` when the disk refuses.
    pub fn inputs(&self, mut look: impl FnMut(&Envelope) -> ControlFlow<()>) -> Result<(), JournalError> {
        let damaged = |seq: Seq, what: &str| {
            JournalError::corrupt(&self.path, format!("the row of input {seq}: {what}"))
        };
        let mut next = Seq(1);
        let mut decoder = Decoder::starting_at(next);
        while let Some(row) = read_segment(&self.db, &self.path, next)? {
            if row.first != next {
                if row.first != chunk_start(row.first) {
                    return Err(damaged(next, "it begins within a chunk that was not read"));
                }
                decoder = Decoder::starting_at(row.first);
            }
            let mut rest = Reader::new(&row.bytes);
            while rest.left() > 0 {
                let envelope = decoder.take(&mut rest).map_err(|error| damaged(next, &error.to_string()))?;
                if envelope.seq < next {
                    continue;
                }
                next = envelope.seq.next();
                if look(&envelope).is_break() {
                    return Ok(());
                }
            }
            if next != row.next() {
                return Err(damaged(next, "it has another length than it says"));
            }
        }
        Ok(())
    }
}
