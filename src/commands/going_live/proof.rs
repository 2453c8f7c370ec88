//! The bundle: sound to the byte, and its facts judged again.
//!
//! Invariant: of a damaged bundle only the damage is told; what its facts say is worth nothing.

use std::path::Path;

use super::super::failure::Failure;
use super::super::verify;
use crate::config::{Settings, VenueUrl};
use crate::gate::scan::KeysInUse;
use crate::gate::{Start, refusals};
use crate::model::{Fingerprints, Time, TradingMode};
use crate::venue::VenueSettings;

/// What a live run rests on.
#[derive(Clone, Debug)]
pub(super) enum Proof {
    /// A bundle that says GO now.
    Bundle {
        /// SHA-256 of the file.
        sha256: String,
        /// The soak that it is of.
        soak: String,
        /// When it was judged.
        judged_at: Time,
    },
    /// The bundle by which this very soak was begun.
    Earlier {
        /// SHA-256 of the file.
        by: String,
    },
}

impl Proof {
    /// SHA-256 of the bundle.
    pub(super) fn sha256(&self) -> &str {
        match self {
            Self::Bundle { sha256, .. } => sha256,
            Self::Earlier { by } => by,
        }
    }
}

/// Reads the bundle in `path` and judges it for a start at `at` with these fingerprints and keys; gives it, if
/// it is sound, and all that speaks against it.
///
/// # Errors
///
/// There is no such file, or it cannot be read.
pub(super) fn of(
    path: &Path,
    settings: &Settings,
    fingerprints: &Fingerprints,
    keys: &KeysInUse,
    at: Time,
) -> Result<(Option<Proof>, Vec<String>), Failure> {
    let checked = match verify::read(path)? {
        Ok(checked) => checked,
        Err(unreadable) => {
            let what = format!("the bundle {} cannot be checked: {unreadable}", path.display());
            return Ok((None, vec![format!("{what}; soak report NAME --bundle -o FILE makes another")]));
        }
    };
    if !checked.is_sound() {
        let damage = |problem: &crate::bundle::Problem| {
            format!("the bundle is damaged: {problem}; fetch it again from where it was made")
        };
        return Ok((None, checked.problems.iter().map(damage).collect()));
    }
    let Some((facts, manifest)) = checked.facts.as_ref().zip(checked.manifest.as_ref()) else {
        // A sound bundle has both.
        return Ok((
            None,
            vec!["the bundle says nothing; soak report NAME --bundle -o FILE makes another".into()],
        ));
    };
    let account = settings.venue.live_account.as_deref().unwrap_or_default();
    let live_key = keys.live_fingerprint();
    let start = Start {
        at,
        fingerprints,
        live_key: live_key.as_deref(),
        // It is asked for once nothing else speaks against it.
        typed_account: account,
        account,
        venue_is_local: is_local(settings),
    };
    let against = refusals(facts, &start).iter().map(ToString::to_string).collect();
    let (sha256, soak, judged_at) = (checked.sha256, manifest.name.clone(), manifest.judged_at);
    Ok((Some(Proof::Bundle { sha256, soak, judged_at }), against))
}

/// Whether the live account's exchange, stream included, is on this machine.
fn is_local(settings: &Settings) -> bool {
    let address = settings.venue.address(TradingMode::Live);
    let VenueUrl::Url(url) = address.url else { return false };
    let built = VenueSettings::new(url).and_then(|built| match address.stream_url {
        Some(stream) => built.with_stream_url(stream),
        None => Ok(built),
    });
    built.is_ok_and(|built| built.is_loopback())
}
