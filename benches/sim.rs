//! The figures of the simulation: `cargo bench --bench sim [-- --quick|--long] [PART]`.
//!
//! Seeds with every fault, each tried once under the laws and once more for its journal, in one thread.

use std::process::ExitCode;

use color_eyre::eyre::{Result, ensure};
use soak::model::Span;
use soak::sim::{Disk, Strikes, Trial};

use support::processor::processor_seconds;
use support::run::{Length, Run, micros, say};

mod support {
    pub(crate) mod processor;
    pub(crate) mod run;
}

/// Seeds of a night.
const SEEDS: f64 = 1_000.0;

fn main() -> ExitCode {
    Run::start(&[("under the laws, once", judged), ("as soak sim does it, the second time too", tried)])
}

fn judged(run: &Run) -> Result<()> {
    seeds(run, |trial| trial.judge(Disk::simulated()))
}

fn tried(run: &Run) -> Result<()> {
    seeds(run, Trial::run)
}

fn seeds(run: &Run, tries: impl Fn(&Trial) -> soak::sim::Report) -> Result<()> {
    let hours = if run.length == Length::Quick { 2 } else { 24 };
    let count = u64::from(run.rounds(4, 20));
    let (mut steps, mut orders, used) = (0, 0, processor_seconds()?);
    let (done, took) = run.timed(|| -> Result<()> {
        for seed in 0..count {
            let trial = Trial { seed, length: Span::from_secs(hours * 3_600), strikes: Strikes::All };
            let report = tries(&trial);
            ensure!(report.broken.is_none(), "seed {seed}: {:?}", report.broken);
            steps += report.steps;
            orders += report.orders;
        }
        Ok(())
    });
    done?;
    let used = processor_seconds()? - used;
    tell(steps, used, took);
    let days = f64::from(u32::try_from(count)?) * f64::from(i32::try_from(hours)?) / 24.0;
    say(&format!("  {orders} orders; 1,000 seeds x 24 h take {:.0} s of one core", used / days * SEEDS));
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "some millions")]
fn tell(steps: u64, used: f64, took: Span) {
    say(&format!(
        "  {:.0} steps a second of processor time, {:.0} of real time",
        steps as f64 / used,
        steps as f64 / micros(took) * 1e6
    ));
}
