//! Making a bundle.

use std::collections::BTreeMap;

use serde::Serialize;

use super::archive::{END, is_plain, pack};
use super::contents::{
    BYTES_MAX, CONFIGURATION, EVIDENCE, EVIDENCE_FILES_MAX, FACTS, JOURNAL, JUDGEMENT, MANIFEST,
    MEMBER_BYTES_MAX, REPORT, SEAL,
};
use super::manifest::{BUNDLE_VERSION, JournalMark, Manifest, Member, sha256};
use crate::gate::{Facts, judge};

/// Everything that goes into a bundle.
#[derive(Clone, Debug)]
pub struct Contents {
    /// The soak's name.
    pub name: String,
    /// All that is judged.
    pub facts: Facts,
    /// The files of the facts' evidence, by their path below the evidence's folder: `drills/partition.json`.
    pub evidence: BTreeMap<String, Vec<u8>>,
    /// The effective configuration; it holds no secrets.
    pub configuration: String,
    /// Where the journal's chain stood.
    pub journal: JournalMark,
    /// The report, in Markdown.
    pub report: String,
}

/// A bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The file.
    pub bytes: Vec<u8>,
    /// SHA-256 of the whole file: kept elsewhere, it tells this bundle from any other.
    pub sha256: String,
    /// SHA-256 of its manifest.
    pub manifest_sha256: String,
}

/// Why a bundle cannot be made. Policy of each: none is written.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    /// A name is no path for a bundle.
    #[error(
        "pack {name:?} into the bundle: names have at most 99 letters, digits, '.', '_', '-' and '/'; rename the evidence"
    )]
    Name {
        /// The name.
        name: String,
    },
    /// There is too much of something.
    #[error("pack {what} into the bundle: it is over the limit; remove old evidence below _evidence")]
    TooLarge {
        /// Of what.
        what: String,
    },
    /// Something cannot be written as JSON.
    #[error("write {member}: {cause}")]
    Json {
        /// The member.
        member: &'static str,
        /// Why.
        cause: serde_json::Error,
    },
}

/// Makes the bundle of `contents`. The same contents make the same bytes.
///
/// # Errors
/// When there is too much, or a name is no path.
pub fn make(contents: &Contents) -> Result<Made, MakeError> {
    let mut members = BTreeMap::from([
        (FACTS.to_owned(), json(FACTS, &contents.facts)?),
        (JUDGEMENT.to_owned(), json(JUDGEMENT, &judge(&contents.facts))?),
        (JOURNAL.to_owned(), json(JOURNAL, &contents.journal)?),
        (CONFIGURATION.to_owned(), contents.configuration.clone().into_bytes()),
        (REPORT.to_owned(), contents.report.clone().into_bytes()),
    ]);
    if contents.evidence.len() > EVIDENCE_FILES_MAX {
        return Err(MakeError::TooLarge { what: format!("{} files of evidence", contents.evidence.len()) });
    }
    members
        .extend(contents.evidence.iter().map(|(name, bytes)| (format!("{EVIDENCE}{name}"), bytes.clone())));
    for (name, bytes) in &members {
        if !is_plain(name) {
            return Err(MakeError::Name { name: name.clone() });
        }
        if bytes.len() > MEMBER_BYTES_MAX {
            return Err(MakeError::TooLarge { what: name.clone() });
        }
    }
    let manifest = Manifest {
        version: BUNDLE_VERSION,
        made_by: format!("papersoak {}", env!("CARGO_PKG_VERSION")),
        soak_id: contents.journal.soak_id.clone(),
        name: contents.name.clone(),
        judged_at: contents.facts.at,
        fingerprints: contents.facts.plan.as_ref().map(|plan| plan.fingerprints.clone()),
        members: members.iter().map(|(name, bytes)| described(name, bytes)).collect(),
    };
    members.insert(MANIFEST.to_owned(), json(MANIFEST, &manifest)?);
    let made = sealed(&members);
    if made.bytes.len() as u64 > BYTES_MAX {
        return Err(MakeError::TooLarge { what: "all of it".to_owned() });
    }
    Ok(made)
}

/// What the manifest says of a member.
pub(super) fn described(name: &str, bytes: &[u8]) -> Member {
    Member { name: name.to_owned(), bytes: bytes.len() as u64, sha256: sha256(bytes) }
}

/// The file of `members`, its seal added.
pub(super) fn sealed(members: &BTreeMap<String, Vec<u8>>) -> Made {
    let mut bytes = pack(members.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())));
    let manifest_sha256 = sha256(members.get(MANIFEST).map_or(&[], Vec::as_slice));
    let seal = seal(&manifest_sha256, &sha256(&bytes));
    bytes.extend(pack([(SEAL, seal.as_bytes())]));
    bytes.extend_from_slice(&END);
    Made { sha256: sha256(&bytes), bytes, manifest_sha256 }
}

/// The text of the seal over a manifest, and over all bytes before the seal.
pub(super) fn seal(manifest_sha256: &str, before_sha256: &str) -> String {
    format!("papersoak bundle {BUNDLE_VERSION}\nmanifest {manifest_sha256}\nbefore   {before_sha256}\n")
}

pub(super) fn json<T: Serialize>(member: &'static str, value: &T) -> Result<Vec<u8>, MakeError> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|cause| MakeError::Json { member, cause })?;
    bytes.push(b'\n');
    Ok(bytes)
}
