//! Where things lie in a soak's folder.

use std::path::{Path, PathBuf};

use super::OpenError;
use crate::journal::private_folder;

/// The paper exchange's own store, in a folder of its own: it plays the outside world, and the
/// soak never reads it.
pub(super) fn venue_store(soak: &Path) -> Result<PathBuf, OpenError> {
    let folder = soak.join("venue");
    private_folder(&folder)?;
    Ok(folder.join("venue.db"))
}
