//! Whole frames, as text and as styles.

mod bytes;
mod frames;
mod overlays;
mod session;
mod styles;
