//! One drill in real time: all its cases at the same time, each in a world of its own.

use crate::model::Fingerprints;
use futures_util::future::join_all;

use super::case::run_case;
use super::folder::Place;
use super::own_disk::{self, Errand};
use super::progress::{Progress, Step};
use crate::clock::Clock;
use crate::config::Settings;
use crate::drill::{Case, Drill, Mode, Verdict};
use crate::fault::Fault;
use crate::runtime::asked_to_end;

/// Why `drill` cannot run in real time, if it cannot.
#[must_use]
pub fn cannot(drill: &Drill) -> Option<&'static str> {
    let cases: Vec<_> = drill.cases.iter().filter_map(Case::in_real_time).collect();
    if cases.is_empty() {
        return Some("it has no case for real time; it runs in virtual time only");
    }
    cases.iter().flat_map(|case| &case.faults).find_map(|window| match window.fault {
        Fault::Crash => Some("a process cannot kill itself and look on; it runs in virtual time only"),
        Fault::DiskSlow { .. } | Fault::DiskFails => Some(
            "no disk can be made slow or broken without the rights of root; it runs in virtual time only",
        ),
        _ => None,
    })
}

/// Runs every case of `drill` that is for real time, over the configuration `base`, at `place`,
/// with all chance drawn from `seed`.
///
/// Cancel safety: dropping the future ends the soaks and takes everything down.
pub async fn run(
    drill: &Drill,
    seed: u64,
    base: &Settings,
    fingerprints: &Fingerprints,
    place: &Place<'_>,
    progress: Progress<'_>,
) -> Verdict {
    let clock = Clock::start();
    let started_at = clock.now();
    let cases: Vec<_> = drill.cases.iter().filter_map(Case::in_real_time).collect();
    let none = |why: &str| cases.iter().map(|case| case.not_run(why.to_owned(), base)).collect();
    let whole = |cases| {
        let took = clock.now().since(started_at);
        drill.verdict(Mode::RealTime, seed, cases, (started_at, took), fingerprints.clone())
    };
    // Before anything is put on a disk, so that a wish to end leaves nothing behind.
    let ending = match asked_to_end() {
        Ok(ending) => ending,
        Err(error) => return whole(none(&format!("signals cannot be received: {error}"))),
    };
    if own_disk::is_needed(drill) && !own_disk::may_be_filled(place.home) {
        let errand = Errand::new(drill, seed, base, fingerprints);
        return match own_disk::run(&errand, place, &ending, progress).await {
            Ok(verdict) => verdict,
            Err(why) => whole(none(&why)),
        };
    }
    let ending = &ending;
    let runs = cases.iter().map(|case| async move {
        let name = format!("{} ({})", drill.id, case.name);
        let settings = match case.settings_over(&name, base) {
            Ok(settings) => settings,
            Err(error) => return case.not_run(error.to_string(), base),
        };
        let tell = |passed| {
            progress(Step { drill: &drill.id, case: &case.name, passed, length: case.length });
        };
        match run_case(case, seed, &settings, (place.home, ending), &tell).await {
            Ok(verdict) => verdict,
            Err(error) => case.not_run(error.to_string(), &settings),
        }
    });
    whole(join_all(runs).await)
}
