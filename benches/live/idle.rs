//! What a soak costs while it just runs: three markets, ten ticks a second, reconciling every five
//! seconds, the paper exchange in the same process.

use color_eyre::eyre::{Result, eyre};
use soak::market::SyntheticSettings;
use soak::model::{AgentRules, Rules, Span};
use soak::paper::Terms;
use soak::runtime::{FeedSource, VenuePlan};

use super::plans::plan;
use crate::support::run::{Length, Run, micros, say};
use crate::support::soaking::Soaking;

/// Ticks of the system's clock in a second: fixed on Linux for what programs see.
const CLOCK_TICKS_A_SECOND: f64 = 100.0;

pub(crate) fn measure(run: &Run) -> Result<()> {
    let length = match run.length {
        Length::Quick => Span::from_secs(3),
        Length::Usual => Span::from_secs(30),
        Length::Long => Span::from_secs(120),
    };
    let rules =
        Rules { agent: AgentRules { bar: Span::from_secs(5), ..AgentRules::default() }, ..Rules::default() };
    let source = FeedSource::synthetic(7, SyntheticSettings::default());
    let venue = VenuePlan::embedded(source, Terms::default());
    let soaking = Soaking::start(run.clock, |folder| plan(folder, venue, rules))?;
    while soaking.status().is_err() {
        run.pause(Span::from_millis(100));
    }
    let (begun, before) = (run.clock.now(), processor_seconds()?);
    run.pause(length);
    let (took, used) = (micros(run.clock.now().since(begun)) / 1e6, processor_seconds()? - before);
    let (result, _folder) = soaking.stop()?;
    say(&format!(
        "  {:.2}% of a core over {took:.0} s, the paper exchange included; {} ticks, {} orders, {} requests",
        100.0 * used / took,
        result.ticks,
        result.orders,
        result.requests
    ));
    Ok(())
}

/// Processor time of this process so far.
fn processor_seconds() -> Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The name in brackets may hold anything; the numbers come after it.
    let numbers = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let times: Vec<f64> = numbers.skip(11).take(2).filter_map(|number| number.parse().ok()).collect();
    match times.as_slice() {
        [user, system] => Ok((user + system) / CLOCK_TICKS_A_SECOND),
        _ => Err(eyre!("the system does not tell the processor time")),
    }
}
