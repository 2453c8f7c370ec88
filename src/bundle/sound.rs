//! Whether what a bundle says is so: its parts agree with one another, and with the facts.

use serde::Deserialize;

use super::Problem;
use super::archive::Stored;
use super::contents::{CONFIGURATION, EVIDENCE, JOURNAL, JUDGEMENT, MANIFEST};
use super::manifest::{JournalMark, Manifest};
use crate::gate::{Evidence, Facts, Judgement};

/// What of a file of evidence is held against the facts.
#[derive(Deserialize)]
struct Kept {
    evidence: Evidence,
}

fn problem(problems: &mut Vec<Problem>, member: &str, what: impl Into<String>) {
    problems.push(Problem { member: member.to_owned(), what: what.into() });
}

/// The configuration's text.
pub(super) fn configuration(stored: &[Stored<'_>], problems: &mut Vec<Problem>) -> Option<String> {
    let member = stored.iter().find(|member| member.name == CONFIGURATION);
    let text = member.and_then(|member| std::str::from_utf8(member.bytes).ok());
    if text.is_none() {
        problem(problems, CONFIGURATION, "it is gone, or no text");
    }
    text.map(str::to_owned)
}

/// The judgement that people read is the one that follows from the facts.
pub(super) fn judgement(told: Option<&Judgement>, computed: &Judgement, problems: &mut Vec<Problem>) {
    let Some(told) = told.filter(|told| *told != computed) else { return };
    if told.verdict != computed.verdict {
        let what = format!("it says {:?}, the facts say {:?}", told.verdict, computed.verdict);
        return problem(problems, JUDGEMENT, what);
    }
    let differing = computed.items.iter().filter(|item| !told.items.contains(item));
    let names: Vec<_> = differing.map(|item| item.item.as_str()).collect();
    problem(problems, JUDGEMENT, format!("it is not what the facts say: {}", names.join(", ")));
}

/// The manifest, the facts and the journal's mark are of one soak, one moment and one set of fingerprints.
pub(super) fn manifest(
    manifest: &Manifest,
    facts: &Facts,
    journal: Option<&JournalMark>,
    problems: &mut Vec<Problem>,
) {
    if manifest.fingerprints.as_ref() != facts.plan.as_ref().map(|plan| &plan.fingerprints) {
        problem(problems, MANIFEST, "its fingerprints are not those of the facts");
    }
    if manifest.judged_at != facts.at {
        problem(problems, MANIFEST, "its moment is not that of the facts");
    }
    let Some(journal) = journal else { return };
    if journal.soak_id != manifest.soak_id {
        problem(problems, JOURNAL, "it is another soak's");
    }
    let chunks = journal.inputs.1.0 / crate::journal::CHUNK;
    if journal.links.len() as u64 != chunks {
        problem(problems, JOURNAL, "it has not one fingerprint for each complete chunk");
    } else if journal.inputs.1.0.is_multiple_of(crate::journal::CHUNK)
        && journal.links.last().is_some_and(|last| *last != journal.head)
    {
        problem(problems, JOURNAL, "its end is not its last chunk's fingerprint");
    }
}

/// The files of evidence hold what the facts hold, no less and no more.
pub(super) fn evidence(stored: &[Stored<'_>], facts: &Facts, problems: &mut Vec<Problem>) {
    let mut missing: Vec<&Evidence> = facts.evidence.iter().collect();
    for member in stored.iter().filter(|member| member.name.starts_with(EVIDENCE)) {
        match serde_json::from_slice::<Kept>(member.bytes) {
            Err(error) => problem(problems, member.name, format!("it does not read: {error}")),
            Ok(kept) => match missing.iter().position(|evidence| **evidence == kept.evidence) {
                Some(at) => drop(missing.swap_remove(at)),
                None => problem(problems, member.name, "it is not the evidence of the facts"),
            },
        }
    }
    for evidence in missing {
        let (kind, name) = (evidence.finding.folder(), &evidence.name);
        problem(
            problems,
            &format!("{EVIDENCE}{kind}/{name}.json"),
            "the facts have it, its file is not here",
        );
    }
}
