//! `soak load`: how the venue and the way to it stand many times a soak's own requests.

mod bar;
mod choice;

use clap::Args;
use serde_json::json;

use super::cli::DataArgs;
use super::failure::{Exit, Failure};
use super::{agent, config, output, wiring};
use crate::clock::Clock;
use crate::config::{DataRoot, SoakName, VenueUrl};
use crate::drill::load::{self, EmbeddedVenue, LoadError, LoadReport};
use crate::gate::Store;
use crate::journal::private_folder;
use crate::link::SoakLock;
use crate::model::{Fingerprints, Span};
use crate::runtime::asked_to_end;

/// Where the own exchange has its store and its lock. It cannot name a soak, so that `list` passes it over.
const FOLDER: &str = "_load";

/// Arguments of `load`.
#[derive(Debug, Args)]
pub(super) struct LoadArgs {
    /// The soak whose journal says what is normal; the latest one if left out
    name: Option<SoakName>,
    #[command(flatten)]
    data: DataArgs,
    /// Requests a minute, instead of a multiple of the normal rate
    #[arg(long, value_name = "N", conflicts_with = "times", value_parser = clap::value_parser!(u32).range(1..))]
    rpm: Option<u32>,
    /// How many times the normal rate
    #[arg(long, value_name = "N", default_value = "2", value_parser = choice::times)]
    times: f64,
    /// How long requests leave: 60s, 5m
    #[arg(long, value_name = "SPAN", default_value = "5m")]
    duration: Span,
    /// Longest p99 that passes, in milliseconds; 250 if left out
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(i64).range(1..=3_600_000))]
    p99: Option<i64>,
    /// The venue of this configuration, if it proves to be paper, instead of one of its own
    #[arg(long, value_name = "FILE")]
    config: Option<std::path::PathBuf>,
    /// The seed of when each request is due and what it asks
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Runs the load test and prints its report; one that fails is a no.
///
/// # Errors
///
/// The options make no sense, the venue is not paper or in use, or something broke underneath.
pub(super) fn load(args: &LoadArgs) -> Result<Exit, Failure> {
    let settings = config::load(args.config.as_deref())?;
    let chosen = args.data.folder.clone().or_else(|| settings.soak.data.as_ref().map(Into::into));
    let root = DataRoot::resolve(chosen.as_deref())?;
    let plan = choice::plan(args, &settings, &root)?;
    let fingerprints = agent::fingerprints(&settings)?;
    let clock = Clock::start();
    let report = wiring::runtime()?.block_on(async {
        let stop = asked_to_end()?;
        let mut bar = bar::Bar::new(args.json);
        match &settings.venue.url {
            VenueUrl::Embedded => {
                let _lock = own_place(&root)?;
                let (source, _) = wiring::source(&settings.feed.kind, settings.soak.seed)?;
                let terms = settings.terms();
                let folder = root.path().join(FOLDER);
                let venue = EmbeddedVenue::open(&folder, source, terms, clock).map_err(told)?;
                let reach = venue.settings().map_err(told)?;
                let report = load::run(&plan, reach, clock, stop, &mut |now| bar.show(now)).await;
                venue.close().await;
                report.map_err(told)
            }
            VenueUrl::Url(url) => {
                choice::refuse_neighbours(url, &root)?;
                let key = super::run_options::key(&settings)?;
                // The paper account's way, whatever the file says of a live one.
                let way = (url.as_str(), settings.venue.stream_url.as_deref());
                let reach = wiring::external(way, &settings, key.as_ref())?;
                load::run(&plan, reach, clock, stop, &mut |now| bar.show(now)).await.map_err(told)
            }
        }
    })?;
    tell(args, &root, fingerprints, &report)
}

/// The folder of the own exchange, for this load test alone: two at once would measure each other.
fn own_place(root: &DataRoot) -> Result<SoakLock, Failure> {
    let folder = root.path().join(FOLDER);
    private_folder(&folder).map_err(|error| Failure::usage(error.to_string()))?;
    SoakLock::acquire(&folder).map_err(|error| match error {
        crate::link::LinkError::AlreadyRunning { pid, .. } => {
            Failure::usage(format!("another load test runs in {} (pid {pid})", root.path().display()))
                .hint("two at once would measure each other; wait, or use another --data")
        }
        other => other.into(),
    })
}

fn tell(
    args: &LoadArgs,
    root: &DataRoot,
    fingerprints: Fingerprints,
    report: &LoadReport,
) -> Result<Exit, Failure> {
    let evidence = report.evidence(fingerprints, origin(args));
    let kept = Store::below(root.path()).keep(&evidence, report);
    if args.json {
        let (file, holds_for) =
            (kept.as_ref().ok().map(|file| file.display().to_string()), &evidence.fingerprints);
        output::json(&json!({"report": report, "fingerprints": holds_for, "evidence": file}))?;
    } else {
        output::line(&load::lines(report).join("\n"))?;
    }
    match &kept {
        Ok(file) => output::words(&format!("evidence: {}", file.display())),
        Err(error) => output::words(&format!("warning: no evidence is kept: {error}")),
    }
    Ok(if report.passed { Exit::Fine } else { Exit::No })
}

/// The command that brings the same evidence again, without its files.
fn origin(args: &LoadArgs) -> String {
    let rate = args.rpm.map_or_else(|| format!("--times {}", args.times), |rpm| format!("--rpm {rpm}"));
    format!("soak load {rate} --duration {}s --seed {}", args.duration.as_secs(), args.seed)
}

fn told(error: LoadError) -> Failure {
    match error {
        LoadError::Plan(cause) => Failure::usage(cause),
        LoadError::NotPaper { .. } => Failure::no(error.to_string())
            .hint("a load test never runs at a live account; without --config it serves a venue of its own"),
        LoadError::LockedOut { .. } => Failure::no(error.to_string()).hint(
            "check the key; the exchange inside a soak takes its own soak's and nobody else's; \
             without --config the load test serves a venue of its own",
        ),
        LoadError::InUse { .. } | LoadError::NoOrder { .. } => {
            Failure::no(error.to_string()).hint("without --config the load test serves a venue of its own")
        }
        LoadError::Venue(_) | LoadError::Store(_) => Failure::usage(error.to_string()),
        LoadError::System { .. } => Failure::Fault(error.into()),
    }
}
