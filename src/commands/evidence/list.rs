//! `soak evidence list`: the newest evidence of each name, its age, and whether it still holds.

use clap::Args;
use serde_json::json;

use super::super::failure::{Exit, Failure};
use super::super::output;
use super::{Common, Place, told};
use crate::clock::Clock;
use crate::gate::fixtures::FixturesNow;
use crate::gate::{Evidence, Finding, Gathered};
use crate::model::{Fingerprints, Span, Time};

/// Arguments of `list`.
#[derive(Debug, Args)]
pub(in crate::commands) struct ListArgs {
    #[command(flatten)]
    common: Common,
}

pub(super) fn list(args: &ListArgs) -> Result<Exit, Failure> {
    let place = Place::of(&args.common)?;
    let (gathered, unreadable) = Gathered::of(&place.store).map_err(|error| told(&error))?;
    let evidence = &gathered.newest;
    for error in &unreadable {
        output::words(&format!("warning: {error}"));
    }
    let now = Clock::start().now();
    if args.common.json {
        let row = |one: &Evidence| {
            let changed = changed(one, &place.fingerprints, &gathered);
            json!({"evidence": one, "age_s": age(one.taken_at, now).as_micros() / 1_000_000, "changed": changed})
        };
        let rows: Vec<_> = evidence.iter().map(row).collect();
        output::json(&json!({"fingerprints": place.fingerprints, "evidence": rows}))?;
        return Ok(Exit::Fine);
    }
    if evidence.is_empty() {
        let place = place.store.folder().display();
        output::words(&format!("no evidence in {place}; soak gate says what each item needs"));
        return Ok(Exit::Fine);
    }
    let head = ["KIND", "NAME", "AGE", "HOLDS", "FOUND", "FROM"].map(str::to_owned);
    let row = |one: &Evidence| {
        let changed = changed(one, &place.fingerprints, &gathered);
        let holds =
            if changed.is_empty() { "yes".to_owned() } else { format!("no: {} changed", changed.join(", ")) };
        let age = match age(one.taken_at, now) {
            Span::ZERO => "now".to_owned(),
            age => age.to_string(),
        };
        [
            one.finding.folder().to_owned(),
            one.name.clone(),
            age,
            holds,
            found(&one.finding),
            one.origin.clone(),
        ]
    };
    let rows: Vec<_> = std::iter::once(head).chain(evidence.iter().map(row)).collect();
    output::table(&rows)?;
    Ok(Exit::Fine)
}

/// How old, in whole units of a size that a person reads.
fn age(taken_at: Time, now: Time) -> Span {
    let micros = now.since(taken_at).as_micros().max(0);
    let unit = [86_400, 3_600, 60, 1].map(|seconds: i64| seconds * 1_000_000);
    let unit = unit.into_iter().find(|unit| micros >= *unit).unwrap_or(1_000_000);
    Span::from_micros(micros / unit * unit)
}

/// What of that which the evidence depends on is another one now.
fn changed(evidence: &Evidence, now: &Fingerprints, gathered: &Gathered) -> Vec<&'static str> {
    let (finding, then) = (&evidence.finding, &evidence.fingerprints);
    let agent_alone =
        matches!(finding, Finding::Coverage { .. } | Finding::Regression { .. } | Finding::KeyScan { .. });
    let mut changed = Vec::new();
    if then.agent != now.agent {
        changed.push("agent");
    }
    if !agent_alone && then.configuration != now.configuration {
        changed.push("configuration");
    }
    if !agent_alone && then.binary != now.binary {
        changed.push("binary");
    }
    if let Finding::Regression { fixtures, folder, .. } = finding {
        let now = folder.as_ref().and_then(|folder| gathered.fixtures.get(folder));
        if !matches!(now, Some(FixturesNow::Read { sha256 }) if sha256 == fixtures) {
            changed.push("sessions");
        }
    }
    changed
}

/// What was found, in a few words.
fn found(finding: &Finding) -> String {
    match finding {
        Finding::Drill { held, failed, .. } => format!("{held} held, {failed} failed"),
        Finding::Load(load) => {
            format!("{} sent at {} rpm, {} dropped", load.sent, load.asked_rpm, load.dropped)
        }
        Finding::Regression { sessions, failed, .. } => {
            format!("{sessions} sessions, {} failed", failed.len())
        }
        Finding::Coverage { lines, covered, weakest, .. } => {
            format!("{covered} of {lines} lines, {} weak modules", weakest.len())
        }
        Finding::Tests { run, failed, skipped } => format!("{run} run, {failed} failed, {skipped} left out"),
        Finding::KeyScan { searched, found, unsearched, excepted, .. } => {
            let (found, left, excepted) = (found.len(), unsearched.len(), excepted.len());
            format!("{found} found in {searched}, {left} unsearched, {excepted} excepted")
        }
    }
}
