//! `soak evidence scan`: whether a key lies anywhere but in the environment.

use std::path::Path;

use clap::Args;
use secrecy::SecretString;

use super::super::failure::{Exit, Failure};
use super::super::{output, target};
use super::{Common, Place};
use crate::clock::Clock;
use crate::config::{SoakFolder, SoakName, venue_key};
use crate::gate::scan::{Exceptions, KeysInUse, Limits, Places, SOAK_PLACE, Scan, arguments_of, run};
use crate::link::SoakState;
use crate::model::Span;

/// How long a scan that a person asked for may take: gigabytes of history.
const LONGEST: Span = Span::from_secs(300);

/// Lines for exceptions shown to a person: whoever has more searches the wrong folder.
const EXCEPTABLE_SHOWN_MAX: usize = 20;

/// Arguments of `scan`.
#[derive(Debug, Args)]
pub(in crate::commands) struct ScanArgs {
    /// The soak whose logs, journal and process are searched; none if left out
    name: Option<SoakName>,
    /// The environment variable with the key for real money, to be told from the paper key; that of the
    /// configuration if left out
    #[arg(long, value_name = "VARIABLE")]
    live_key_env: Option<String>,
    #[command(flatten)]
    common: Common,
}

pub(super) fn scan(args: &ScanArgs) -> Result<Exit, Failure> {
    let place = Place::of(&args.common)?;
    let soak = match &args.name {
        Some(name) => Some(target::soak(Some(name), &place.data())?),
        None => None,
    };
    let venue = &place.settings.venue;
    let live_key_env = args.live_key_env.as_ref().or(venue.live_key_env.as_ref());
    let keys = keys_in(&venue.key_env, live_key_env);
    if let Some(variable) = live_key_env.filter(|_| keys.live.is_none()) {
        output::words(&format!("warning: ${variable} holds no key, so that the two are not compared"));
    }
    let exceptions =
        args.common.config.as_deref().map_or_else(|| Ok(Exceptions::default()), Exceptions::beside);
    let exceptions = exceptions.map_err(|error| Failure::usage(error.to_string()))?;
    let mut arguments = vec![("this process".to_owned(), read_arguments(None))];
    if let Some(SoakState::Running { pid }) = soak.as_ref().map(|soak| SoakState::of(soak.path()))
        && pid != 0
    {
        arguments.push((format!("the soak (pid {pid})"), read_arguments(Some(pid))));
    }
    let scan = scan_places(
        &Places {
            agent: place.settings.agent.source.as_deref().map(Path::new),
            configuration: args.common.config.as_deref(),
            exceptions,
            soak: soak.as_ref().map(SoakFolder::path),
            arguments,
        },
        &keys,
        LONGEST,
    );
    let kept = place.keep(&name_of("keys", &scan), scan.finding(), origin(args), &scan)?;
    tell(args, &scan, &kept)?;
    Ok(if scan.found.is_empty() { Exit::Fine } else { Exit::No })
}

/// Searches `places`, for `longest` at most.
pub(super) fn scan_places(places: &Places<'_>, keys: &KeysInUse, longest: Span) -> Scan {
    let clock = Clock::start();
    let end = clock.now() + longest;
    run(places, keys, Limits { bytes: Limits::BYTES, stop: &|| clock.now() >= end })
}

/// The keys in the variable of the paper key and, if one is named, in that of the live key.
pub(super) fn keys_in(paper: &str, live: Option<&String>) -> KeysInUse {
    KeysInUse { paper: key(paper), live: live.and_then(|live| key(live)) }
}

/// What evidence of `scan` is called that begins with `kind`: by what it saw, so that a search that saw less
/// does not take the place of one that saw more.
pub(super) fn name_of(kind: &str, scan: &Scan) -> String {
    let soak = scan.places.iter().any(|place| place.place == SOAK_PLACE);
    let saw = [(soak, ".soak"), (scan.paper_key.is_some(), ".paper"), (scan.live_key.is_some(), ".live")];
    saw.into_iter().filter(|(saw, _)| *saw).fold(kind.to_owned(), |name, (_, part)| name + part)
}

/// The key in `variable`, if there is one.
fn key(variable: &str) -> Option<SecretString> {
    venue_key(variable).ok()
}

pub(super) fn read_arguments(pid: Option<u32>) -> Result<Vec<u8>, String> {
    arguments_of(pid).map_err(|error| error.kind().to_string())
}

fn origin(args: &ScanArgs) -> String {
    match &args.name {
        Some(name) => format!("soak evidence scan {name}"),
        None => "soak evidence scan".to_owned(),
    }
}

fn tell(args: &ScanArgs, scan: &Scan, kept: &Path) -> Result<(), Failure> {
    if args.common.json {
        let mut value = serde_json::json!({ "scan": scan });
        if let Some(members) = value.as_object_mut() {
            members.insert("evidence".to_owned(), kept.display().to_string().into());
        }
        output::json(&value)?;
    } else {
        let head = ["PLACE", "SEARCHED", "KIB", "FOUND"].map(str::to_owned);
        let row = |place: &crate::gate::scan::Searched| {
            let kib = place.bytes.div_ceil(1_024).to_string();
            [place.place.clone(), place.searched.to_string(), kib, place.found.to_string()]
        };
        let rows: Vec<_> = std::iter::once(head).chain(scan.places.iter().map(row)).collect();
        output::table(&rows)?;
        for place in &scan.found {
            output::line(&format!("found       {place}"))?;
        }
        for place in &scan.unsearched {
            output::line(&format!("unsearched  {place}"))?;
        }
        for one in &scan.excepted {
            output::line(&format!("excepted    {}: {} {}", one.place, one.kind, one.fingerprint))?;
        }
        output::line(verdict(scan))?;
    }
    if !scan.found.is_empty() {
        output::words(
            "a key that lay in a file, a commit or a log is known to others: have the venue withdraw it",
        );
    }
    if let Some(file) = args.common.config.as_deref().filter(|_| !scan.exceptable.is_empty()) {
        let file = Exceptions::file_beside(file);
        output::words(&format!(
            "what is no key but made up can be excepted; put its line into {}:",
            file.display()
        ));
        for one in scan.exceptable.iter().take(EXCEPTABLE_SHOWN_MAX) {
            output::words(&format!("  {}  {}", one.fingerprint, one.place));
        }
    }
    if scan.paper_key.is_some() && scan.paper_key == scan.live_key {
        output::words("warning: the paper key and the live key are the same");
    }
    output::words(&format!("evidence: {}", kept.display()));
    Ok(())
}

fn verdict(scan: &Scan) -> &'static str {
    match (scan.found.is_empty(), scan.unsearched.is_empty()) {
        (true, true) => "no key lies anywhere that was searched",
        (true, false) => "no key was found, but not everything could be searched",
        (false, _) => "keys lie where they must not",
    }
}
