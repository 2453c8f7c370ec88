//! What happened, read back as the rows that were written.
//!
//! Each `…_until` gives the last `limit` rows up to a time, the latest first.

use super::super::JournalError;
use super::super::rows::integer;
use super::{Archive, read};
use crate::event::{AlertRecord, FillRecord, OperatorRecord, OrderRecord, Record, RequestRecord};
use crate::model::{OrderSeq, Time};

impl Archive {
    /// States that orders came into.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn orders_until(&self, at: Time, limit: usize) -> Result<Vec<OrderRecord>, JournalError> {
        if self.format < 2 {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT {} FROM (SELECT * FROM order_changes WHERE at <= ?1 ORDER BY id DESC LIMIT ?2) c
             JOIN orders o USING (order_seq) ORDER BY c.id DESC",
            read::ORDER
        );
        self.all("read the orders' states", &sql, until(at, limit), read::order)
    }

    /// Fills that were booked.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn fills_until(&self, at: Time, limit: usize) -> Result<Vec<FillRecord>, JournalError> {
        let sql =
            format!("SELECT {} FROM fills WHERE booked_at <= ?1 ORDER BY rowid DESC LIMIT ?2", read::FILL);
        self.all("read the fills", &sql, until(at, limit), read::fill)
    }

    /// Alerts that were raised, with what became of them until now.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn alerts_until(&self, at: Time, limit: usize) -> Result<Vec<AlertRecord>, JournalError> {
        let sql = format!(
            "SELECT {} FROM alerts WHERE raised_at <= ?1 ORDER BY raised_at DESC LIMIT ?2",
            read::ALERT
        );
        self.all("read the alerts", &sql, until(at, limit), read::alert)
    }

    /// Requests that left until then and did not end `ok`.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn failures_until(&self, at: Time, limit: usize) -> Result<Vec<RequestRecord>, JournalError> {
        let sql = format!(
            "SELECT {} FROM requests WHERE outcome <> 'ok' AND sent_at <= ?1 ORDER BY sent_at DESC LIMIT ?2",
            read::REQUEST
        );
        self.all("read the requests that failed", &sql, until(at, limit), read::request)
    }

    /// What people did.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn acts_until(&self, at: Time, limit: usize) -> Result<Vec<OperatorRecord>, JournalError> {
        let sql =
            format!("SELECT {} FROM operator_actions WHERE at <= ?1 ORDER BY id DESC LIMIT ?2", read::ACT);
        self.all("read what people did", &sql, until(at, limit), read::act)
    }

    /// The breaker's moves.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn moves_until(&self, at: Time, limit: usize) -> Result<Vec<Record>, JournalError> {
        const SQL: &str =
            "SELECT at, level, moved_by, reason FROM breaker WHERE at <= ?1 ORDER BY id DESC LIMIT ?2";
        self.all("read the breaker's moves", SQL, until(at, limit), read::breaker)
    }

    /// Gaps in the soak clock that were over.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn gaps_until(&self, at: Time, limit: usize) -> Result<Vec<Record>, JournalError> {
        const SQL: &str =
            "SELECT from_at, to_at, reason FROM gaps WHERE to_at <= ?1 ORDER BY id DESC LIMIT ?2";
        self.all("read the gaps", SQL, until(at, limit), read::gap)
    }

    /// Notes.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn notes_until(&self, at: Time, limit: usize) -> Result<Vec<Record>, JournalError> {
        const SQL: &str = "SELECT at, kind, text FROM notes WHERE at <= ?1 ORDER BY id DESC LIMIT ?2";
        self.all("read the notes", SQL, until(at, limit), read::note)
    }

    /// The order as it stands, if there is such a one.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn order(&self, order: OrderSeq) -> Result<Option<OrderRecord>, JournalError> {
        let sql = format!(
            "SELECT {} FROM (SELECT *, changed_at AS at FROM orders WHERE order_seq = ?1) c
             JOIN orders o USING (order_seq)",
            read::ORDER
        );
        let found = self.all("read the order", &sql, [integer(order.0)], read::order)?;
        Ok(found.into_iter().next())
    }

    /// The states that the order came into, oldest first.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn states_of(&self, order: OrderSeq) -> Result<Vec<OrderRecord>, JournalError> {
        if self.format < 2 {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT {} FROM (SELECT * FROM order_changes WHERE order_seq = ?1 ORDER BY id) c
             JOIN orders o USING (order_seq) ORDER BY c.id",
            read::ORDER
        );
        self.all("read the order's states", &sql, [integer(order.0)], read::order)
    }

    /// The requests about the order, oldest first.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn requests_of(&self, order: OrderSeq) -> Result<Vec<RequestRecord>, JournalError> {
        let sql = format!("SELECT {} FROM requests WHERE order_seq = ?1 ORDER BY request_id", read::REQUEST);
        self.all("read the order's requests", &sql, [integer(order.0)], read::request)
    }

    /// The order's fills, in the order in which they were booked.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn fills_of(&self, order: OrderSeq) -> Result<Vec<FillRecord>, JournalError> {
        let sql = format!("SELECT {} FROM fills WHERE order_seq = ?1 ORDER BY rowid", read::FILL);
        self.all("read the order's fills", &sql, [integer(order.0)], read::fill)
    }
}

fn until(at: Time, limit: usize) -> impl rusqlite::Params {
    (at.as_micros(), integer(limit as u64))
}
