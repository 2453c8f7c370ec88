//! What the screen shows: one file for each panel, small and zoomed.
//!
//! ```text
//!   fn render(area: Rect, buf: &mut Buffer, data: &XData<'_>, cx: &Ctx<'_>)
//! ```
//!
//! A panel takes any area: from three rows on it has a frame, below that it is one line or two.
//!
//! Invariant: a panel sees its slice of the picture and nothing else, and asks no clock.

pub mod alerts;
pub mod checklist;
pub mod events;
pub mod headroom;
pub mod latency;
pub mod order;
mod panel;
pub mod pnl;
pub mod positions;
mod severity;
#[cfg(test)]
mod tests;

pub use alerts::AlertsData;
pub use checklist::ChecklistData;
pub use events::EventsData;
pub use headroom::HeadroomData;
pub use latency::{LatencyData, LatencyRange};
pub use order::OrderData;
pub use panel::Panel;
pub use pnl::{CurveRange, PnlData};
pub use positions::{PositionSort, PositionsData};
