//! The live path's figures: `cargo bench --bench live [-- --quick|--long] [PART]`.
//!
//! Real sockets and a real disk. Each figure is measured in rounds, its baseline in the same rounds,
//! so that a busy machine slows both: read the ratios.

use std::process::ExitCode;

use support::run::Run;

mod decision;
mod idle;
mod plans;
mod round_trip;
mod stream;
mod trip;
#[cfg(feature = "tui")]
mod viewers;

#[path = "../support"]
mod support {
    pub(crate) mod commit;
    #[cfg(feature = "tui")]
    #[expect(dead_code, reason = "the bench of the screen uses it")]
    pub(crate) mod memory;
    pub(crate) mod outside;
    pub(crate) mod pause;
    pub(crate) mod processor;
    pub(crate) mod run;
    pub(crate) mod samples;
    pub(crate) mod soaking;
    #[cfg(feature = "tui")]
    #[expect(dead_code, reason = "the bench of the screen uses the rest")]
    pub(crate) mod terminal;
}

fn main() -> ExitCode {
    Run::start(&[
        ("decision: tick received, order sent, its intent durable", decision::measure),
        ("round-trip: an order to the embedded venue and back", round_trip::measure),
        ("trip: a person trips the breaker in a flood of ticks", trip::measure),
        ("stream: ticks taken in without loss", stream::measure),
        #[cfg(feature = "tui")]
        ("viewers: what twenty dashboards cost the orders", viewers::measure),
        ("idle: the core's processor time at 10 ticks a second", idle::measure),
    ])
}
