//! Whole frames.

mod frames;
