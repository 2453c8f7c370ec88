//! A run in real time, over real sockets: set up, turned until its end, and put away.

use tokio::sync::mpsc;

use super::control::{ending_text, hang_up};
use super::crank::{Crank, Heard, Until};
use super::embedded::Embedded;
use super::game_day::GameDay;
use super::lookout::Scope;
use super::notify::NotifyDesk;
use super::pump::Pump;
use super::signals::asked_to_end;
use super::{Console, FeedSource, Intake, Opened, Plan, RunError, VenuePlan, open, system};
use crate::clock::Clock;
use crate::event::{FeedStatus, Input};
use crate::journal::{WriterHandle, logs};
use crate::link::ControlServer;
use crate::market::Disturbed;
use crate::model::{Seq, Span};
use crate::snapshot::{Ended, Measured, RunResult};
use crate::venue::{VenueClient, VenueDates};

/// Answers that may wait: more than requests can be under way.
const REPLIES_WAITING_MAX: usize = 256;

/// How long the end waits for a last agreeing cycle and for orders on their way.
const ENDING_PATIENCE: Span = Span::from_secs(30);

/// Runs `plan` in real time and says how it goes on `console`.
///
/// # Errors
/// When the run cannot begin, or its journal cannot be finished.
pub async fn run_live(plan: Plan, clock: Clock, console: &mut Console) -> Result<RunResult, RunError> {
    Box::pin(run_live_with(plan, Intake::closed(), clock, console)).await
}

/// The same, with somebody who wants something through `intake`.
///
/// # Errors
/// As [`run_live`].
pub async fn run_live_with(
    mut plan: Plan,
    intake: Intake,
    clock: Clock,
    console: &mut Console,
) -> Result<RunResult, RunError> {
    let now = clock.now();
    // Before anything else, so that a wish to end during a long recovery is a wish and not a death.
    let ending = asked_to_end().map_err(system("receive signals"))?;
    let source = plan.venue.take_source();
    let first_row = source.as_ref().and_then(FeedSource::first_row);
    let opened = open(&plan, source, now)?;
    let Opened { lock, journal, latch, engine, feed, began_at, first, resumed: _ } = opened;
    let clock = clock.not_before(engine.at());
    let now = now.max(engine.at());
    let shift = first_row.map_or(Span::ZERO, |row| began_at.since(row));
    let place = (began_at, shift);
    let game_day = GameDay::open(plan.venue.game_day(), &plan.folder, plan.pace, place, &engine)?;
    let (embedded, settings) = match (&plan.venue, feed) {
        (VenuePlan::Embedded { terms, game_day: rehearsed, within, .. }, Some(feed)) => {
            let feed = match game_day.market() {
                Some(board) => Box::new(Disturbed::new(feed, board)),
                None => feed,
            };
            let mut embedded = Embedded::open(&plan.folder, feed, terms.clone(), clock, shift)?;
            if let (Some(board), Some(rehearsed)) = (game_day.wire(), rehearsed) {
                embedded.put_behind(board, clock, rehearsed.seed)?;
            }
            let settings = embedded.settings(*within)?;
            (Some(embedded), settings)
        }
        (VenuePlan::External { settings, .. }, _) => (None, settings.clone()),
        (VenuePlan::Embedded { .. }, None) => {
            return Err(RunError::Plan("the embedded exchange needs a feed".to_owned()));
        }
    };
    let control = ControlServer::bind(&plan.folder)?;
    let logs = logs::init(&plan.folder, plan.log_level);
    if let Some(problem) = logs.problem() {
        console.words(&format!("warning: no log is kept: {problem}"));
    }
    let (replies, answered) = mpsc::channel(REPLIES_WAITING_MAX);
    let client = VenueClient::new(settings.clone(), clock)?;
    // The embedded exchange has this machine's clock; there is nothing to measure.
    let dates = embedded.as_ref().map_or_else(|| client.dates(), |_| VenueDates::default());
    let scope = Scope::Machine(dates);
    let (alarms, notify) = NotifyDesk::open(&plan, clock, &engine)?;
    let mut pump = Pump::new(engine, WriterHandle::spawn(journal)?, latch, clock, client, replies);
    pump.alarms = alarms;
    let heard = Heard { control, answered, notify, intake, asked_to_end: ending, scope };
    let around = (embedded.as_ref(), game_day, logs);
    let mut crank = Crank::new(&plan, clock, settings, heard, around, &pump.engine)?;
    pump.take_in_at(first, now);
    pump.take_in_at(plan.set_out(), now);
    crank.mark(&mut pump);
    // On the heap: it is large, and whoever runs a soak holds it for as long as the soak lasts.
    let ended = Box::pin(crank.turn(&mut pump, Until::End, console)).await;
    if let Some(embedded) = &embedded {
        embedded.stop_feed();
    }
    if ended == Ended::FeedEnds {
        pump.take_in(Input::Feed(FeedStatus::Ended));
    }
    pump.take_in(Input::Ending);
    let patience = Until::Settled { no_later_than: clock.now() + ENDING_PATIENCE };
    Box::pin(crank.turn(&mut pump, patience, console)).await;
    crank.measure(&pump);
    pump.keep_picture(&crank.vitals);
    pump.checkpoint();
    crank.stream.abort();
    if let Some(embedded) = embedded {
        embedded.close().await;
    }
    let Pump { engine, writer, mut acted, alarms, .. } = pump;
    let (archive, notify) = (crank.archive, crank.notify);
    let finish = move || {
        archive.close();
        let finished = writer.finish();
        if let (Ok(_), Some(mut alarms)) = (&finished, alarms) {
            // Whose cause became durable with the last commit leave too. They have a moment from here on.
            alarms.release(Seq(u64::MAX));
        }
        finished.map(|finished| (finished, notify.close()))
    };
    let finished = tokio::task::spawn_blocking(finish).await;
    // Also when the disk fails: who acted hears of it before the socket closes.
    acted.answer_all();
    let unwritten =
        finished.as_ref().ok().and_then(|finished| finished.as_ref().err()).map(ToString::to_string);
    let fault = engine.fault().or(crank.feed_failed.as_deref()).or(unwritten.as_deref());
    crank.display.close(&engine, &crank.vitals, &ending_text(ended, fault));
    hang_up(crank.calls, crank.control).await;
    let finished = finished.map_err(|error| system("finish the journal")(error.into()))?;
    let (journal_sha256, unsent) =
        finished.map(|(finished, unsent)| (finished.digest, unsent)).unwrap_or_default();
    if unsent > 0 {
        console.words(&format!("{unsent} words of alerts have not left; the soak's next start sends them"));
    }
    let wall = clock.now().since(now);
    let mut result = RunResult::of(&engine, Measured { name: plan.name, ended, wall, journal_sha256 });
    result.fault = result.fault.or(crank.feed_failed).or(unwritten);
    if result.fault.is_some() {
        result.ended = Ended::Fault;
    }
    // Whoever does not read the result keeps nobody else out.
    drop(lock);
    console.result(&result);
    Ok(result)
}
