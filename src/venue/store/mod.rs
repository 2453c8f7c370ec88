//! The paper exchange on disk: its account, orders, fills, positions and idempotency keys survive
//! kill -9. The soak never reads this file; it belongs to the outside world.
//!
//! ```text
//!   venue.db        SQLite, WAL, synchronous=FULL, mode 0600        schema: schema.sql
//!     account ── paid_in realized fees                              one row
//!     markets ── symbol, steps                                      every market it ever had
//!     orders  ◄─┬─ fills                                            numbered from 1 without gaps
//!               └─ idempotency                                      key → order and first answer
//!     positions ─ symbol quantity cost marked                       open ones
//!     order_list, fill_list                                         views for people
//!   venue.db.lock   held while a process has the store open
//! ```
//!
//! Invariant: [`Store::save`] is durable before it returns. Whoever tells a client of a change before
//! that has lied when the power fails.
//! Invariant: a file that this version did not write is refused and stays as it is.

mod error;
mod file;
mod load;
mod row;
mod save;

#[cfg(test)]
mod tests;

pub use error::StoreError;
pub use save::Store;
