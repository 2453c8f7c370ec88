//! Opening a store: the exchange as it was, or a new one.

use std::path::Path;

use rusqlite::{Connection, Error, ErrorCode, Row};

use super::{Store, StoreError, file, row};
use crate::model::{Market, Markets};
use crate::paper::{Account, Exchange, Saved, Terms};

/// Pages of the log after which a save itself writes them back, 32 MiB: only a caller who never
/// calls [`Store::checkpoint`] gets there.
const LOG_PAGES_MAX: u32 = 8_192;

impl Store {
    /// Opens the store at `path`, or makes one with a new account, and restores its exchange.
    /// Markets that the store has had and `markets` does not name are kept behind those of
    /// `markets`, so that their orders and positions stay reachable. `terms` hold from now on, but
    /// what was paid into an existing account stays as it was.
    ///
    /// # Errors
    /// When the file is in use, foreign, of another version, damaged, or contradicts itself; it is
    /// then left as it is. When the system or the database fails.
    pub fn open(path: &Path, markets: &Markets, terms: Terms) -> Result<(Self, Exchange), StoreError> {
        let lock = file::lock(path)?;
        file::ensure(path)?;
        let failed = |source| failure(path, source);
        let mut connection = Connection::open(path).map_err(failed)?;
        let pragmas = format!(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
             PRAGMA wal_autocheckpoint={LOG_PAGES_MAX};"
        );
        connection.execute_batch(&pragmas).map_err(failed)?;
        check_pages(&connection, path)?;
        let all_markets = merge_markets(&connection, markets).map_err(failed)?;
        let markets = Markets::new(all_markets.iter().cloned());
        if markets.len() < all_markets.len() {
            return Err(StoreError::TooManyMarkets { path: path.to_owned() });
        }
        let saved = read(&connection, &terms).map_err(failed)?;
        let account = saved.account;
        let contradiction = |source| StoreError::Contradiction { path: path.to_owned(), source };
        let exchange = Exchange::restore(markets, terms, saved).map_err(contradiction)?;
        write_beginning(&mut connection, &account, exchange.markets()).map_err(failed)?;
        Ok((Self::new(connection, lock), exchange))
    }
}

fn check_pages(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let found: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(|source| failure(path, source))?;
    if found == "ok" { Ok(()) } else { Err(StoreError::Corrupt { path: path.to_owned(), detail: found }) }
}

/// The given markets in their order, then the stored ones that are not among them.
fn merge_markets(connection: &Connection, markets: &Markets) -> rusqlite::Result<Vec<Market>> {
    let mut all: Vec<Market> = markets.iter().map(|(_, market)| market.clone()).collect();
    for stored in rows(connection, "SELECT * FROM markets ORDER BY place", market)? {
        if markets.id_of(stored.symbol.as_str()).is_none() {
            all.push(stored);
        }
    }
    Ok(all)
}

fn read(connection: &Connection, terms: &Terms) -> rusqlite::Result<Saved> {
    let account = rows(connection, "SELECT * FROM account", row::account)?.pop();
    Ok(Saved {
        account: account.unwrap_or_else(|| Account::opened_with(terms.initial_balance)),
        orders: rows(connection, "SELECT * FROM orders ORDER BY number", row::order)?,
        fills: rows(connection, "SELECT * FROM fills ORDER BY number", row::fill)?,
        holdings: rows(connection, "SELECT * FROM positions ORDER BY symbol", row::holding)?,
        keys: rows(connection, "SELECT * FROM idempotency ORDER BY key", row::key)?,
    })
}

/// Writes what stands in a store before anything has happened: the account and the markets.
fn write_beginning(
    connection: &mut Connection,
    account: &Account,
    markets: &Markets,
) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    transaction.execute(
        "INSERT INTO account VALUES (1, ?1, ?2, ?3) ON CONFLICT DO NOTHING",
        (account.paid_in.to_string(), account.realized.to_string(), account.fees.to_string()),
    )?;
    for (place, Market { symbol, price_step, quantity_step, quantity_min }) in markets.iter() {
        let steps = (price_step.to_string(), quantity_step.to_string(), quantity_min.to_string());
        transaction.execute(
            "INSERT OR REPLACE INTO markets VALUES (?1, ?2, ?3, ?4, ?5)",
            (symbol.as_str(), place.0, steps.0, steps.1, steps.2),
        )?;
    }
    transaction.commit()
}

fn market(row: &Row<'_>) -> rusqlite::Result<Market> {
    Ok(Market {
        symbol: row::symbol(row)?,
        price_step: row::step(row, "price_step")?,
        quantity_step: row::step(row, "quantity_step")?,
        quantity_min: row::parsed(row, "quantity_min")?,
    })
}

fn rows<T>(
    connection: &Connection,
    query: &str,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    connection.prepare(query)?.query_map([], read)?.collect()
}

/// Tells damage, which a person has to mend, from a failure of the system.
fn failure(path: &Path, source: Error) -> StoreError {
    let is_damage = matches!(
        source.sqlite_error_code(),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::Unknown)
    ) || matches!(
        source,
        Error::FromSqlConversionFailure(..)
            | Error::InvalidColumnType(..)
            | Error::IntegralValueOutOfRange(..)
    );
    if is_damage {
        StoreError::Corrupt { path: path.to_owned(), detail: source.to_string() }
    } else {
        StoreError::Database { operation: "open", source }
    }
}
