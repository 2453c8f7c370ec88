//! What a soak costs while it just runs: three markets, ten ticks a second, reconciling every five
//! seconds, the paper exchange in the same process.

use color_eyre::eyre::Result;
use soak::market::SyntheticSettings;
use soak::model::{AgentRules, Rules, Span};
use soak::paper::Terms;
use soak::runtime::{FeedSource, VenuePlan};

use super::plans::plan;
use crate::support::pause::pause;
use crate::support::processor::processor_seconds;
use crate::support::run::{Length, Run, micros, say};
use crate::support::soaking::Soaking;

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
        pause(run.clock, Span::from_millis(100));
    }
    let (begun, before) = (run.clock.now(), processor_seconds()?);
    pause(run.clock, length);
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
