//! What comes of what happens: the model, and the one function that changes it.
//!
//! ```text
//!   Msg ─► update ─┬─ key ─► keys::action_for ─► press ─┬─► ask     (acting on the soak)
//!                  │                                    ├─► travel  (looking back)
//!                  │                                    ├─► open    (ways of looking)
//!                  │                                    └─► inside  (dialogs, lines of text)
//!                  ├─ news ─► pictures, history, the link
//!                  └─ answers ─► notices, the past, an order's life
//! ```
//!
//! Invariant: it does nothing but change the model; what is to be done outside is returned.

mod acting;
mod answers;
mod ask;
mod complete;
mod confirm;
mod dashboard;
mod inside;
mod link_state;
mod look;
mod meanwhile;
mod model;
mod news;
mod notice;
mod open;
mod overlay;
mod palette;
mod past;
mod pointer;
mod press;
mod rows;
mod text_line;
mod travel;
mod update;

#[cfg(test)]
pub(crate) mod tests;

pub(crate) use acting::Act;
pub(crate) use ask::why_not;
pub(crate) use complete::{candidates, view_name};
pub(crate) use confirm::{Confirm, Field, ResetForm, WORD};
pub(crate) use link_state::Link;
pub(crate) use meanwhile::{Meanwhile, meanwhile};
pub use model::{Model, Rights, Setup, Tie};
pub(crate) use notice::Tone;
pub(crate) use overlay::{Inspected, Overlay};
pub(crate) use palette::Palette;
pub(crate) use rows::{kept_alerts, kept_orders, kept_positions};
pub(crate) use text_line::TextLine;
