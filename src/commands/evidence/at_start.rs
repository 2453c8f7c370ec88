//! The search for keys that each start of a soak makes, beside the soak.
//!
//! Invariant: it can neither delay the soak nor end it; what it finds is said and kept for the gate.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use super::super::failure::Failure;
use super::super::output;
use super::super::run_options::{Face, RunOptions};
use super::{Place, scan};
use crate::clock::Clock;
use crate::gate::Store;
use crate::gate::scan::{Exceptions, Limits, Places, Scan, run};
use crate::model::{Fingerprints, Span};

/// How long the search at a start may take: longer ones are a person's to ask for.
const LONGEST: Span = Span::from_secs(60);

/// A search that goes on beside a soak. Dropping it ends it.
#[derive(Debug)]
pub(in crate::commands) struct ScanAtStart {
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl ScanAtStart {
    /// Begins to search what the soak of `options` is made of, and keeps what was found below its data folder,
    /// for what has these `fingerprints`.
    pub(in crate::commands) fn begin(options: &RunOptions, fingerprints: Fingerprints) -> Self {
        let ended = Arc::new(AtomicBool::new(false));
        let (options, stop) = (options.clone(), Arc::clone(&ended));
        let thread = std::thread::Builder::new().name("soak-scan".to_owned()).spawn(move || {
            match search(&options, fingerprints, &stop) {
                // A dashboard has the terminal; the gate's panel shows it there.
                Ok(Some(scan)) if !scan.found.is_empty() && options.face != Face::Silent => {
                    let found = scan.found.len();
                    output::words(&format!(
                        "warning: keys lie in {found} places; soak evidence scan names them"
                    ));
                }
                Ok(_) => {}
                Err(failure) => {
                    if let Some(words) = failure.words() {
                        tracing::warn!("the search for keys is not kept: {words}");
                    }
                }
            }
        });
        Self { ended, thread: thread.ok() }
    }
}

impl Drop for ScanAtStart {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A search that broke has nothing to say; the gate misses its evidence.
            let _ = thread.join();
        }
    }
}

/// Searches and keeps what was found; nothing of a search that was cut short by the end of the soak.
fn search(
    options: &RunOptions,
    fingerprints: Fingerprints,
    ended: &AtomicBool,
) -> Result<Option<Scan>, Failure> {
    let Some(data) = options.folder.path().parent() else { return Ok(None) };
    let venue = &options.settings.venue;
    let keys = scan::keys_in(&venue.key_env, venue.live_key_env.as_ref());
    let clock = Clock::start();
    let until = clock.now() + LONGEST;
    let stop = || ended.load(Ordering::Relaxed) || clock.now() >= until;
    let agent: Option<PathBuf> = options.settings.agent.source.as_ref().map(PathBuf::from);
    let exceptions = options.config.as_deref().map_or_else(|| Ok(Exceptions::default()), Exceptions::beside);
    let (exceptions, unread) = match exceptions {
        Ok(exceptions) => (exceptions, None),
        Err(error) => (Exceptions::default(), Some(error.to_string())),
    };
    let places = Places {
        agent: agent.as_deref(),
        configuration: options.config.as_deref(),
        exceptions,
        soak: Some(options.folder.path()),
        arguments: vec![("this process".to_owned(), scan::read_arguments(None))],
    };
    let mut found = run(&places, &keys, Limits { bytes: Limits::BYTES, stop: &stop });
    if ended.load(Ordering::Relaxed) {
        return Ok(None);
    }
    found.unsearched.extend(unread);
    let store = Store::below(data);
    let place = Place { settings: options.settings.clone(), store, fingerprints, source: None };
    place.keep(&scan::name_of("keys.start", &found), found.finding(), "soak run".to_owned(), &found)?;
    Ok(Some(found))
}
