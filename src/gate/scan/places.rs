//! Where is searched, and what came of it.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::budget::Budget;
use super::detector::{Detector, Mode};
use super::exceptions::Within;
use super::lines::Gathering;
use super::{Exceptions, KeysInUse, Limits};
use crate::gate::Finding;

/// What a soak's own folder is called among the places.
pub const SOAK_PLACE: &str = "logs and journal";

/// Where is searched.
#[derive(Clone, Debug, Default)]
pub struct Places<'a> {
    /// The agent's source folder or binary.
    pub agent: Option<&'a Path>,
    /// The configuration file.
    pub configuration: Option<&'a Path>,
    /// What a person has excepted in the agent's tree.
    pub exceptions: Exceptions,
    /// The soak's folder, with its logs and its journal.
    pub soak: Option<&'a Path>,
    /// What processes were started with: whose, and the bytes, or why there are none.
    pub arguments: Vec<(String, Result<Vec<u8>, String>)>,
}

/// What a scan came to. It holds no key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scan {
    /// Files, objects and texts searched.
    pub searched: u64,
    /// Where something was found, and what kind.
    pub found: Vec<String>,
    /// What could not be searched, and why.
    pub unsearched: Vec<String>,
    /// What looks like a key and was excepted by a person.
    #[serde(default)]
    pub excepted: Vec<Lookalike>,
    /// What was found in the agent's tree and could be excepted, if it is no key.
    #[serde(default)]
    pub exceptable: Vec<Lookalike>,
    /// Each place with what was searched there.
    pub places: Vec<Searched>,
    /// SHA-256 of the paper key, shortened; none where no key is used.
    pub paper_key: Option<String>,
    /// SHA-256 of the live key, shortened; none where none is set.
    pub live_key: Option<String>,
}

/// Something that looks like a key, without the thing itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lookalike {
    /// Where: of what was excepted the place, of what could be the path below the agent's folder.
    pub place: String,
    /// What it looks like.
    pub kind: String,
    /// SHA-256 of it, shortened.
    pub fingerprint: String,
}

/// What was searched in a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Searched {
    /// Which.
    pub place: String,
    /// Files, objects and texts.
    pub searched: u64,
    /// Bytes, unpacked.
    pub bytes: u64,
    /// Things found there.
    pub found: u64,
}

impl Scan {
    /// What it found, as evidence.
    #[must_use]
    pub fn finding(&self) -> Finding {
        Finding::KeyScan {
            searched: self.searched,
            found: self.found.clone(),
            unsearched: self.unsearched.clone(),
            paper_key: self.paper_key.clone(),
            live_key: self.live_key.clone(),
            places: self.places.iter().map(|place| place.place.clone()).collect(),
            excepted: self.excepted.clone(),
        }
    }
}

/// Searches `places` for `keys` and for whatever looks like a key, within `limits`.
///
/// It reads files and waits for the disk; run it where waiting harms nobody.
#[must_use]
pub fn run(places: &Places<'_>, keys: &KeysInUse, limits: Limits<'_>) -> Scan {
    let detector = Detector::new(keys);
    let mut gathering = Gathering::new(&detector, &places.exceptions, Budget::new(limits));
    let mut searched = Vec::new();
    let mut visit = |place: &str, act: &mut dyn FnMut(&mut Gathering<'_>)| {
        let before = (gathering.searched, gathering.budget.spent, gathering.count());
        act(&mut gathering);
        searched.push(Searched {
            place: place.to_owned(),
            searched: gathering.searched - before.0,
            bytes: gathering.budget.spent - before.1,
            found: gathering.count() - before.2,
        });
    };
    // The small places first: should a giant tree use up the limits, these were seen.
    if let Some(path) = places.configuration {
        visit("configuration", &mut |gathering| {
            gathering.file(path, &path.display().to_string(), Within::Elsewhere);
        });
    }
    if !places.arguments.is_empty() {
        visit("arguments", &mut |gathering| {
            for (whose, read) in &places.arguments {
                let place = format!("arguments of {whose}");
                match read {
                    Ok(bytes) => {
                        gathering.budget.take(bytes.len());
                        gathering.search(&place, bytes, Mode::Text);
                        gathering.searched += 1;
                    }
                    Err(cause) => gathering.unsearched(&place, cause),
                }
            }
        });
    }
    if let Some(path) = places.soak {
        visit(SOAK_PLACE, &mut |gathering| gathering.soak(path));
    }
    if let Some(path) = places.agent {
        visit("agent and its history", &mut |gathering| gathering.agent(path));
    }
    let total = gathering.searched;
    let excepted = std::mem::take(&mut gathering.excepted);
    let exceptable = std::mem::take(&mut gathering.exceptable);
    let (found, unsearched) = gathering.told();
    Scan {
        searched: total,
        found,
        unsearched,
        excepted,
        exceptable,
        places: searched,
        paper_key: keys.paper_fingerprint(),
        live_key: keys.live_fingerprint(),
    }
}
