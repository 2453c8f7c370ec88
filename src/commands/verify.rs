//! `soak verify`: a soak's journal, or a bundle on any machine.
//!
//! Exit codes: 0 sound (and, of a bundle, GO), 1 not sound or NO-GO, 2 nothing that can be checked.

mod bundle;
mod journal;

use std::path::PathBuf;

use clap::Args;

use super::cli::DataArgs;
use super::failure::{Exit, Failure};
use super::target;
use crate::config::SoakName;
use crate::journal::JOURNAL_FILE_NAME;
pub(super) use bundle::read;

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// A bundle, a soak's name, or a soak's folder; the only running soak if left out
    target: Option<PathBuf>,
    #[command(flatten)]
    data: DataArgs,
    /// Hold the bundle against the journal in this folder
    #[arg(long, value_name = "DIR")]
    journal: Option<PathBuf>,
    /// The bundle's SHA-256, as it was printed when it was made
    #[arg(long, value_name = "SHA256")]
    expect: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Checks what `args` name.
///
/// # Errors
///
/// There is nothing that can be checked, or standard output cannot be written.
pub(super) fn verify(args: &VerifyArgs) -> Result<Exit, Failure> {
    let Some(path) = &args.target else {
        let soak = target::soak(None, &args.data)?;
        return journal::verify(soak.path(), args.json);
    };
    if path.is_file() {
        return bundle::verify(path, args);
    }
    if path.join(JOURNAL_FILE_NAME).is_file() {
        return journal::verify(path, args.json);
    }
    let name = path.to_str().and_then(|name| name.parse::<SoakName>().ok()).ok_or_else(|| {
        Failure::usage(format!("{} is no bundle, no soak and no soak's folder", path.display()))
            .hint("soak report NAME --bundle -o FILE makes a bundle; soak list shows the soaks")
    })?;
    let soak = target::soak(Some(&name), &args.data)?;
    journal::verify(soak.path(), args.json)
}
