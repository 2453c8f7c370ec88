//! What panels are made of: gauges, curves, tables of fixed columns.
//!
//! Cells are written directly, without layout or widgets in between: a whole frame of panels has to
//! cost less than the comparison with the frame before it.
//!
//! Invariant: nothing is written outside of the area given, nor is any control character, and no area
//! is too small.

mod age;
mod bars;
mod curve;
mod frame;
mod gauge;
mod grid;
mod ink;
mod list;
mod number;

pub(crate) use age::{age, clock, date_clock, end_name, lasting, millis};
pub(crate) use bars::{Heights, columns, sparkline};
pub(crate) use curve::{Curve, curve};
pub(crate) use frame::frame;
pub(crate) use gauge::{filled, gauge};
pub(crate) use grid::{Align, Column, Grid};
pub(crate) use ink::{Line, put, put_right, width, wrap};
pub(crate) use list::window;
pub(crate) use number::{Number, by_sign, count, float};
