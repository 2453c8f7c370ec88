//! The processor time of a process: what a busy machine does not take from a measurement.

use color_eyre::eyre::{Result, eyre};

/// Ticks of the system's clock in a second: fixed on Linux for what programs see.
const CLOCK_TICKS_A_SECOND: f64 = 100.0;

/// Processor time of this process so far, in seconds, exact to a hundredth.
pub(crate) fn processor_seconds() -> Result<f64> {
    seconds_of("self")
}

/// Processor time of the process `pid` so far, in seconds, exact to a hundredth.
pub(crate) fn seconds_of(pid: &str) -> Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name in brackets may hold anything; the numbers come after it.
    let numbers = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let times: Vec<f64> = numbers.skip(11).take(2).filter_map(|number| number.parse().ok()).collect();
    match times.as_slice() {
        [user, system] => Ok((user + system) / CLOCK_TICKS_A_SECOND),
        _ => Err(eyre!("the system does not tell the processor time")),
    }
}
