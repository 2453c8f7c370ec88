//! Whole frames, as text and as styles.

mod frames;
mod overlays;
mod session;
mod styles;
