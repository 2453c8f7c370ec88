//! The report kept as evidence, with what it holds for, in the way of the drills' verdicts.
//!
//! ```text
//!   DATA/_evidence/load/              0700
//!   ├── load.json                     0600, the newest
//!   └── history/
//!       └── 00001767225600000000-load.json
//! ```

use crate::model::Fingerprints;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::LoadReport;
use crate::drill::EvidenceError;
use crate::drill::evidence::{forget_oldest, write};
use crate::journal::private_folder;

/// The newest one's name.
const FILE: &str = "load.json";

/// A report with what it holds for.
#[derive(Debug, Serialize)]
struct Kept<'a> {
    fingerprints: &'a Fingerprints,
    report: &'a LoadReport,
}

/// Writes `report` as evidence below the data folder `data`, and says where it stays.
///
/// # Errors
/// When the system refuses.
pub fn keep(data: &Path, fingerprints: &Fingerprints, report: &LoadReport) -> Result<PathBuf, EvidenceError> {
    let folder = data.join("_evidence").join("load");
    let history = folder.join("history");
    private_folder(&folder)?;
    private_folder(&history)?;
    let kept = Kept { fingerprints, report };
    let mut bytes = serde_json::to_vec_pretty(&kept)
        .map_err(|error| EvidenceError::Unreadable { path: folder.clone(), cause: error.to_string() })?;
    bytes.push(b'\n');
    let file = history.join(format!("{:020}-{FILE}", report.began_at.as_micros()));
    write(&file, &bytes)?;
    write(&folder.join(FILE), &bytes)?;
    forget_oldest(&history)?;
    Ok(file)
}
