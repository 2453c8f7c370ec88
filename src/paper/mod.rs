//! The paper exchange: a deterministic state machine that plays the venue for one account.
//!
//! ```text
//!   Tick ──────► on_tick ─┐                        ┌─► Change … ──► store, then the "orders" stream
//!   OrderTicket ► place  ─┼─► Exchange ────────────┤
//!   VenueOrderId ► cancel ┘   orders fills desks   └─► OrderReport | Reject ──► the client
//! ```
//!
//! # How orders fill
//!
//! The book is the feed's; our own orders never meet each other, and they never move the market.
//!
//! - **What is on offer.** Each tick replaces what the one before it offered. A trade of size *s*
//!   offers *s* on both sides, at its price plus and minus `half_spread`. A quote offers its own
//!   sizes at its own bid and ask. A size of zero offers nothing.
//! - **Taking.** A market order, and a limit order that crosses, takes the size at the touch, and
//!   then up to four further levels with the same size each, every one `slippage` worse than the
//!   one before. Prices move to a whole price step against the taker. What one order takes from a
//!   tick is gone for the next order. The rest of a market order goes on working on the following
//!   ticks; the rest of an ioc order is cancelled; the rest of a gtc order rests.
//! - **Resting.** A resting order fills as a maker, at its own limit and never better, when a later
//!   trade goes through its price, or prints at its price without the taker being on the order's
//!   own side; or when a quote's opposite side reaches its price. It gets at most the tick's size,
//!   also when the price went through: an exchange without us showed no more than that.
//! - **Reduce-only.** Cut to the position when placed, cut again whenever the position shrinks, and
//!   cancelled when there is nothing left to reduce, so that it never turns a position over.
//!
//! # Money
//!
//! Positions are those of a perpetual future: no asset changes hands.
//! `cash = paid in + Σ realised − Σ fees` and `equity = cash + Σ unrealised`, both to the last
//! digit. Fees are rounded to 8 decimals, half away from zero. An order that would enlarge the worst case
//! of its market is refused when all worst cases together exceed `equity × leverage_max`. Nothing is
//! ever liquidated, and there is no funding.
//!
//! # Idempotency
//!
//! The client order id is the key. The same key with the same ticket is told the first answer
//! again, exactly as it was then; with another ticket it is refused. A refused request has had no
//! effect and leaves its key free.
//!
//! Invariant: no clock, no chance, no I/O, no floats. The same calls give the same changes.

mod account;
mod book;
mod cancel;
mod change;
mod desk;
mod exchange;
mod execute;
mod key;
mod number;
mod order;
mod page;
mod place;
mod query;
mod reject;
mod restore;
mod terms;

#[cfg(test)]
pub(crate) mod tests;

pub use account::{Account, FillRow};
pub use change::{Change, OrderChange};
pub use desk::Holding;
pub use exchange::Exchange;
pub use key::KeyRow;
pub use number::{FillNumber, OrderNumber};
pub use order::Order;
pub use page::{OrderFilter, PAGE_MAX};
pub use reject::Reject;
pub use restore::{RestoreError, Saved};
pub use terms::Terms;
