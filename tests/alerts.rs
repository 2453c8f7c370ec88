//! Alerts that leave the box: the real program, and receivers that take them, refuse them, hang and die.

#[cfg(test)]
#[path = "alerts/killed.rs"]
mod killed;
#[cfg(test)]
#[path = "crash/life.rs"]
#[expect(dead_code, reason = "it is shared with the crash tests, which need more of it")]
mod life;
#[cfg(test)]
#[path = "alerts/outage.rs"]
mod outage;
#[cfg(test)]
#[path = "alerts/place.rs"]
mod place;
#[cfg(test)]
#[path = "alerts/receiver.rs"]
mod receiver;
#[cfg(test)]
#[path = "alerts/refused.rs"]
mod refused;
#[cfg(test)]
#[path = "alerts/told.rs"]
mod told;
#[cfg(test)]
#[path = "alerts/untrusted.rs"]
mod untrusted;
#[cfg(test)]
#[path = "alerts/webhook.rs"]
mod webhook;
