//! The threads that run sessions.
//!
//! Invariant: each session is run once, and what becomes of it depends on nothing but it; one that panics has
//! failed, and the others go on.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;

use crate::regress::{Fixture, SessionJudged};

/// Judges every one of `fixtures`, `jobs` at a time, and tells `seen` of each as it is done. The answer is in
/// the order of `fixtures`.
///
/// # Errors
/// The system gives no thread.
pub(super) fn run(
    fixtures: &[Fixture],
    jobs: usize,
    judge: impl Fn(&Fixture) -> SessionJudged + Sync,
    mut seen: impl FnMut(&SessionJudged),
) -> io::Result<Vec<SessionJudged>> {
    let next = AtomicUsize::new(0);
    let (sender, done) = channel();
    let mut judged: Vec<Option<SessionJudged>> = vec![None; fixtures.len()];
    std::thread::scope(|scope| {
        for _ in 0..jobs.min(fixtures.len()) {
            let (next, judge, sender) = (&next, &judge, sender.clone());
            let thread = std::thread::Builder::new().name("soak-regress".to_owned());
            thread.spawn_scoped(scope, move || {
                while let Some((index, fixture)) = {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    fixtures.get(index).map(|fixture| (index, fixture))
                } {
                    let judged = catch_unwind(AssertUnwindSafe(|| judge(fixture))).unwrap_or_else(|_| {
                        let words = "the engine broke an invariant of its own; the message above says which";
                        SessionJudged::failed(&fixture.name, words.to_owned())
                    });
                    if sender.send((index, judged)).is_err() {
                        break;
                    }
                }
            })?;
        }
        drop(sender);
        for (index, one) in done {
            seen(&one);
            if let Some(place) = judged.get_mut(index) {
                *place = Some(one);
            }
        }
        Ok::<(), io::Error>(())
    })?;
    let missing = |fixture: &Fixture| SessionJudged::failed(&fixture.name, "it was not run".to_owned());
    Ok(fixtures.iter().zip(judged).map(|(fixture, one)| one.unwrap_or_else(|| missing(fixture))).collect())
}
