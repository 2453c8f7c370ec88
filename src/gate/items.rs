//! The items, each in a file of its own: facts in, status and evidence out.

pub(super) mod alerts;
pub(super) mod bound;
pub(super) mod breaker;
pub(super) mod chaos;
pub(super) mod coverage;
pub(super) mod drift;
mod holds;
pub(super) mod integration;
pub(super) mod key;
pub(super) mod load;
pub(super) mod paper;
pub(super) mod ramp;
pub(super) mod reconciliation;
pub(super) mod regression;
pub(super) mod resources;
pub(super) mod seven_days;
mod stuck;
pub(super) mod unknown;
