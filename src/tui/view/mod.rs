//! Where things stand on the screen: header, panels, footer, overlays, by size.
//!
//! ```text
//!   header    what it is, how it is, whether it needs somebody       (2 lines, 3 when tripped)
//!   banner    the past, a lost link, a picture that stands still     (only when so)
//!   panels    overview by size, or one of them
//!   footer    what happened last, or a notice; the keys that work
//! ```
//!
//! Invariant: drawing reads the model and changes nothing.

mod banner;
mod boxed;
mod breaker;
mod dialog;
mod draw;
mod figures;
mod footer;
mod header;
mod help;
mod layout;
mod order;
mod overview;
mod palette;
mod panel;
mod pieces;
mod status;
mod too_small;

#[cfg(test)]
mod tests;

pub use draw::draw;
pub(crate) use draw::scroll_max;
pub(crate) use layout::{overview_panels, panel_at};
