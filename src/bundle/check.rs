//! Checking a bundle: first that every byte is the one that was written, then that what is written is so.

use serde::de::DeserializeOwned;

use super::archive::{Stored, members};
use super::contents::{FACTS, JOURNAL, JUDGEMENT, MANIFEST, SEAL};
use super::make::{described, seal};
use super::manifest::{BUNDLE_VERSION, JournalMark, Manifest, sha256};
use super::sound;
use crate::gate::{Facts, Judgement, judge};

/// What checking a bundle found.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// SHA-256 of the whole file.
    pub sha256: String,
    /// SHA-256 of the manifest; none where there is none.
    pub manifest_sha256: Option<String>,
    /// What it says of itself, if that reads.
    pub manifest: Option<Manifest>,
    /// All that was judged, if it reads.
    pub facts: Option<Facts>,
    /// The judgement, computed from the facts.
    pub judgement: Option<Judgement>,
    /// Where the journal stood, if that reads.
    pub journal: Option<JournalMark>,
    /// The configuration, if it is there.
    pub configuration: Option<String>,
    /// What is wrong; nothing of a sound bundle.
    pub problems: Vec<Problem>,
}

/// Something that is wrong with a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The member in which it is.
    pub member: String,
    /// What is wrong.
    pub what: String,
}

/// Why a file cannot be checked. Policy of each: say so; it proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is something else.
    #[error("it is no bundle: nothing in it is named manifest.json")]
    NoBundle,
    /// Another version made it.
    #[error(
        "it has version {found}, this program reads {BUNDLE_VERSION}; check it with the program that made it"
    )]
    Version {
        /// Its version.
        found: u32,
    },
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.member, self.what)
    }
}

impl Checked {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }
}

/// Checks `file`.
///
/// # Errors
/// It is no bundle, or one of another version.
pub fn check(file: &[u8]) -> Result<Checked, Unreadable> {
    let (stored, broken) = members(file);
    let says = |name: &str| file.windows(name.len()).any(|window| window == name.as_bytes());
    if stored.is_empty() && !says(MANIFEST) && !says("ustar") {
        return Err(Unreadable::NoBundle);
    }
    let mut problems: Vec<_> =
        broken.into_iter().map(|broken| Problem { member: broken.member, what: broken.what }).collect();
    let find = |name: &str| stored.iter().find(|member| member.name == name);
    let manifest_bytes = find(MANIFEST).map(|member| member.bytes);
    if manifest_bytes.is_none() && problems.is_empty() {
        return Err(Unreadable::NoBundle);
    }
    let manifest_sha256 = manifest_bytes.map(sha256);
    let seal = Sealed::of(file, &stored, manifest_sha256.as_deref());
    let manifest: Option<Manifest> = read(find(MANIFEST), MANIFEST, &mut problems);
    if let Some(manifest) = &manifest {
        if manifest.version != BUNDLE_VERSION && problems.is_empty() {
            return Err(Unreadable::Version { found: manifest.version });
        }
        // A manifest that was changed says nothing of the others.
        if seal != Sealed::AnotherManifest {
            listed(manifest, &stored, &mut problems);
        }
    }
    seal.tell(&mut problems);
    let facts: Option<Facts> = read(find(FACTS), FACTS, &mut problems);
    let judgement = facts.as_ref().map(judge);
    let journal: Option<JournalMark> = read(find(JOURNAL), JOURNAL, &mut problems);
    let told: Option<Judgement> = read(find(JUDGEMENT), JUDGEMENT, &mut problems);
    let configuration = sound::configuration(&stored, &mut problems);
    if let (Some(manifest), Some(facts), Some(judgement)) = (&manifest, &facts, &judgement) {
        sound::judgement(told.as_ref(), judgement, &mut problems);
        sound::manifest(manifest, facts, journal.as_ref(), &mut problems);
        sound::evidence(&stored, facts, &mut problems);
    }
    let sha256 = sha256(file);
    Ok(Checked { sha256, manifest_sha256, manifest, facts, judgement, journal, configuration, problems })
}

/// How the seal fits. Two digests tell which of three was changed: the manifest, something before the seal, or
/// the seal itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sealed {
    Whole,
    Gone,
    Changed,
    AnotherManifest,
    AnotherMember,
}

impl Sealed {
    fn of(file: &[u8], stored: &[Stored<'_>], manifest: Option<&str>) -> Self {
        let Some(kept) = stored.last().filter(|last| last.name == SEAL) else { return Self::Gone };
        let before = sha256(file.get(..kept.at).unwrap_or_default());
        let text = String::from_utf8_lossy(kept.bytes);
        let says = |digest: &str| text.lines().any(|line| line.ends_with(digest));
        match (manifest.is_some_and(says), says(&before)) {
            (true, true) if manifest.is_some_and(|manifest| text == seal(manifest, &before)) => Self::Whole,
            (false, false) => Self::AnotherManifest,
            (true, false) => Self::AnotherMember,
            (false | true, true) => Self::Changed,
        }
    }

    fn tell(self, problems: &mut Vec<Problem>) {
        let (member, what) = match self {
            Self::Whole => return,
            Self::Gone => (SEAL, "it is gone, or not the last member: the file was cut or added to"),
            Self::Changed => (SEAL, "it was changed"),
            Self::AnotherManifest => (MANIFEST, "it is not the one that was sealed"),
            // The member was named already, by the manifest or by its place.
            Self::AnotherMember if !problems.is_empty() => return,
            Self::AnotherMember => (SEAL, "it was changed, or something before it"),
        };
        problems.push(Problem { member: member.to_owned(), what: what.to_owned() });
    }
}

/// Holds every member against what the manifest says of it.
fn listed(manifest: &Manifest, stored: &[Stored<'_>], problems: &mut Vec<Problem>) {
    let mut problem = |member: &str, what: &str| {
        problems.push(Problem { member: member.to_owned(), what: what.to_owned() });
    };
    let others = |name: &str| name == MANIFEST || name == SEAL;
    for member in stored.iter().filter(|member| !others(member.name)) {
        match manifest.members.iter().find(|listed| listed.name == member.name) {
            Some(listed) if *listed == described(member.name, member.bytes) => {}
            Some(_) => problem(member.name, "it was changed: its SHA-256 is not the manifest's"),
            None => problem(member.name, "the manifest does not know it"),
        }
    }
    for listed in &manifest.members {
        if !stored.iter().any(|member| member.name == listed.name) {
            problem(&listed.name, "it is gone");
        }
    }
}

fn read<T: DeserializeOwned>(
    member: Option<&Stored<'_>>,
    name: &str,
    problems: &mut Vec<Problem>,
) -> Option<T> {
    let read = match member {
        Some(member) => {
            serde_json::from_slice(member.bytes).map_err(|error| format!("it does not read: {error}"))
        }
        None => Err("it is gone".to_owned()),
    };
    let known = |problems: &[Problem]| problems.iter().any(|problem| problem.member == name);
    read.map_err(|what| {
        if !known(problems) {
            problems.push(Problem { member: name.to_owned(), what });
        }
    })
    .ok()
}
