//! papersoak: soak an autonomous trading agent on paper, and prove that the run was sound.

pub mod agent;
pub mod clock;
pub mod commands;
pub mod config;
pub mod engine;
pub mod event;
pub mod journal;
pub mod link;
pub mod market;
pub mod model;
pub mod paper;
pub mod runtime;
pub mod sim;
pub mod snapshot;
pub mod venue;
