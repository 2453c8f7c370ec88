//! What keys mean: one table for bindings, footer, help and palette.
//!
//! Reading order: [`chord`] (a key), [`action`] (what can be done), [`row`] and [`table`] (which key
//! does what, and in which words), [`context`] (which rows hold at the moment).
//!
//! Invariant: nothing binds a key outside of the table, so help can leave nothing out.

mod action;
mod chord;
mod context;
mod row;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use action::Action;
pub(crate) use chord::Chord;
pub(crate) use context::{Context, action_for};
pub(crate) use row::{Argument, Group, Row};
pub(crate) use table::TABLE;
