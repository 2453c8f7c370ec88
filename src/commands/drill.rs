//! `soak drill`: rehearses failures, each in a world of its own, and keeps the verdicts.

mod explain;
mod told;

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Args;
use color_eyre::eyre::Report;

use super::cli::DataArgs;
use super::failure::{Exit, Failure};
use super::{config, output, wiring};
use crate::clock::Clock;
use crate::config::{DataRoot, Settings};
use crate::drill::real::{Place, Step, cannot, run};
use crate::drill::{Drill, DrillError, Evidence, EvidenceError, Fingerprints, Verdict, run_virtual};

/// Arguments of `drill`.
#[derive(Debug, Args)]
pub(super) struct DrillArgs {
    /// What to rehearse: all, scenarios, chaos, integration, field, or drills by name; list explains them
    #[arg(value_name = "DRILL")]
    what: Vec<String>,
    /// The seed of everything drawn by chance
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(..=i64::MAX.unsigned_abs()))]
    seed: u64,
    /// Rehearse in real time, over real sockets, with real faults between client and venue
    #[arg(long)]
    real_time: bool,
    /// Print one JSON object for each drill, and a last one for all
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: DataArgs,
    /// Rehearse with this configuration; what a drill needs otherwise it changes for itself
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    // Shown in the help as soon as agents in other processes can connect.
    #[arg(long, value_name = "COMMAND", hide = true)]
    agent_command: Option<String>,
}

/// Explains drills, or rehearses those that were asked for.
///
/// # Errors
///
/// There is no such drill, the configuration is refused, or the verdicts cannot be kept.
pub(super) fn drill(args: &DrillArgs) -> Result<Exit, Failure> {
    let catalogue = Drill::catalogue()?;
    let (listing, words): (Vec<_>, Vec<_>) =
        args.what.iter().partition(|word| word.eq_ignore_ascii_case("list"));
    let mut chosen = Vec::new();
    for word in words {
        for drill in Drill::choose(&catalogue, word).map_err(|nearest| unknown(word, nearest))? {
            if !chosen.iter().any(|known: &&Drill| known.id == drill.id) {
                chosen.push(drill);
            }
        }
    }
    if !listing.is_empty() || chosen.is_empty() {
        let chosen = if chosen.is_empty() { catalogue.iter().collect() } else { chosen };
        return explain::list(&chosen, args.json);
    }
    if args.agent_command.is_some() {
        let cause = "agents in processes of their own cannot be drilled by this version yet";
        return Err(Failure::usage(cause).hint("without --agent-command each drill brings its own wishes"));
    }
    rehearse(&chosen, args)
}

fn rehearse(chosen: &[&Drill], args: &DrillArgs) -> Result<Exit, Failure> {
    let settings = config::load(args.config.as_deref())?;
    let folder = args.data.folder.as_deref().or(settings.soak.data.as_deref().map(Path::new));
    let evidence = Evidence::below(DataRoot::resolve(folder)?.path());
    let stage = Stage::set(settings)?;
    let clock = Clock::start();
    let began = clock.now();
    let mut verdicts = Vec::new();
    for (number, drill) in chosen.iter().enumerate() {
        if let Some(why) = cannot(drill).filter(|_| args.real_time) {
            output::words(&format!("{} left out: {why}", drill.id));
            continue;
        }
        let progress = Progress::of(format!("{}/{} {}", number + 1, chosen.len(), drill.id));
        let verdict = stage.run(drill, args, &progress)?;
        progress.clear();
        evidence.keep(&verdict)?;
        if args.json {
            output::json(&told::json(&verdict)?)?;
        } else {
            output::line(&told::text(drill, &verdict))?;
        }
        verdicts.push(verdict);
    }
    let took = clock.now().since(began);
    if args.json {
        output::json(&told::summary_json(&verdicts, took, evidence.folder()))?;
    } else {
        output::line(&told::summary(&verdicts, took, evidence.folder()))?;
    }
    let passed = !verdicts.is_empty() && verdicts.iter().all(|verdict| verdict.passed);
    Ok(if passed { Exit::Fine } else { Exit::No })
}

/// What all drills of one command share.
struct Stage {
    settings: Settings,
    fingerprints: Fingerprints,
    program: PathBuf,
}

impl Stage {
    fn set(settings: Settings) -> Result<Self, Failure> {
        let unreadable = |error| Report::new(error).wrap_err("find this program to take its fingerprint");
        Ok(Self {
            fingerprints: Fingerprints::of_this_program(&settings).map_err(unreadable)?,
            program: std::env::current_exe().map_err(unreadable)?,
            settings,
        })
    }

    fn run(&self, drill: &Drill, args: &DrillArgs, progress: &Progress) -> Result<Verdict, Failure> {
        if !args.real_time {
            progress.show("");
            return Ok(run_virtual(drill, args.seed, &self.settings, &self.fingerprints));
        }
        let home = std::env::temp_dir();
        let place = Place { home: &home, program: &self.program };
        let tell =
            |step: Step<'_>| progress.show(&format!("({}) {} of {}", step.case, step.passed, step.length));
        let ran = run(drill, args.seed, &self.settings, &self.fingerprints, &place, &tell);
        Ok(wiring::runtime()?.block_on(ran))
    }
}

fn unknown(word: &str, nearest: Option<String>) -> Failure {
    let word = crate::model::neutralise(word, 60);
    let hint = nearest.map_or_else(
        || "soak drill list explains every drill".to_owned(),
        |nearest| format!("did you mean {nearest}? soak drill list explains every drill"),
    );
    Failure::usage(format!("there is no drill {word:?}")).hint(hint)
}

/// What is rehearsed now, for a person at a terminal.
struct Progress {
    what: String,
    /// Columns of the longest line shown; nothing is shown where nobody looks.
    width: Option<AtomicUsize>,
}

impl Progress {
    fn of(what: String) -> Self {
        Self { what, width: io::stderr().is_terminal().then(AtomicUsize::default) }
    }

    fn show(&self, how_far: &str) {
        let Some(width) = &self.width else { return };
        let text = format!("{} {how_far}", self.what);
        let length = text.chars().count();
        let width = width.fetch_max(length, Ordering::Relaxed).max(length);
        let mut err = io::stderr().lock();
        // Who cannot read it can do without it.
        let _ = write!(err, "\r{text:<width$}").and_then(|()| err.flush());
    }

    fn clear(&self) {
        if let Some(width) = self.width.as_ref().map(|width| width.load(Ordering::Relaxed)) {
            let mut err = io::stderr().lock();
            let _ = write!(err, "\r{:width$}\r", "").and_then(|()| err.flush());
        }
    }
}

impl From<DrillError> for Failure {
    fn from(error: DrillError) -> Self {
        Self::Fault(Report::new(error))
    }
}

impl From<EvidenceError> for Failure {
    fn from(error: EvidenceError) -> Self {
        Self::Fault(Report::new(error))
    }
}
