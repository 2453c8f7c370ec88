//! The engine under a hand-turned crank: one input at a time, every effect looked at.

mod breaker;
mod cancels;
mod closing;
mod door;
mod evidence;
mod game_day;
mod late;
mod latencies;
mod laws;
mod life;
mod orders;
mod period;
mod protections;
mod ramp;
mod reconcile;
mod restart;
mod rig;
mod start;
mod time;
mod told;
mod unknown;

pub(crate) use rig::Rig;
