//! The threads that try seeds.
//!
//! Invariant: each seed is tried once, by whoever is free; what comes of it depends on nothing but it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::Scope;
use std::time::Duration;

use super::range::SeedRange;
use crate::sim::{Report, Trial};

/// Threads that try seeds, and what comes of them.
pub(super) struct Crew {
    reports: Receiver<Report>,
    next: Arc<AtomicU64>,
}

/// What a crew has to say.
pub(super) enum News {
    /// A seed was tried.
    Report(Box<Report>),
    /// Nothing yet.
    Nothing,
    /// All are done.
    Over,
}

impl Crew {
    /// `jobs` threads begin to try `seeds`.
    ///
    /// # Errors
    /// The system gives no thread.
    pub(super) fn begin<'scope, 'env>(
        scope: &'scope Scope<'scope, 'env>,
        jobs: usize,
        seeds: SeedRange,
        trial: impl Fn(u64) -> Trial + Copy + Send + 'scope,
    ) -> std::io::Result<Self> {
        let next = Arc::new(AtomicU64::new(seeds.first));
        let (sender, reports) = channel();
        for _ in 0..jobs {
            let (next, sender) = (Arc::clone(&next), sender.clone());
            let thread = std::thread::Builder::new().name("soak-sim".to_owned());
            thread.spawn_scoped(scope, move || {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    // Past the end it is only counted up, which takes longer than a life to overflow.
                    if seed < seeds.first || seed >= seeds.end {
                        break;
                    }
                    if sender.send(trial(seed).run()).is_err() {
                        break;
                    }
                }
            })?;
        }
        Ok(Self { reports, next })
    }

    /// What comes next, waited for up to `patience`.
    pub(super) fn next(&self, patience: Duration) -> News {
        match self.reports.recv_timeout(patience) {
            Ok(report) => News::Report(Box::new(report)),
            Err(RecvTimeoutError::Timeout) => News::Nothing,
            Err(RecvTimeoutError::Disconnected) => News::Over,
        }
    }

    /// No further seed is begun.
    pub(super) fn stop(&self) {
        // Half of all numbers remain, so that counting up does not come round.
        self.next.store(u64::MAX / 2, Ordering::Relaxed);
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        self.stop();
    }
}
