//! `soak drill`: rehearses failures, each in a world of its own, and keeps the verdicts.

mod explain;
mod real_time;
mod told;

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use color_eyre::eyre::Report;

use super::cli::DataArgs;
use super::failure::{Exit, Failure};
use super::interrupted::Interrupted;
use super::{agent, config, output};
use crate::clock::Clock;
use crate::config::DataRoot;
use crate::drill::{Drill, DrillError, Verdict, run_virtual};
use crate::gate::Store;

/// Arguments of `drill`.
#[derive(Debug, Args)]
pub(super) struct DrillArgs {
    /// What to rehearse: all, scenarios, chaos, integration, field, or drills by name; list explains them
    #[arg(value_name = "DRILL")]
    what: Vec<String>,
    /// The seed of everything drawn by chance
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(..=i64::MAX.unsigned_abs()))]
    seed: u64,
    /// Over real sockets, with real faults; drills run at the same time
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
    let evidence = Store::below(DataRoot::resolve(folder)?.path());
    let fingerprints = agent::fingerprints(&settings)?;
    let interrupted = Interrupted::listen()?;
    let clock = Clock::start();
    let began = clock.now();
    let keep = |drill: &Drill, verdict: &Verdict| {
        evidence.keep(&verdict.evidence(), verdict)?;
        if args.json {
            output::json(&told::json(verdict)?)
        } else {
            output::line(&told::text(drill, verdict))
        }
    };
    let (mut verdicts, mut all) = (Vec::new(), chosen.len());
    if args.real_time {
        let possible = real_time::possible(chosen)?;
        verdicts = real_time::rehearse(&possible, args.seed, &settings, &fingerprints)?;
        if interrupted.is_so() {
            // What was under way has come to nothing, which is no verdict on the agent.
            verdicts.retain(|verdict| verdict.cases.iter().all(|case| case.fault.is_none()));
        }
        for verdict in &verdicts {
            if let Some(drill) = possible.iter().find(|drill| drill.id == verdict.drill) {
                keep(drill, verdict)?;
            }
        }
        all = possible.len();
    } else {
        for (number, drill) in chosen.iter().enumerate().take_while(|_| !interrupted.is_so()) {
            let progress = Progress::show(&format!("{}/{} {}", number + 1, chosen.len(), drill.id));
            let verdict = run_virtual(drill, args.seed, &settings, &fingerprints);
            progress.clear();
            keep(drill, &verdict)?;
            verdicts.push(verdict);
        }
    }
    let took = clock.now().since(began);
    if args.json {
        output::json(&told::summary_json(&verdicts, took, evidence.folder()))?;
    } else {
        output::line(&told::summary(&verdicts, took, evidence.folder()))?;
    }
    let done = verdicts.len();
    if done < all {
        output::words(&format!("ended after {done} of {all} drills; of the others nothing was kept"));
        return Ok(Exit::No);
    }
    Ok(if verdicts.iter().all(|verdict| verdict.passed) { Exit::Fine } else { Exit::No })
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
    width: usize,
}

impl Progress {
    fn show(text: &str) -> Self {
        let mut err = io::stderr().lock();
        if !err.is_terminal() {
            return Self { width: 0 };
        }
        // Who cannot read it can do without it.
        let _ = write!(err, "\r{text} …").and_then(|()| err.flush());
        Self { width: text.chars().count() + 2 }
    }

    fn clear(self) {
        if self.width > 0 {
            let mut err = io::stderr().lock();
            let _ = write!(err, "\r{:width$}\r", "", width = self.width).and_then(|()| err.flush());
        }
    }
}

impl From<DrillError> for Failure {
    fn from(error: DrillError) -> Self {
        Self::Fault(Report::new(error))
    }
}
