//! Turning the crank in virtual time, with the control socket answered between two turns.

use std::time::Duration;

use tokio::sync::{mpsc, watch};

use super::control::{Wanted, hang_up, reply_of, wanted};
use super::signals::asked_to_end;
use super::{Console, Opened, Pace, Plan, RunError, VenuePlan, open, system, venue_store};
use crate::clock::Clock;
use crate::link::{ControlCall, ControlServer};
use crate::model::{Span, Time};
use crate::sim::{Cast, Disk, Step, World};
use crate::snapshot::{Ended, Measured, RunResult, Vitals, build};
use crate::venue::store::Store;

/// Events between two looks at the control socket: about a millisecond of work.
const TURN: usize = 2_000;

/// Control calls that may wait; each client has one at a time.
const CALLS_MAX: usize = 16;

/// Time between two lines of status.
const STATUS_EVERY: Duration = Duration::from_secs(1);

/// Runs `plan` in the simulated world and says how it goes on `console`.
///
/// # Errors
/// When the run cannot begin, or the feed or a disk fails on the way.
pub async fn run_virtual(mut plan: Plan, clock: Clock, console: &mut Console) -> Result<RunResult, RunError> {
    let began = clock.now();
    // Before anything else, so that a wish to end during a long recovery is a wish and not a death.
    let ended = asked_to_end().map_err(system("receive signals"))?;
    let VenuePlan::Embedded { terms, .. } = &plan.venue else {
        return Err(RunError::Plan("a venue elsewhere cannot be traded at faster than real time".to_owned()));
    };
    let terms = terms.clone();
    let source = plan.venue.take_source();
    let opened = open(&plan, source, began)?;
    let Opened { lock, journal, latch, engine, feed, began_at, first, resumed } = opened;
    let Some(mut feed) = feed else {
        return Err(RunError::Plan("the embedded exchange needs a feed".to_owned()));
    };
    if resumed {
        feed.skip_to(engine.at())?;
    }
    let (store, exchange) = Store::open(&venue_store(&plan.folder)?, feed.markets(), terms)?;
    let mut vitals = Vitals { name: plan.name.clone(), length: plan.length, ..Vitals::default() };
    let (calls, incoming) = mpsc::channel(CALLS_MAX);
    let control = tokio::spawn(ControlServer::bind(&plan.folder)?.serve(calls));
    let disk = Disk::new(journal, latch, store);
    let cast = Cast { engine, exchange, feed, disk, seed: plan.seed, began_at, length: plan.length };
    let mut world = World::begin(cast, first)?;
    let pacer = Pacer { clock, pace: plan.pace, began, virtual_began: world.now() };
    let mut crank = Crank { incoming, ended, pacer };
    let how = crank.turn_until_end(&mut world, &mut vitals, console).await;
    let how = match how {
        Ok(ended) => world.end(ended == Ended::FeedEnds).map(|()| ended),
        Err(error) => Err(error),
    };
    hang_up(crank.incoming, control).await;
    let ended = if world.engine().fault().is_some() { Ended::Fault } else { how? };
    let result = RunResult::of(
        world.engine(),
        Measured { name: plan.name, ended, wall: clock.now().since(began), journal_sha256: world.digest() },
    );
    console.result(&result);
    drop(world);
    drop(lock);
    Ok(result)
}

/// What interrupts the turning.
struct Crank {
    incoming: mpsc::Receiver<ControlCall>,
    ended: watch::Receiver<bool>,
    pacer: Pacer,
}

impl Crank {
    async fn turn_until_end(
        &mut self,
        world: &mut World,
        vitals: &mut Vitals,
        console: &mut Console,
    ) -> Result<Ended, crate::sim::WorldError> {
        let mut status = tokio::time::interval(STATUS_EVERY);
        loop {
            tokio::select! {
                biased;
                Some(call) = self.incoming.recv() => {
                    if answer(call, world, vitals)? {
                        return Ok(Ended::Stopped);
                    }
                }
                Ok(()) = self.ended.changed() => return Ok(Ended::Stopped),
                _ = status.tick() => console.status(&build(world.engine(), vitals)),
                () = self.pacer.wait(world.now()) => {
                    for _ in 0..TURN {
                        match world.step()? {
                            Step::At(now) if self.pacer.is_ahead(now) => break,
                            Step::At(_) => {}
                            Step::FeedEnded => return Ok(Ended::FeedEnds),
                            Step::LengthReached => return Ok(Ended::Length),
                        }
                        if world.engine().fault().is_some() {
                            return Ok(Ended::Fault);
                        }
                    }
                    vitals.durable = world.durable();
                }
            }
        }
    }
}

/// Answers one call; says whether it ends the soak.
fn answer(call: ControlCall, world: &mut World, vitals: &Vitals) -> Result<bool, crate::sim::WorldError> {
    match wanted(call, world.engine(), vitals) {
        Wanted::Answered => Ok(false),
        Wanted::Act(input, respond, stops) => {
            world.take_in(*input)?;
            // The client may have gone; what it did is in the journal.
            let _ = respond.send(reply_of(world.operator_result()));
            Ok(stops)
        }
    }
}

/// Keeps virtual time from running ahead of its pace.
#[derive(Clone, Copy)]
struct Pacer {
    clock: Clock,
    pace: Pace,
    began: Time,
    virtual_began: Time,
}

impl Pacer {
    /// How far ahead of its pace virtual time is.
    fn lead(&self, now: Time) -> Span {
        let Pace::Times(times) = self.pace else { return Span::ZERO };
        let due = now.since(self.virtual_began).as_micros() / i64::from(times.max(1));
        Span::from_micros(due) - self.clock.now().since(self.began)
    }

    fn is_ahead(&self, now: Time) -> bool {
        matches!(self.pace, Pace::Times(_)) && self.lead(now) > Span::ZERO
    }

    /// Cancel safe: nothing is lost by waiting anew.
    async fn wait(&self, now: Time) {
        let lead = self.lead(now);
        if lead > Span::ZERO {
            tokio::time::sleep(lead.to_std()).await;
        } else {
            tokio::task::yield_now().await;
        }
    }
}
