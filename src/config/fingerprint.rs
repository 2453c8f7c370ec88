//! What a verdict holds for.

use crate::model::Fingerprints;
use std::io;

use sha2::{Digest, Sha256};

use super::Settings;

impl Fingerprints {
    /// Those of this program with its built-in agent and `settings`.
    ///
    /// # Errors
    /// The program's own file cannot be read.
    pub fn of_this_program(settings: &Settings) -> io::Result<Self> {
        let mut file = std::fs::File::open(std::env::current_exe()?)?;
        let mut digest = Sha256::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            let read = io::Read::read(&mut file, &mut buffer)?;
            let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
            digest.update(bytes);
        }
        let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
        let binary: String =
            digest.finalize().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
        Ok(Self { agent: binary.clone(), configuration: settings.fingerprint(), binary })
    }
}
