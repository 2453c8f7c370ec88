//! Saving: one transaction for the changes of one call or of many.

use rusqlite::Connection;

use super::StoreError;
use super::file::Lock;
use super::row::{integer, kind_word, liquidity_word};
use crate::model::{OrderKind, Symbol};
use crate::paper::{Account, Change, FillRow, Holding, KeyRow, Order};

/// Most changes kept while saves fail: some minutes of a very busy account, about 50 MB.
const PENDING_MAX: usize = 50_000;

/// The store of one paper exchange, open and locked.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    /// Changes that could not be saved yet, oldest first; at most [`PENDING_MAX`].
    pending: Vec<Change>,
    /// Set when more changes were lost than kept: from then on the store may not be written.
    is_behind: bool,
    /// Dropped after the connection, as fields drop in order: the next opener finds it closed.
    _lock: Lock,
}

impl Store {
    pub(super) const fn new(connection: Connection, lock: Lock) -> Self {
        Self { connection, pending: Vec::new(), is_behind: false, _lock: lock }
    }

    /// Writes `changes` in one transaction, after those of earlier saves that failed. They are
    /// durable when this returns; nothing of them is to be told to anyone before.
    ///
    /// # Errors
    /// When the database or the disk fails: nothing was written, `changes` are kept, and the next save
    /// tries again. When too many had to be kept: then every later save fails as well.
    pub fn save(&mut self, changes: &[Change]) -> Result<(), StoreError> {
        if self.is_behind {
            return Err(StoreError::Behind { changes_max: PENDING_MAX });
        }
        if changes.is_empty() && self.pending.is_empty() {
            return Ok(());
        }
        let outcome = write(&mut self.connection, self.pending.iter().chain(changes));
        match outcome {
            Ok(()) => {
                self.pending.clear();
                Ok(())
            }
            Err(_) if self.pending.len() + changes.len() > PENDING_MAX => {
                self.is_behind = true;
                self.pending = Vec::new();
                Err(StoreError::Behind { changes_max: PENDING_MAX })
            }
            Err(source) => {
                self.pending.extend_from_slice(changes);
                Err(StoreError::Database { operation: "write", source })
            }
        }
    }

    /// Writes the log back into the main file as far as readers allow. To be called when no client
    /// waits: it takes some milliseconds, which otherwise fall on a save sooner or later.
    ///
    /// # Errors
    /// When the database or the disk fails; nothing is lost by it.
    pub fn checkpoint(&mut self) -> Result<(), StoreError> {
        let outcome = self.connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
        outcome.map_err(|source| StoreError::Database { operation: "write back the log of", source })
    }

    #[cfg(test)]
    pub(super) const fn connection(&self) -> &Connection {
        &self.connection
    }
}

fn write<'a>(connection: &mut Connection, changes: impl Iterator<Item = &'a Change>) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    for change in changes {
        match change {
            Change::Order(change) => write_order(&transaction, &change.order)?,
            Change::Fill(fill) => write_fill(&transaction, fill)?,
            Change::Position { symbol, holding } => write_position(&transaction, symbol, holding)?,
            Change::Account(account) => write_account(&transaction, account)?,
            Change::Key(key) => write_key(&transaction, key)?,
        }
    }
    transaction.commit()
}

fn write_order(connection: &Connection, order: &Order) -> rusqlite::Result<()> {
    let ticket = &order.ticket;
    let price = match ticket.kind {
        OrderKind::Market => None,
        OrderKind::Limit { price, .. } => Some(price.to_string()),
    };
    let mut statement = connection.prepare_cached(
        "INSERT INTO orders VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
         ON CONFLICT (number) DO UPDATE SET quantity = excluded.quantity, filled = excluded.filled,
         status = excluded.status, changed_us = excluded.changed_us",
    )?;
    statement.execute((
        integer(order.number.0),
        order.client_order_id().map(|id| id.as_str().to_owned()),
        ticket.symbol.as_str(),
        ticket.side.to_string(),
        price,
        kind_word(ticket.kind),
        ticket.reduce_only,
        ticket.quantity.to_string(),
        order.quantity.to_string(),
        order.filled.to_string(),
        order.status.as_str(),
        order.placed_at.as_micros(),
        order.changed_at.as_micros(),
    ))?;
    Ok(())
}

fn write_fill(connection: &Connection, fill: &FillRow) -> rusqlite::Result<()> {
    let mut statement =
        connection.prepare_cached("INSERT OR REPLACE INTO fills VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    statement.execute((
        integer(fill.number.0),
        integer(fill.order.0),
        fill.price.to_string(),
        fill.quantity.to_string(),
        fill.fee.to_string(),
        liquidity_word(fill.liquidity),
        fill.at.as_micros(),
    ))?;
    Ok(())
}

fn write_position(connection: &Connection, symbol: &Symbol, holding: &Holding) -> rusqlite::Result<()> {
    let position = holding.position;
    if position.is_flat() {
        connection.prepare_cached("DELETE FROM positions WHERE symbol = ?1")?.execute([symbol.as_str()])?;
        return Ok(());
    }
    let mut statement =
        connection.prepare_cached("INSERT OR REPLACE INTO positions VALUES (?1, ?2, ?3, ?4)")?;
    let (quantity, cost) = (position.quantity().to_string(), position.cost().to_string());
    statement.execute((symbol.as_str(), quantity, cost, holding.marked.to_string()))?;
    Ok(())
}

fn write_account(connection: &Connection, account: &Account) -> rusqlite::Result<()> {
    let mut statement =
        connection.prepare_cached("UPDATE account SET realized = ?1, fees = ?2 WHERE id = 1")?;
    statement.execute([account.realized.to_string(), account.fees.to_string()])?;
    Ok(())
}

fn write_key(connection: &Connection, key: &KeyRow) -> rusqlite::Result<()> {
    let mut statement =
        connection.prepare_cached("INSERT OR REPLACE INTO idempotency VALUES (?1, ?2, ?3, ?4, ?5)")?;
    let quantity = key.quantity.to_string();
    let order = integer(key.order.0);
    statement.execute((key.key.as_str(), order, key.status.as_str(), quantity, key.fills))?;
    Ok(())
}
