//! Alerts that leave the box: the real program, and receivers that take them, refuse them, hang and die.

mod killed;
mod outage;
mod place;
mod receiver;
mod refused;
mod told;
mod untrusted;
mod webhook;
