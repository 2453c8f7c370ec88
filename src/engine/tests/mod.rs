//! The engine under a hand-turned crank: one input at a time, every effect looked at.

mod breaker;
mod closing;
mod orders;
mod reconcile;
mod rig;
mod start;
mod unknown;

use rig::Rig;
