//! Alerts that leave the box: the real program, and receivers that take them, refuse them, hang and die.

#[cfg(test)]
mod killed;
#[cfg(test)]
#[path = "crash/life.rs"]
#[expect(dead_code, reason = "it is shared with the crash tests, which need more of it")]
mod life;
#[cfg(test)]
mod outage;
#[cfg(test)]
mod place;
#[cfg(test)]
mod receiver;
#[cfg(test)]
mod refused;
#[cfg(test)]
mod told;
#[cfg(test)]
mod untrusted;
#[cfg(test)]
mod webhook;
