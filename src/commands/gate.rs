//! `soak gate`: go or no-go, item by item, with what turns each green.
//!
//! What the run shows is asked of the running soak, or read from the journal of one that has ended; evidence
//! is read from the disk here, so that what was taken a moment ago counts. The judgement is the gate's own.

mod page;

use std::path::Path;

use clap::Args;

use super::cli::DataArgs;
use super::failure::{Exit, Failure};
use super::{output, target};
use crate::clock::Clock;
use crate::config::{DataRoot, SoakFolder, SoakName};
use crate::gate::{Facts, Gathered, Judgement, Store, Verdict, judge};
use crate::journal::Journal;
use crate::link::{ControlClient, ControlReply, ControlRequest, SoakState};
use crate::runtime::{Archive, recover};
use crate::snapshot::{Vitals, facts};

/// Arguments of `gate`.
#[derive(Debug, Args)]
pub(super) struct GateArgs {
    /// The soak; if left out the only running one, else the one that ran last
    name: Option<SoakName>,
    #[command(flatten)]
    data: DataArgs,
    /// Print the judgement as one JSON object
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// Print it as a Markdown table
    #[arg(long)]
    markdown: bool,
}

/// Judges a soak and prints the judgement: fine for GO, a no for NO-GO.
///
/// # Errors
///
/// It cannot be judged: no such soak, no answer, or a journal that cannot be read. All of them end with the
/// code of wrong usage, so that 1 always means that it was judged.
pub(super) fn gate(args: &GateArgs) -> Result<Exit, Failure> {
    let (soak, judgement) = judged(args).map_err(Failure::not_judged)?;
    if args.json {
        let value = serde_json::to_value(&judgement);
        output::json(
            &value.map_err(|error| Failure::usage(format!("the judgement cannot be written: {error}")))?,
        )?;
    } else if args.markdown {
        output::line(&page::markdown(soak.name().as_str(), &judgement).join("\n"))?;
    } else {
        output::line(&page::text(soak.name().as_str(), &judgement).join("\n"))?;
    }
    Ok(match judgement.verdict {
        Verdict::Go => Exit::Fine,
        Verdict::NoGo => Exit::No,
    })
}

fn judged(args: &GateArgs) -> Result<(SoakFolder, Judgement), Failure> {
    let soak = soak(args)?;
    let run = shown(&soak)?;
    let store = Store::below(soak.path().parent().unwrap_or(soak.path()));
    let (gathered, errors) = Gathered::of(&store)?;
    for error in errors {
        output::words(&format!("warning: {error}"));
    }
    let judgement = judge(&gathered.into_facts(run));
    Ok((soak, judgement))
}

/// The soak that is meant.
fn soak(args: &GateArgs) -> Result<SoakFolder, Failure> {
    let found = target::soak(args.name.as_ref(), &args.data);
    match found {
        // None runs: the last that did is the one that a verdict is wanted on.
        Err(none) if args.name.is_none() && none.exit() == Exit::No => {
            let root = DataRoot::resolve(args.data.folder.as_deref())?;
            let soak = target::latest(&root)?.ok_or(none)?;
            output::words(&format!("no soak is running; judging {}, which ran last", soak.name()));
            Ok(soak)
        }
        found => found,
    }
}

/// What `soak` shows, without the evidence around it.
///
/// # Errors
///
/// It does not answer, or its journal cannot be read.
pub(super) fn shown(soak: &SoakFolder) -> Result<Facts, Failure> {
    match SoakState::of(soak.path()) {
        SoakState::Running { .. } => asked(soak),
        _ => read(soak.path()).map_err(|error| error.hint("soak doctor looks at the data folder")),
    }
}

/// What the running `soak` shows.
pub(super) fn asked(soak: &SoakFolder) -> Result<Facts, Failure> {
    match ControlClient::connect(soak.path())?.call(&ControlRequest::Facts)? {
        ControlReply::Facts(value) => serde_json::from_value(value).map_err(|error| {
            let cause = format!("the soak is run by another version of this program: {error}");
            Failure::usage(cause).hint("use the same build for both")
        }),
        ControlReply::Refused { text } => Err(Failure::usage(text)),
        ControlReply::Done { .. } | ControlReply::Status(_) | ControlReply::Told(_) => {
            Err(Failure::usage("an answer to another question came; use the same build for both"))
        }
    }
}

/// What the soak in `folder` shows that does not run: its state from its journal, and from its last picture
/// what no journal's state knows.
fn read(folder: &Path) -> Result<Facts, Failure> {
    let unread = |error: &dyn std::error::Error| Failure::usage(error.to_string());
    let journal = Journal::open(folder).map_err(|error| unread(&error))?;
    let state = recover(&journal).map_err(|error| unread(&error))?;
    let past =
        Archive::open(folder).and_then(|mut archive| archive.last()).map_err(|error| unread(&error))?;
    let last = past.picture.map(|picture| picture.soak);
    let (venue, key_env) = last.map(|soak| (soak.venue, soak.key_env)).unwrap_or_default();
    let judged_at = Some(Clock::start().now());
    Ok(facts(&state, &Vitals { venue, key_env, judged_at, ..Vitals::default() }))
}
