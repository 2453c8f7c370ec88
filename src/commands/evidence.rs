//! `soak evidence add|list|scan`: what the gate judges by beside the run itself.

mod add;
mod at_start;
mod coverage;
mod junit;
mod list;
mod scan;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::agent;
use super::cli::DataArgs;
use super::config;
use super::failure::{Exit, Failure};
use crate::clock::Clock;
use crate::config::{DataRoot, Settings};
use crate::gate::{AgentSource, Evidence, Finding, Store, StoreError};
use crate::model::Fingerprints;
pub(super) use at_start::ScanAtStart;

/// What to do with evidence.
#[derive(Debug, Subcommand)]
pub(super) enum EvidenceVerb {
    /// Import a report of another tool
    #[command(subcommand)]
    Add(add::AddVerb),
    /// Show the newest evidence, its age, and whether it still holds
    List(list::ListArgs),
    /// Search agent, history, configuration, arguments, logs and journal for keys
    Scan(scan::ScanArgs),
}

/// What every verb of evidence needs.
#[derive(Debug, Args)]
struct Common {
    #[command(flatten)]
    data: DataArgs,
    /// The configuration that names the agent; the built-in agent and the defaults if left out
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// What evidence taken now is taken with.
#[derive(Debug)]
struct Place {
    settings: Settings,
    store: Store,
    fingerprints: Fingerprints,
    source: Option<AgentSource>,
}

/// Runs the verb.
///
/// # Errors
///
/// The configuration, the agent, the report or the store cannot be read, or the store not written.
pub(super) fn evidence(verb: &EvidenceVerb) -> Result<Exit, Failure> {
    match verb {
        EvidenceVerb::Add(verb) => add::add(verb),
        EvidenceVerb::List(args) => list::list(args),
        EvidenceVerb::Scan(args) => scan::scan(args),
    }
}

impl Place {
    fn of(common: &Common) -> Result<Self, Failure> {
        let settings = config::load(common.config.as_deref())?;
        let chosen = common.data.folder.clone().or_else(|| settings.soak.data.as_ref().map(Into::into));
        let root = DataRoot::resolve(chosen.as_deref())?;
        let (fingerprints, source) = agent::fingerprints_and_source(&settings)?;
        Ok(Self { settings, store: Store::below(root.path()), fingerprints, source })
    }

    /// The data folder, as arguments name it.
    fn data(&self) -> DataArgs {
        DataArgs { folder: self.store.folder().parent().map(Path::to_owned) }
    }

    /// Keeps what was found now, by the command `origin`, and says where.
    fn keep<T: serde::Serialize>(
        &self,
        name: &str,
        finding: Finding,
        origin: String,
        detail: &T,
    ) -> Result<PathBuf, Failure> {
        let evidence = Evidence {
            name: name.to_owned(),
            finding,
            taken_at: Clock::start().now(),
            origin,
            fingerprints: self.fingerprints.clone(),
        };
        self.store.keep(&evidence, detail).map_err(|error| told(&error))
    }
}

/// `command` with `file` as a person would type it.
fn origin(command: &str, file: &Path) -> String {
    format!("{command} {}", crate::config::shown(&file.display().to_string()))
}

fn told(error: &StoreError) -> Failure {
    Failure::usage(error.to_string()).hint("soak doctor looks at the data folder")
}
