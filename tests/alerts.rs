//! Alerts that leave the box: the real program, and receivers that take them, refuse them, hang and die.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where its world cannot be read, and says what it was"
)]

#[path = "alerts/killed.rs"]
mod killed;
#[path = "crash/life.rs"]
#[expect(dead_code, reason = "it is shared with the crash tests, which need more of it")]
mod life;
#[path = "alerts/outage.rs"]
mod outage;
#[path = "alerts/place.rs"]
mod place;
#[path = "alerts/receiver.rs"]
mod receiver;
#[path = "alerts/refused.rs"]
mod refused;
#[path = "alerts/told.rs"]
mod told;
#[path = "alerts/webhook.rs"]
mod webhook;
