//! `soak config check|print`.

use std::path::Path;

use super::failure::{Exit, Failure};
use super::output;
use crate::config::{ConfigError, Settings};

/// Prints every problem of `file`, or `ok`.
///
/// # Errors
///
/// The file cannot be read, or standard output cannot be written.
pub(super) fn check(file: &Path) -> Result<Exit, Failure> {
    match Settings::load(file) {
        Ok(loaded) => {
            for warning in &loaded.warnings {
                output::line(&format!("{}:{warning}", file.display()))?;
            }
            output::line("ok")?;
            Ok(Exit::Fine)
        }
        Err(problems @ ConfigError::Problems { .. }) => {
            output::line(&problems.to_string())?;
            Ok(Exit::Usage)
        }
        Err(error) => Err(error.into()),
    }
}

/// Prints what is in force with `file`, or with the defaults alone.
///
/// # Errors
///
/// The file is refused, or standard output cannot be written.
pub(super) fn print(file: Option<&Path>) -> Result<Exit, Failure> {
    let settings = load(file)?;
    output::line(settings.print().trim_end())?;
    Ok(Exit::Fine)
}

/// The settings of `file`, its warnings told; the defaults without a file.
///
/// # Errors
///
/// The file is refused.
pub(super) fn load(file: Option<&Path>) -> Result<Settings, Failure> {
    let Some(file) = file else { return Ok(Settings::default()) };
    let loaded = Settings::load(file)?;
    for warning in &loaded.warnings {
        output::words(&format!("{}:{warning}", file.display()));
    }
    Ok(loaded.settings)
}
