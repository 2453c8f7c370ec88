//! The agent over one session: judged, or shown on the dashboard.

use std::path::{Path, PathBuf};

use super::ReplayArgs;
use crate::commands::failure::{Exit, Failure};
use crate::commands::regress::told;
use crate::commands::run_options::Speed;
use crate::commands::{config, output};
use crate::market::{FeedError, Recording};
use crate::model::neutralise;
use crate::regress::{
    Condition, Expectations, ExpectationsError, Judged, Measure, Run, RunError, SessionJudged,
    expectations_beside, run,
};

/// Runs the session that is meant.
///
/// # Errors
///
/// It or its expectations cannot be read, or it did not run to its end.
pub(super) fn replay(args: &ReplayArgs) -> Result<Exit, Failure> {
    #[cfg(feature = "tui")]
    if args.expect.is_none() && !args.json && crate::commands::dashboard::is_terminal() {
        return super::watched::watch(args);
    }
    if args.speed.is_some_and(|speed| speed != Speed::Max) {
        return Err(Failure::usage("--speed is for the dashboard, which needs a terminal and no --expect")
            .hint("without it the session is run as fast as it goes, and judged"));
    }
    judge(args)
}

fn judge(args: &ReplayArgs) -> Result<Exit, Failure> {
    let settings = config::load(args.config.as_deref())?;
    let expected = args.expect.clone().or_else(|| beside(&args.what));
    let expectations = expected.as_deref().map(Expectations::read).transpose()?;
    let recording = Recording::open(&args.what)?;
    let known = expectations.clone().unwrap_or_default();
    let ran = run(recording, &settings, known.seed)?;
    let name = neutralise(&args.what.file_name().unwrap_or_default().to_string_lossy(), 200);
    let judged = match &expectations {
        Some(expectations) => SessionJudged::judge(&name, &ran, expectations),
        None => measured(&name, &ran),
    };
    if args.json {
        output::json(&told::session_json(&judged))?;
    } else {
        let (ticks, length) = (judged.ticks, judged.length);
        match &expected {
            Some(_) => output::line(&told::table(std::slice::from_ref(&judged)).join("\n"))?,
            None => output::table(&plain(&judged))?,
        }
        output::words(&match &expected {
            Some(file) => {
                let word = if judged.passed { "passed" } else { "FAILED" };
                format!("{name} {word}: {ticks} ticks in {length}, judged by {}", file.display())
            }
            None => format!(
                "{ticks} ticks in {length}; to have it judged, write what is expected into {}",
                expectations_beside(&args.what).display()
            ),
        });
    }
    Ok(if judged.passed { Exit::Fine } else { Exit::No })
}

/// Every figure of a run of which nothing is expected.
fn measured(name: &str, ran: &Run) -> SessionJudged {
    let every = Measure::ALL.iter().map(|(measure, _)| {
        let measured = measure.of(ran);
        Judged {
            measure: *measure,
            expected: Condition::Equals(measured.unwrap_or_default()),
            measured,
            held: true,
        }
    });
    let expectations = every.collect();
    SessionJudged { expectations, ..SessionJudged::judge(name, ran, &Expectations::default()) }
}

fn plain(judged: &SessionJudged) -> Vec<[String; 2]> {
    judged.expectations.iter().map(|one| [one.measure.to_string(), one.shown()]).collect()
}

/// The expectations beside the session, if there are any.
fn beside(session: &Path) -> Option<PathBuf> {
    let file = expectations_beside(session);
    file.is_file().then_some(file)
}

impl From<FeedError> for Failure {
    fn from(error: FeedError) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<ExpectationsError> for Failure {
    fn from(error: ExpectationsError) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        Self::fault(error.to_string())
    }
}
