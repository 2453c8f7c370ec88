//! The fingerprint of sessions and expectations: another one, and evidence is of other fixtures.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::Fixture;
use crate::model::hexadecimal;

/// Bytes read from the disk at once.
const READ_AT_ONCE: usize = 64 * 1024;

/// SHA-256, in hexadecimal, over the names, the sessions and the expectations of `fixtures`, each with its
/// length before it, in the order of their names.
///
/// # Errors
/// A file cannot be read.
pub fn fixtures(fixtures: &[Fixture]) -> io::Result<String> {
    let mut sorted: Vec<&Fixture> = fixtures.iter().collect();
    sorted.sort_by(|one, two| one.name.cmp(&two.name));
    let mut digest = Sha256::new();
    for fixture in sorted {
        digest.update((fixture.name.len() as u64).to_le_bytes());
        digest.update(&fixture.name);
        for file in fixture.sessions.iter().chain(&fixture.expectations) {
            take(&mut digest, file)?;
        }
    }
    Ok(hexadecimal(&digest.finalize()))
}

fn take(digest: &mut Sha256, path: &Path) -> io::Result<()> {
    let mut file = File::open(path)?;
    digest.update(file.metadata()?.len().to_le_bytes());
    let mut buffer = vec![0; READ_AT_ONCE];
    loop {
        let read = file.read(&mut buffer)?;
        match buffer.get(..read) {
            None | Some([]) => return Ok(()),
            Some(bytes) => digest.update(bytes),
        }
    }
}
