//! What the screen shows: one file for each panel, small and zoomed.
//!
//! ```text
//!   fn render(area: Rect, buf: &mut Buffer, data: &XData<'_>, cx: &Ctx<'_>)
//! ```
//!
//! Invariant: a panel sees its slice of the picture and nothing else, and asks no clock.

mod panel;

pub use panel::Panel;
