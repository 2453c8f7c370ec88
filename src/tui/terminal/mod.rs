//! Bytes and keys: the only part of the dashboard that knows a terminal.
//!
//! Reading order: [`Surface`] (what the loop draws on), `screen` (the real one), `guard` (taken and given
//! back), `line` (bytes out), `reader` and `keys` (bytes in), [`Painter`] with `sheet`, `cell` and `pen`
//! (as few bytes as possible), [`Abilities`] with `colour` and `ascii` (what the terminal can show).

mod abilities;
mod ascii;
mod cell;
mod colour;
mod error;
mod guard;
mod keys;
mod line;
mod mouse;
mod paint;
mod pen;
mod reader;
mod screen;
mod sheet;
mod surface;
mod svg;

pub use abilities::{Abilities, Glyphs};
pub use ascii::of_symbol;
pub use colour::{Depth, rgb};
pub use error::TerminalError;
pub use paint::Painter;
pub use screen::{Ears, Process, Screen};
pub use surface::{Mouse, Size, Surface};
pub use svg::svg;
