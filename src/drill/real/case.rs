//! One case in real time, from an empty folder to what came of it.

use std::path::Path;
use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, join4, select};
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::timeout;

use super::folder::CaseFolder;
use super::replayed::replay;
use super::stage::{Course, Stage};
use super::{machine, outside, own_disk, script};
use crate::clock::{Clock, SteppedWall};
use crate::config::Settings;
use crate::drill::{Case, CaseVerdict, Watch};
use crate::event::OperatorCommand;
use crate::fault::Fault;
use crate::model::Span;
use crate::runtime::{Console, Intake, RunError, Voice, Wishes, run_live_with, sleep_until};

/// How often progress is told.
const TELL_EVERY: Span = Span::from_secs(1);

/// How often it is looked whether a soak has ended before its time.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// How long a soak that was told to stop may take: it waits half a minute for orders on their way.
const GIVE_UP_AFTER: Duration = Duration::from_secs(45);

/// Where a case runs, and by which clocks.
struct Scene<'a> {
    /// The folder of the case.
    home: &'a Path,
    /// That of its soak, inside.
    folder: &'a Path,
    clock: Clock,
    wall: SteppedWall,
    stage: &'a Stage,
}

/// Runs `case` in a folder of its own in `home`, until it is over or the process was asked to end, and
/// tells how much of it is over.
///
/// # Errors
/// When it cannot be set up, or its soak ends by an error.
///
/// Cancel safety: dropping the future ends the soak and takes everything down.
pub(super) async fn run_case(
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
    let rules = plan.rules.clone();
    let (wishes, intake) = Intake::open();
    let mut soaks = JoinSet::new();
    let soak = soaks.spawn(async move {
        let silent = || Box::new(std::io::sink());
        let mut console = Console::new(Voice::Json, silent(), silent(), 1);
        Box::pin(run_live_with(plan, intake, clock, &mut console)).await
    });
    // Setting up takes as long as the machine takes; only then the time of the case begins.
    let came_up = unless_ended(script::reach(&folder), &soak, ending).await;
    let course = stage.begin(case, seed);
    let scene = Scene { home: home.path(), folder: &folder, clock, wall, stage: &stage };
    let mut problems = match came_up {
        Some(Ok(())) => match unless_ended(scene.play(case, &course, &wishes, tell), &soak, ending).await {
            Some(undone) => [undone?, scene.stop().await].concat(),
            None => vec!["the soak ended before the case was over".to_owned()],
        },
        Some(Err(why)) => vec![format!("the soak cannot be reached: {why}")],
        None => vec!["the soak ended before the case began".to_owned()],
    };
    let ended = timeout(GIVE_UP_AFTER, soaks.join_next()).await;
    let truth = stage.truth().await.unwrap_or_default();
    let length = clock.now().since(course.begin);
    let watch = Watch::new(course.schedule.clone(), rules);
    drop(course);
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

impl Scene<'_> {
    /// Does everything that the case has, each in its time. Returns what could not be done.
    async fn play(
        &self,
        case: &Case,
        course: &Course,
        wishes: &Wishes,
        tell: &(dyn Fn(Span) + Sync),
    ) -> Result<Vec<String>, RunError> {
        let (clock, markets) = (self.clock, &self.stage.markets);
        let (mut undone, traded, broken, ()) = join4(
            script::act(case, (course.begin, clock), markets, wishes, self.folder),
            outside::trade(&course.schedule, markets, self.stage.back_door()?, clock),
            machine::break_things(&course.schedule, self.wall, self.home, clock),
            pass(case, course, clock, tell),
        )
        .await;
        undone.extend(traded?);
        undone.extend(broken.err().map(|error| format!("the machine could not be broken: {error}")));
        Ok(undone)
    }

    /// Stops the soak. Returns why it could not be stopped.
    async fn stop(&self) -> Vec<String> {
        let reason = "the drill is over".to_owned();
        let stopped = script::operate(self.folder, OperatorCommand::Stop, reason).await;
        stopped.err().map(|error| format!("the soak could not be stopped: {error}")).into_iter().collect()
    }
}

/// Lets the time of `case` pass and tells how much of it has.
async fn pass(case: &Case, course: &Course, clock: Clock, tell: &(dyn Fn(Span) + Sync)) {
    let end = course.begin + case.length;
    loop {
        let now = clock.now().min(end);
        tell(now.since(course.begin));
        if now >= end {
            return;
        }
        sleep_until(clock, end.min(now + TELL_EVERY)).await;
    }
}

/// What comes of `doing`; nothing if the soak ends before, or is asked to.
async fn unless_ended<T>(
    doing: impl Future<Output = T>,
    soak: &AbortHandle,
    ending: &watch::Receiver<bool>,
) -> Option<T> {
    let ended = async {
        while !soak.is_finished() && !*ending.borrow() {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    match select(pin!(doing), pin!(ended)).await {
        Either::Left((done, _)) => Some(done),
        Either::Right(((), _)) => None,
    }
}
