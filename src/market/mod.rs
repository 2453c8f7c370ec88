//! Where ticks come from: the synthetic market and recordings.
