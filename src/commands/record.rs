//! `soak record`: cuts a session of market data out of a soak, running or ended.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::cli::DataArgs;
use super::failure::{Exit, Failure};
use super::{output, target};
use crate::config::SoakName;
use crate::journal::{Archive, JournalError};
use crate::market::SessionForm;
use crate::model::Time;
use crate::regress::{Cut, CutError, Window, cut, expectations_beside};

/// Arguments of `record`.
#[derive(Debug, Args)]
pub(super) struct RecordArgs {
    /// The soak; the only running one if left out
    name: Option<SoakName>,
    #[command(flatten)]
    data: DataArgs,
    /// The file to write: JSON if it ends in .json, else the compact form, which is best called .soakrec
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// The first moment, in UTC: 2026-01-31 or 2026-01-31T03:14:07Z; the soak's first tick if left out
    #[arg(long, value_name = "TIME")]
    from: Option<Time>,
    /// The last moment; the last tick on disk if left out
    #[arg(long, value_name = "TIME")]
    to: Option<Time>,
    /// Write over what is there
    #[arg(long)]
    force: bool,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Cuts the session that is meant and says what is in it.
///
/// # Errors
///
/// There is no such soak, no tick in that time, or the file cannot be written.
pub(super) fn record(args: &RecordArgs) -> Result<Exit, Failure> {
    if let (Some(from), Some(to)) = (args.from, args.to)
        && from > to
    {
        return Err(Failure::usage(format!("--from {from} is after --to {to}")));
    }
    let ends_as = |ending: &str| args.output.extension().is_some_and(|found| found == ending);
    if ends_as("csv") || ends_as("gz") || ends_as("zst") {
        return Err(Failure::usage(format!("{} would be no session", args.output.display()))
            .hint("end its name in .soakrec for the compact form, or in .json"));
    }
    let form = if ends_as("json") { SessionForm::Json } else { SessionForm::Compact };
    let soak = target::soak(args.name.as_ref(), &args.data)?;
    let archive = Archive::open(soak.path()).map_err(|error| unread(&error))?;
    let window = Window { from: args.from, to: args.to };
    let cut = cut(&archive, window, form, &args.output, args.force)?;
    if args.json {
        output::json(&told_json(&args.output, &cut))?;
    } else {
        told(&args.output, &cut)?;
    }
    Ok(Exit::Fine)
}

fn told(file: &Path, cut: &Cut) -> Result<(), Failure> {
    let Cut { survey, bytes, moved } = cut;
    let symbols: Vec<_> = survey.markets.iter().map(|(_, market)| market.symbol.as_str()).collect();
    let (symbols, length) = (symbols.join(" "), survey.last.since(survey.first));
    output::line(&format!(
        "{}: {} ticks of {symbols} in {length}, from {} to {}, {bytes} bytes",
        file.display(),
        survey.ticks,
        survey.first,
        survey.last
    ))?;
    if *moved > 0 {
        output::words(&format!(
            "{moved} ticks were told out of order; each got the time of the tick before it"
        ));
    }
    output::words(&format!(
        "run the agent over it: soak replay {}; what is expected of it: write {}",
        file.display(),
        expectations_beside(file).display()
    ));
    Ok(())
}

fn told_json(file: &Path, cut: &Cut) -> serde_json::Value {
    let Cut { survey, bytes, moved } = cut;
    json!({
        "file": file.display().to_string(),
        "ticks": survey.ticks,
        "first": survey.first.to_string(),
        "last": survey.last.to_string(),
        "span_s": survey.last.since(survey.first).as_secs(),
        "bytes": bytes,
        "moved": moved,
        "gaps": survey.gaps.count,
        "sha256": survey.sha256,
    })
}

fn unread(error: &JournalError) -> Failure {
    Failure::no(error.to_string())
}

impl From<CutError> for Failure {
    fn from(error: CutError) -> Self {
        match error {
            CutError::Exists { .. } => Self::usage(error.to_string()),
            _ => Self::no(error.to_string()),
        }
    }
}
