//! The keys in use: searched for to the letter, and told apart by their fingerprints.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::model::hexadecimal;

/// Hexadecimal digits of a key's fingerprint: 64 bits tell keys apart and say nothing of what they are.
pub(super) const FINGERPRINT_DIGITS: usize = 16;

/// The keys in use.
#[derive(Clone, Default)]
pub struct KeysInUse {
    /// The one that the paper run trades with.
    pub paper: Option<SecretString>,
    /// The one that real money would be traded with.
    pub live: Option<SecretString>,
}

impl KeysInUse {
    /// SHA-256 of the paper key, shortened.
    #[must_use]
    pub fn paper_fingerprint(&self) -> Option<String> {
        self.paper.as_ref().map(fingerprint)
    }

    /// SHA-256 of the live key, shortened.
    #[must_use]
    pub fn live_fingerprint(&self) -> Option<String> {
        self.live.as_ref().map(fingerprint)
    }
}

impl fmt::Debug for KeysInUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeysInUse")
            .field("paper", &self.paper.is_some())
            .field("live", &self.live.is_some())
            .finish()
    }
}

fn fingerprint(key: &SecretString) -> String {
    fingerprint_of(key.expose_secret().trim().as_bytes())
}

/// SHA-256 of what was found, shortened as that of a key is.
pub(super) fn fingerprint_of(found: &[u8]) -> String {
    let mut whole = hexadecimal(&Sha256::digest(found));
    whole.truncate(FINGERPRINT_DIGITS);
    whole
}
