//! `soak regress`: every session of a folder against what is expected of the agent.
//!
//! Invariant: the table and the evidence are in the order of the sessions' names, whoever was done first.

mod crew;
pub(super) mod told;

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
use crate::gate::{Evidence, Finding, Store};
use crate::model::{Span, neutralise};
use crate::regress::{FolderError, SessionJudged, fixtures, fixtures_in};

/// What a file of expectations looks like.
const EXPECTATIONS_EXAMPLE: &str = "\
What is expected of the agent in bull.soakrec stands in bull.toml beside it:

    about = \"a steady rise\"              # for people; may be left out
    seed = 1                             # of everything drawn by chance; 1 if left out

    [expect]
    pnl_pct = \"between 1.5 and 3.5\"      # both included
    trades = \"< 20\"                      # also <=, >, >= and =
    unknown_orders = 0                   # exactly this

Measured are pnl_pct, trades, entries, fills, fees, win_rate, drawdown_pct, max_exposure_pct,
market_orders, trips, unknown_orders, unexplained, alerts and requests_per_minute. Whatever is
expected, a session that breaks a law (no market order in a crash, no order sent twice, …) fails.

Example: soak record NAME -o sessions/bull.soakrec, then soak regress sessions";

/// Arguments of `regress`.
#[derive(Debug, Args)]
#[command(after_long_help = EXPECTATIONS_EXAMPLE)]
pub(super) struct RegressArgs {
    /// The folder of the sessions, each with a file of expectations beside it: bull.soakrec and bull.toml
    #[arg(value_name = "DIR")]
    sessions: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: DataArgs,
    /// Run the agent with this configuration
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Sessions run at the same time; as many as there are processors if left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1_024))]
    jobs: Option<u16>,
}

/// Runs the sessions, keeps the evidence and prints the table.
///
/// # Errors
///
/// There is no session, the configuration is refused, or the evidence cannot be kept.
pub(super) fn regress(args: &RegressArgs) -> Result<Exit, Failure> {
    let settings = config::load(args.config.as_deref())?;
    let found = fixtures_in(&args.sessions)?;
    let folder = args.sessions.canonicalize().ok().and_then(|path| path.to_str().map(str::to_owned));
    let sum = fixtures(&found).map_err(|error| Report::new(error).wrap_err("read the sessions"))?;
    let fingerprints = agent::fingerprints(&settings)?;
    let root = args.data.folder.as_deref().or(settings.soak.data.as_deref().map(Path::new));
    let store = Store::below(DataRoot::resolve(root)?.path());
    let clock = Clock::start();
    let began = clock.now();
    let interrupted = Interrupted::listen()?;
    let jobs = args.jobs.map_or_else(available, usize::from);
    let mut progress = Progress::of(found.len());
    let judged = crew::run(
        &found,
        jobs,
        |fixture| SessionJudged::of(fixture, &settings),
        || interrupted.is_so(),
        |done| {
            progress.show(done);
        },
    )?;
    progress.clear();
    let failed: Vec<String> =
        judged.iter().filter(|one| !one.passed).map(|one| one.session.clone()).collect();
    let took = clock.now().since(began);
    if judged.len() < found.len() {
        return cut_short(args, &judged, found.len(), &sum, took);
    }
    let evidence = Evidence {
        name: "regression".to_owned(),
        finding: Finding::Regression {
            sessions: u32::try_from(judged.len()).unwrap_or(u32::MAX),
            failed: failed.clone(),
            fixtures: sum.clone(),
            folder,
        },
        taken_at: began,
        origin: format!("soak regress {}", neutralise(&args.sessions.display().to_string(), 300)),
        fingerprints,
    };
    let kept = store.keep(&evidence, &judged)?;
    if args.json {
        output::json(&told::json(&judged, &sum, took))?;
    } else {
        output::line(&told::table(&judged).join("\n"))?;
        output::words(&told::summary(&judged, took, &kept));
    }
    Ok(if failed.is_empty() { Exit::Fine } else { Exit::No })
}

/// Tells what was done until a person ended it. Half of the sessions are evidence of nothing: what was kept
/// before stays.
fn cut_short(
    args: &RegressArgs,
    judged: &[SessionJudged],
    all: usize,
    fixtures: &str,
    took: Span,
) -> Result<Exit, Failure> {
    if args.json {
        let mut value = told::json(judged, fixtures, took);
        if let Some(members) = value.as_object_mut() {
            members.insert("passed".to_owned(), false.into());
            members.insert("cut_short".to_owned(), true.into());
        }
        output::json(&value)?;
    } else {
        output::line(&told::table(judged).join("\n"))?;
    }
    let done = judged.len();
    output::words(&format!("ended after {done} of {all} sessions; nothing was kept as evidence"));
    Ok(Exit::No)
}

fn available() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// How far it is, for a person at a terminal.
struct Progress {
    all: usize,
    done: usize,
    width: usize,
    seen: bool,
}

impl Progress {
    fn of(all: usize) -> Self {
        let mut progress = Self { all, done: 0, width: 0, seen: io::stderr().is_terminal() };
        progress.draw(&format!("0/{all} sessions"));
        progress
    }

    fn show(&mut self, judged: &SessionJudged) {
        self.done += 1;
        let word = if judged.passed { "passed" } else { "FAILED" };
        let text = format!("{}/{} sessions; {} {word}", self.done, self.all, judged.session);
        self.draw(&text);
    }

    fn draw(&mut self, text: &str) {
        if !self.seen {
            return;
        }
        let mut err = io::stderr().lock();
        // Who cannot read it can do without it.
        let _ = write!(err, "\r{text:<width$}", width = self.width).and_then(|()| err.flush());
        self.width = text.chars().count();
    }

    fn clear(&mut self) {
        if self.seen {
            let mut err = io::stderr().lock();
            let _ = write!(err, "\r{:width$}\r", "", width = self.width).and_then(|()| err.flush());
        }
    }
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        Self::usage(error.to_string())
    }
}
