//! What a bundle says of itself, and of the journal that it was made from.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::model::{Fingerprints, Seq, Time, hexadecimal};

/// The version of the bundle's form. A bundle of another one is not read.
pub const BUNDLE_VERSION: u32 = 1;

/// Whose bundle it is, when and for what it was made, and what is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form's version.
    pub version: u32,
    /// The version of the program that made it.
    pub made_by: String,
    /// What tells the soak's idempotency keys from another's.
    pub soak_id: String,
    /// The soak's name.
    pub name: String,
    /// The moment of the judgement.
    pub judged_at: Time,
    /// What the judgement holds for; none where the run began without a plan.
    pub fingerprints: Option<Fingerprints>,
    /// Every other member but the seal, in the order of their names.
    pub members: Vec<Member>,
}

/// A member of a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// Where the journal's chain of fingerprints stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalMark {
    /// Whose journal it is.
    pub soak_id: String,
    /// The first and the last input.
    pub inputs: (Seq, Seq),
    /// Their times; none of an empty journal.
    pub reach: Option<(Time, Time)>,
    /// The fingerprint of all inputs, in hexadecimal.
    pub head: String,
    /// The fingerprint of each complete chunk of 1,024 inputs, in hexadecimal, in order.
    pub links: Vec<String>,
}

/// SHA-256 of `bytes`, in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}
