//! `soak.toml`: read, checked whole, explained.
