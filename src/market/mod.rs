//! Where ticks come from: the synthetic market and recordings, one tick at a time, in event time.
//!
//! ```text
//!   Synthetic { seed, settings } ──┐
//!                                  ├──► Feed::next() ──► Tick … (ascending by `at`)
//!   Recording { file, survey } ────┤
//!   Disturbed { another, faults } ─┘
//! ```
//!
//! Feeds are plain iterators: whoever pulls decides how fast event time passes, so the same feed
//! serves real time and virtual time. Nothing here waits, spawns or asks what time it is.
//!
//! Invariant: the same seed and settings, or the same file, give the same ticks on every machine.

mod disturbed;
mod error;
mod feed;
mod recording;
mod skipped;
mod synthetic;

pub use disturbed::Disturbed;
pub use error::{FeedError, Packing};
pub use feed::Feed;
pub use recording::{Gap, Gaps, Recording, RecordingKind, SessionForm, SessionHead, SessionWriter, Survey};
pub use skipped::{BadRow, RowFault, Skipped};
pub use synthetic::{Publish, Synthetic, SyntheticMarket, SyntheticSettings};
