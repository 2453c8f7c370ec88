//! The dashboard: an operator watches, understands and acts.
//!
//! ```text
//!   terminal's input ─┐                          ┌─► Command ─► core (control socket), terminal
//!   viewer's news ────┼─► Msg ─► app::update ────┤
//!   answers, ticks ───┘        (Model)           └─► view::draw(&Model, &Theme) ─► buffer
//!                                                              ▼
//!                                        terminal: the difference to the last frame, as few bytes
//! ```
//!
//! Reading order: [`msg`] (what can happen), `keys` (what keys mean), [`app`] (what comes of it),
//! [`view`] (where things stand), [`panels`] (what they show), [`widgets`] (what those are made of),
//! [`theme`], [`terminal`] (bytes and keys) and [`run`] (the loop).
//!
//! Invariant: drawing changes nothing, and shows nothing that the picture does not say: what was
//! asked of the soak has happened when the soak says so.

pub mod app;
mod ctx;
mod keys;
pub mod msg;
pub mod panels;
pub mod run;
pub mod terminal;
pub mod theme;
pub mod view;
pub mod widgets;

pub use ctx::{Ctx, Frame};
