//! One drill in real time: all its cases at the same time, each in a world of its own.

use std::path::Path;
use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, join_all, join4, select};
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::timeout;

use super::folder::{CaseFolder, Place};
use super::own_disk::{self, Errand};
use super::progress::{Progress, Step};
use super::replayed::replay;
use super::stage::Stage;
use super::{machine, outside, script};
use crate::clock::{Clock, SteppedWall};
use crate::config::Settings;
use crate::drill::{Case, CaseVerdict, Drill, Fingerprints, Mode, Verdict, Watch};
use crate::event::OperatorCommand;
use crate::fault::Fault;
use crate::model::{Span, Time};
use crate::runtime::{Console, Intake, RunError, Voice, asked_to_end, run_live_with, sleep_until};

/// How often progress is told.
const TELL_EVERY: Span = Span::from_secs(1);

/// How often it is looked whether a soak has ended before its time.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// How long a soak that was told to stop may take: it waits half a minute for orders on their way.
const GIVE_UP_AFTER: Duration = Duration::from_secs(45);

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

/// Runs every case of `drill` that is for real time, over the configuration `base`, at `place`, with all chance drawn from `seed`.
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
    let whole = |cases| {
        let took = clock.now().since(started_at);
        drill.verdict(Mode::RealTime, seed, cases, (started_at, took), fingerprints.clone())
    };
    // Before anything is put on a disk, so that a wish to end leaves nothing behind.
    let ending = match asked_to_end() {
        Ok(ending) => ending,
        Err(error) => {
            let why = format!("signals cannot be received: {error}");
            return whole(drill.cases.iter().map(|case| case.not_run(why.clone(), base)).collect());
        }
    };
    if own_disk::is_needed(drill) && !own_disk::may_be_filled(place.home) {
        let errand = Errand::new(drill, seed, base, fingerprints);
        return match own_disk::run(&errand, place, &ending, progress).await {
            Ok(verdict) => verdict,
            Err(why) => whole(drill.cases.iter().map(|case| case.not_run(why.clone(), base)).collect()),
        };
    }
    let cases: Vec<_> = drill.cases.iter().filter_map(Case::in_real_time).collect();
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

async fn run_case(
    case: &Case,
    seed: u64,
    settings: &Settings,
    (home, ending): (&Path, &watch::Receiver<bool>),
    tell: &(dyn Fn(Span) + Sync),
) -> Result<CaseVerdict, RunError> {
    if case.faults.iter().any(|window| window.fault == Fault::DiskFull) && !own_disk::may_be_filled(home) {
        return Err(RunError::Plan("the disk it would fill is not its own".to_owned()));
    }
    let system = |error| RunError::System { what: "make room for a drill", error };
    let home = CaseFolder::new(home).map_err(system)?;
    let folder = home.path().join("soak");
    let wall = SteppedWall::hang();
    let clock = wall.start();
    let stage = Stage::set(case, seed, settings, clock)?;
    let plan = stage.plan(folder.clone(), seed, settings);
    let watch = Watch::new(stage.schedule.clone(), plan.rules.clone());
    let (wishes, intake) = Intake::open();
    let mut soaks = JoinSet::new();
    let soak = soaks.spawn(async move {
        let silent = || Box::new(std::io::sink());
        let mut console = Console::new(Voice::Json, silent(), silent(), 1);
        run_live_with(plan, intake, clock, &mut console).await
    });
    let timing = (stage.begin, clock);
    let doing = join4(
        script::act(case, timing, &stage.markets, &wishes, &folder),
        outside::trade(&stage.schedule, &stage.markets, stage.back_door()?, clock),
        machine::break_things(&stage.schedule, wall, home.path(), clock),
        pass(case, timing, tell),
    );
    let mut problems = Vec::new();
    match select(pin!(doing), pin!(ended_early(&soak, ending))).await {
        Either::Left(((undone, traded, broken, ()), _)) => {
            problems.extend(undone);
            problems.extend(traded?);
            problems.extend(broken.err().map(|error| format!("the machine could not be broken: {error}")));
            let stopped =
                script::operate(&folder, OperatorCommand::Stop, "the drill is over".to_owned()).await;
            problems.extend(stopped.err().map(|error| format!("the soak could not be stopped: {error}")));
        }
        Either::Right(((), _)) => {
            let passed = clock.now().since(stage.begin);
            problems.push(format!("the soak ended after {passed}, before the case was over"));
        }
    }
    let ended = timeout(GIVE_UP_AFTER, soaks.join_next()).await;
    let truth = stage.truth().await.unwrap_or_default();
    let length = clock.now().since(stage.begin);
    let passed = stage.proxy.counts();
    stage.strike().await;
    let result = match ended {
        Ok(Some(Ok(result))) => result?,
        Ok(Some(Err(error))) => return Err(system(error.into())),
        Ok(None) | Err(_) => return Err(RunError::Plan("the soak was told to stop and did not".to_owned())),
    };
    problems.extend(result.fault.clone());
    let replayed = replay(&folder, watch)?;
    problems.extend(replayed.unknown_to_the_journal(&passed));
    let expectations = case.judge(&replayed.watch, &replayed.engine, &truth);
    let broken = replayed.broken.map(|broken| format!("{}: {}", broken.law, broken.text));
    let fault = (!problems.is_empty()).then(|| problems.join("; "));
    Ok(CaseVerdict {
        case: case.name.clone(),
        passed: broken.is_none() && fault.is_none() && expectations.iter().all(|judged| judged.passed),
        expectations,
        broken,
        fault,
        length,
        journal: Some(result.journal_sha256),
        configuration: settings.fingerprint(),
    })
}

/// Lets the time of `case` pass and tells how much of it has.
async fn pass(case: &Case, (begin, clock): (Time, Clock), tell: &(dyn Fn(Span) + Sync)) {
    let end = begin + case.length;
    loop {
        let now = clock.now().min(end);
        tell(now.since(begin));
        if now >= end {
            return;
        }
        sleep_until(clock, end.min(now + TELL_EVERY)).await;
    }
}

/// Returns when the soak has ended, or was asked to.
async fn ended_early(soak: &AbortHandle, ending: &watch::Receiver<bool>) {
    while !soak.is_finished() && !*ending.borrow() {
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
