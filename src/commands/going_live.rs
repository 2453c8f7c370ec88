//! Going live: every start with real money passes here, in the process that a person sits at and in the one that
//! it detaches.
//!
//! ```text
//!   bundle ─► sound? ─► its facts judged again ─┐
//!   live key, paper key ────────────────────────┼─► every reason against it at once, or
//!   the soak's folder: new, or the same live one┘   the account's name is asked for ─► typed as it is ─► Promotion
//! ```
//!
//! Invariant: one reason against it, or another name, and nothing is begun and nothing left behind.
//! Invariant: the name is typed at a terminal; it is no flag, no variable and no file. A detached process has it
//! from the one that detached it, and judges everything anew.

mod before;
mod proof;
mod question;
mod typed;

use secrecy::SecretString;

use super::agent;
use super::failure::Failure;
use super::run_options::RunOptions;
use crate::clock::Clock;
use crate::config::{KeyError, Settings, venue_key};
use crate::gate::Refusal;
use crate::gate::scan::KeysInUse;
use crate::link::{LinkError, SoakState};
use crate::model::{Fingerprints, TradingMode, neutralise};
use before::Before;
use proof::Proof;
pub(super) use typed::{Operator, TypedName};

/// Longest reason shown, in characters: a bundle says what it likes.
const REASON_CHARS_MAX: usize = 400;

/// That a run may trade with real money.
#[derive(Clone, Debug)]
pub(super) struct Promotion {
    /// SHA-256 of the bundle that opened the door.
    pub(super) by: String,
    /// What it was judged for. The run is begun with these and no others.
    pub(super) fingerprints: Fingerprints,
}

/// Lets the run of `options` trade with real money if it asks for it and everything speaks for it; gives the
/// name that was typed. A run on paper is left as it is.
///
/// # Errors
///
/// The answer is no, for all the reasons there are; or what it is judged by cannot be read.
pub(super) fn promote(options: &mut RunOptions, operator: Operator) -> Result<Option<TypedName>, Failure> {
    if options.settings.soak.mode == TradingMode::Paper {
        return Ok(None);
    }
    let folder = options.folder.path();
    if let SoakState::Running { pid } = SoakState::of(folder) {
        let name = options.folder.name().to_string();
        return Err(LinkError::AlreadyRunning { name, pid }.into());
    }
    let fingerprints = agent::fingerprints(&options.settings)?;
    let before = Before::of(folder, &fingerprints)?;
    let (keys, mut reasons) = keys(&options.settings);
    let proof = match &before {
        Before::SameLive { by, .. } => Some(Proof::Earlier { by: by.clone() }),
        Before::Nothing | Before::Paper | Before::OtherLive { .. } => match &options.live_bundle {
            Some(path) => {
                let (proof, against) =
                    proof::of(path, &options.settings, &fingerprints, &keys, Clock::start().now())?;
                reasons.extend(against);
                proof
            }
            None => None,
        },
    };
    reasons.extend(before.against(options));
    reasons.extend(operator.against());
    told(reasons)?;
    let Some(proof) = proof else {
        return Err(Failure::no("this live run is refused: nothing proves it"));
    };
    let account = options.settings.venue.live_account.clone().unwrap_or_default();
    let question = question::lines(options, &before, &proof).join("\n");
    let typed = operator.type_name(&question)?;
    if account.is_empty() || !typed.is(&account) {
        return Err(Failure::no(format!("this live run is refused: {}", Refusal::WrongAccount)));
    }
    options.promotion = Some(Promotion { by: proof.sha256().to_owned(), fingerprints });
    Ok(Some(typed))
}

/// The live key and the paper key, and what speaks against them without any proof.
fn keys(settings: &Settings) -> (KeysInUse, Vec<String>) {
    let mut reasons = Vec::new();
    let live = match live_key(settings) {
        Some(Ok(key)) => Some(key),
        Some(Err(error @ KeyError::Malformed { .. })) => {
            reasons.push(error.to_string());
            None
        }
        Some(Err(KeyError::Absent { .. })) | None => {
            reasons.push(Refusal::NoLiveKey.to_string());
            None
        }
    };
    let keys = KeysInUse { paper: venue_key(&settings.venue.key_env).ok(), live };
    if keys.live.is_some() && keys.live_fingerprint() == keys.paper_fingerprint() {
        reasons.push(Refusal::SameKey.to_string());
    }
    (keys, reasons)
}

/// What the variable for the live key holds; none where no variable is named.
pub(super) fn live_key(settings: &Settings) -> Option<Result<SecretString, KeyError>> {
    settings.venue.live_key_env.as_deref().map(venue_key)
}

/// A no for `reasons`, each of them once; fine where there are none.
fn told(mut reasons: Vec<String>) -> Result<(), Failure> {
    let mut told: Vec<String> = Vec::new();
    for reason in reasons.drain(..) {
        let reason = neutralise(&reason, REASON_CHARS_MAX);
        if !told.contains(&reason) {
            told.push(reason);
        }
    }
    let head = match told.len() {
        0 => return Ok(()),
        1 => "this live run is refused, for one reason".to_owned(),
        count => format!("this live run is refused, for {count} reasons"),
    };
    Err(Failure::no(format!("{head}:\n  - {}", told.join("\n  - "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_told_once_and_on_its_own_line() {
        #[track_caller]
        fn check(reasons: &[&str], expect: Option<&str>) {
            let reasons = reasons.iter().map(|reason| (*reason).to_owned()).collect();
            assert_eq!(told(reasons).err().and_then(|failure| failure.words()).as_deref(), expect);
        }
        check(&[], None);
        check(&["a"], Some("error: this live run is refused, for one reason:\n  - a"));
        check(
            &["a", "b\u{1b}[2J", "a"],
            Some("error: this live run is refused, for 2 reasons:\n  - a\n  - b\u{fffd}[2J"),
        );
    }
}
