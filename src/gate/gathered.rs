//! All evidence below a data folder, with what it is to be held against on this machine.
//!
//! Invariant: a judgement reads no disk; whatever it needs of one is gathered here and becomes part of the facts.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::fixtures::{FixturesNow, fixtures_now};
use super::{Evidence, Facts, Finding, Store, StoreError};

/// Evidence, and what the folders that it names are now. Shared with whoever reads it from disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gathered {
    /// The newest evidence of each name.
    pub newest: Arc<[Evidence]>,
    /// What each folder of fixtures that evidence names is now.
    pub fixtures: Arc<BTreeMap<String, FixturesNow>>,
}

impl Gathered {
    /// Gathers what `store` holds, and says what of it could not be read. Reads every fixture.
    ///
    /// # Errors
    /// A folder of evidence is there and cannot be listed.
    pub fn of(store: &Store) -> Result<(Self, Vec<StoreError>), StoreError> {
        let (newest, errors) = store.newest()?;
        let now = |folder: &str| (folder.to_owned(), fixtures_now(Path::new(folder)));
        let fixtures = newest.iter().filter_map(|one| one.finding.fixtures_folder()).map(now).collect();
        Ok((Self { newest: newest.into(), fixtures: Arc::new(fixtures) }, errors))
    }

    /// `facts` with this evidence in the place of theirs.
    #[must_use]
    pub fn into_facts(self, facts: Facts) -> Facts {
        let (evidence, fixtures) = (self.newest.to_vec(), Arc::unwrap_or_clone(self.fixtures));
        Facts { evidence, fixtures, ..facts }
    }
}

impl Finding {
    /// The folder of the fixtures that it was found with, if it names one.
    #[must_use]
    pub fn fixtures_folder(&self) -> Option<&str> {
        match self {
            Self::Regression { folder, .. } => folder.as_deref(),
            _ => None,
        }
    }
}
