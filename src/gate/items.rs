//! The items, each in a file of its own: facts in, status and evidence out.

pub(super) mod breaker;
pub(super) mod key;
pub(super) mod reconciliation;
pub(super) mod seven_days;
