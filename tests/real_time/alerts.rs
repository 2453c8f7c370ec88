//! Alerts that leave the box: the real program, and receivers that take them, refuse them, hang and die.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops where its program or its sinks cannot be started, and says what it was"
)]

mod killed;
mod outage;
mod place;
mod receiver;
mod refused;
mod told;
mod untrusted;
mod webhook;
