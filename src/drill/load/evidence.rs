//! The report kept as evidence, with what it holds for.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{LoadError, LoadReport};
use crate::journal::private_folder;

/// Below the data folder. It cannot name a soak, so that `list` passes it over.
const FOLDER: &str = "_evidence/load";

/// Bytes read at once.
const CHUNK: usize = 64 << 10;

/// What a piece of evidence holds for: another one of these, and it says nothing any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fingerprint {
    /// Who trades, by the configuration. The load test itself has no agent.
    pub agent: String,
    /// SHA-256 of the configuration in force.
    pub configuration: String,
    /// SHA-256 of this program.
    pub binary: String,
}

/// A report with what it holds for.
#[derive(Debug, Serialize)]
struct Evidence<'a> {
    kind: &'static str,
    fingerprint: &'a Fingerprint,
    report: &'a LoadReport,
}

impl Fingerprint {
    /// The fingerprint of this program with `agent` and `configuration`.
    ///
    /// # Errors
    /// When the program's own file cannot be read.
    pub fn of(agent: String, configuration: String) -> Result<Self, LoadError> {
        let program = std::env::current_exe()
            .map_err(LoadError::system("find this program's own file, to take its fingerprint:", "/proc"))?;
        let binary = digest(&program)
            .map_err(LoadError::system("read this program's own file, to take its fingerprint:", &program))?;
        Ok(Self { agent, configuration, binary })
    }
}

/// Writes `report` as evidence below the data folder `data`, and says where.
///
/// # Errors
/// When the system refuses.
pub fn keep(data: &Path, fingerprint: &Fingerprint, report: &LoadReport) -> Result<PathBuf, LoadError> {
    let folder = data.join(FOLDER);
    let failed = |cause| LoadError::system("keep the evidence in", &folder)(cause);
    private_folder(&folder).map_err(|error| failed(io::Error::other(error)))?;
    let evidence = Evidence { kind: "load", fingerprint, report };
    let bytes = serde_json::to_vec_pretty(&evidence).map_err(|error| failed(error.into()))?;
    let file = folder.join(format!("{}.json", report.began_at.to_string().replace(':', "-")));
    let unfinished = file.with_extension("unfinished");
    write(&unfinished, &bytes).and_then(|()| fs::rename(&unfinished, &file)).map_err(failed)?;
    Ok(file)
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn digest(path: &Path) -> io::Result<String> {
    let (mut file, mut hasher, mut chunk) = (File::open(path)?, Sha256::new(), vec![0; CHUNK]);
    loop {
        let count = file.read(&mut chunk)?;
        if count == 0 {
            break;
        }
        hasher.update(chunk.get(..count).unwrap_or_default());
    }
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    Ok(hasher.finalize().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_the_digest_that_the_standard_gives() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc");
        write(&path, b"abc").unwrap();
        // FIPS 180-4, the example of one block.
        let expect = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(digest(&path).unwrap(), expect);
        assert!(digest(&folder.path().join("absent")).is_err());
    }
}
