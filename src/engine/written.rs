//! The state's written form, for checkpoints: the same state gives the same bytes.

use super::State;

/// Why a state could not be written or read. Policy: without a readable checkpoint the journal is
/// replayed from its start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the engine's state could not be {0}: {1}")]
pub struct WrittenError(&'static str, String);

impl State {
    /// The state as bytes.
    ///
    /// # Errors
    /// When it has no written form, which would be a mistake in this build.
    pub fn to_bytes(&self) -> Result<Vec<u8>, WrittenError> {
        postcard::to_stdvec(self).map_err(|error| WrittenError("written", error.to_string()))
    }

    /// The state that `bytes` were written from.
    ///
    /// # Errors
    /// When they were written by another version or are damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WrittenError> {
        postcard::from_bytes(bytes).map_err(|error| WrittenError("read", error.to_string()))
    }
}
