//! The threads that run sessions.
//!
//! Invariant: each session is run once, and what becomes of it depends on nothing but it; one that panics has
//! failed, and the others go on.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;

use crate::regress::{Fixture, SessionJudged};

/// Judges every one of `fixtures`, `jobs` at a time, and tells `seen` of each as it is done. None is begun once
/// `is_over`; those under way are finished. The answer is in the order of `fixtures`, without those that were
/// not begun.
///
/// # Errors
/// The system gives no thread.
pub(super) fn run(
    fixtures: &[Fixture],
    jobs: usize,
    judge: impl Fn(&Fixture) -> SessionJudged + Sync,
    is_over: impl Fn() -> bool + Sync,
    mut seen: impl FnMut(&SessionJudged),
) -> io::Result<Vec<SessionJudged>> {
    let next = AtomicUsize::new(0);
    let (sender, done) = channel();
    let mut judged: Vec<Option<SessionJudged>> = vec![None; fixtures.len()];
    std::thread::scope(|scope| {
        for _ in 0..jobs.min(fixtures.len()) {
            let (next, judge, is_over, sender) = (&next, &judge, &is_over, sender.clone());
            let thread = std::thread::Builder::new().name("soak-regress".to_owned());
            thread.spawn_scoped(scope, move || {
                while let Some((index, fixture)) = {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    fixtures.get(index).map(|fixture| (index, fixture)).filter(|_| !is_over())
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
    Ok(judged.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn once_it_is_over_no_session_is_begun() {
        let fixture = |number: u32| Fixture { name: format!("s{number}"), ..Fixture::default() };
        let fixtures: Vec<_> = (0..9).map(fixture).collect();
        let begun = AtomicUsize::new(0);
        let judge = |fixture: &Fixture| {
            begun.fetch_add(1, Ordering::Relaxed);
            SessionJudged::failed(&fixture.name, String::new())
        };
        let mut seen = Vec::new();
        let is_over = || begun.load(Ordering::Relaxed) >= 3;
        let judged = run(&fixtures, 1, judge, is_over, |one| seen.push(one.session.clone())).unwrap();
        let names: Vec<_> = judged.into_iter().map(|one| one.session).collect();
        assert_eq!((&names, begun.into_inner()), (&seen, 3));
        assert_eq!(names, ["s0", "s1", "s2"]);
    }
}
