//! `soak sim`: worlds from seeds, the laws looked at in every step.
//!
//! Invariant: a failing seed is told with the one command that shows it again.

mod crew;
mod range;
mod tell;
mod trace;

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::failure::{Exit, Failure};
use crate::clock::Clock;
use crate::model::Span;
use crate::runtime::asked_to_end;
use crate::sim::{Strikes, Trial};
use crew::Crew;
use range::SeedRange;
use tell::Tally;
pub(super) use trace::name_of;

/// Time between two looks at whether somebody wants it to end, and between two drawings of progress.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Longest run of one seed: a month.
const HOURS_MAX: u16 = 31 * 24;

/// Flags of `sim`.
#[derive(Debug, Args)]
pub(super) struct SimArgs {
    /// The seeds, from A up to but not including B; one number is one seed
    #[arg(long, value_name = "A..B", default_value = "0..100")]
    seeds: SeedRange,
    /// How many virtual hours each seed runs
    #[arg(long, value_name = "H", default_value = "24", value_parser = clap::value_parser!(u16).range(1..=i64::from(HOURS_MAX)))]
    hours: u16,
    /// Which faults may strike: all, none, or some with commas between
    #[arg(long, value_name = "LIST", default_value = "all")]
    faults: Strikes,
    /// Seeds tried at the same time; as many as there are processors if left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1_024))]
    jobs: Option<u16>,
    /// Print one JSON object for each failing seed, and a last line with the result
    #[arg(long)]
    json: bool,
    /// Write the run of one seed into this folder, for soak replay
    #[arg(long, value_name = "DIR")]
    trace: Option<PathBuf>,
}

impl SimArgs {
    fn trial(&self, seed: u64) -> Trial {
        let length = Span::from_secs(i64::from(self.hours) * 3_600);
        Trial { seed, length, strikes: self.faults.clone() }
    }
}

/// Tries the seeds and says which laws were broken.
///
/// # Errors
///
/// The flags make no sense, a trace cannot be written, or standard output cannot be written.
pub(super) fn sim(args: &SimArgs) -> Result<Exit, Failure> {
    if let Some(folder) = &args.trace {
        let Some(seed) = args.seeds.only() else {
            return Err(Failure::usage("a trace is of one seed").hint("write --seeds N with --trace DIR"));
        };
        return trace::trace(&args.trial(seed), args.hours, folder, args.json);
    }
    let signals = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let asked = signals.block_on(async { asked_to_end() })?;
    let clock = Clock::start();
    let began = clock.now();
    let mut tally = Tally::new(args.hours, &args.faults, args.seeds.count());
    let face = tell::Face::of(args.json);
    let jobs = args.jobs.map_or_else(available, usize::from);
    let told = std::thread::scope(|scope| {
        let crew = Crew::begin(scope, jobs, args.seeds, |seed| args.trial(seed))?;
        loop {
            match crew.next(LOOK_EVERY) {
                crew::News::Report(report) => {
                    tally.add(&report);
                    if let Some(failing) = tally.failing(&report) {
                        face.failing(&failing)?;
                    }
                }
                crew::News::Nothing => {}
                crew::News::Over => return Ok(()),
            }
            if *asked.borrow() && !tally.is_cut() {
                crew.stop();
                tally.cut();
                face.said("ending with what is done; the seeds under way are the last");
            }
            face.progress(&tally, clock.now().since(began));
        }
    });
    face.clear();
    let told: Result<(), Failure> = told;
    told?;
    face.result(&tally, clock.now().since(began))?;
    Ok(if tally.is_green() { Exit::Fine } else { Exit::No })
}

fn available() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}
