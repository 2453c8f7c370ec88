//! Which agent a configuration means, and what evidence taken now holds for.

use std::path::Path;

use super::failure::Failure;
use crate::config::Settings;
use crate::gate::{AgentSource, SourceError};
use crate::model::Fingerprints;

/// What evidence taken now holds for.
///
/// # Errors
///
/// The program's own file or the agent's source cannot be read.
pub(super) fn fingerprints(settings: &Settings) -> Result<Fingerprints, Failure> {
    fingerprints_and_source(settings).map(|(fingerprints, _)| fingerprints)
}

/// The same, and the agent's source where it is not the built-in one.
///
/// # Errors
///
/// As [`fingerprints`].
pub(super) fn fingerprints_and_source(
    settings: &Settings,
) -> Result<(Fingerprints, Option<AgentSource>), Failure> {
    let own = Fingerprints::of_this_program(settings)?;
    let Some(path) = &settings.agent.source else { return Ok((own, None)) };
    let source = AgentSource::read(Path::new(path)).map_err(|error| told(&error))?;
    Ok((Fingerprints { agent: source.fingerprint.clone(), ..own }, Some(source)))
}

fn told(error: &SourceError) -> Failure {
    let failure = Failure::usage(format!("agent.source: the agent's fingerprint cannot be taken: {error}"));
    failure.hint(match error {
        SourceError::Io { cause, .. } if cause.kind() != std::io::ErrorKind::NotFound => {
            "make it readable, or have .gitignore leave out what is not the agent's"
        }
        _ => "[agent] source in the configuration names the agent's folder or binary",
    })
}
