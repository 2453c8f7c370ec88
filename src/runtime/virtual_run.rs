//! Turning the crank in virtual time, with the control socket answered between two turns.

use std::time::Duration;

use tokio::sync::{mpsc, watch};

use super::control::{CALLS_WAITING_MAX, Wanted, ending_text, hang_up, reply_of, wanted};
use super::desk::ArchiveDesk;
use super::display::Display;
use super::game_day::GameDay;
use super::lookout::{Finding, Lookout, Scope};
use super::signals::asked_to_end;
use super::{Console, FeedSource, Opened, Pace, Plan, RunError, VenuePlan, open, system, venue_store};
use crate::clock::Clock;
use crate::link::{ControlCall, ControlServer, Services, gallery};
use crate::model::{Span, Time};
use crate::sim::{Cast, Disk, PATIENCE, Step, World};
use crate::snapshot::{Ended, Measured, RunResult, Vitals, build};
use crate::venue::store::Store;

/// Events between two looks at the control socket: about a millisecond of work.
const TURN: usize = 2_000;

/// Events between two looks at the clock.
const GLANCE: usize = 64;

/// Time between two looks at the control socket where a turn takes longer: a commit or a checkpoint has
/// to fit beside it into what a person takes for at once.
const TURN_MAX: Span = Span::from_millis(5);

/// How far ahead of the machine's clock virtual time may be that is to go with it: a run that ends goes ahead
/// by the moments in which its last orders come to rest.
const AHEAD_MAX: Span = Span::from_secs(120);

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
    let asked_begin = source.as_ref().and_then(FeedSource::asked_begin);
    let opened = open(&plan, source, began)?;
    let Opened { lock, journal, latch, engine, feed, began_at, first, resumed } = opened;
    let Some(mut feed) = feed else {
        return Err(RunError::Plan("the embedded exchange needs a feed".to_owned()));
    };
    let time = engine.at().max(began_at);
    refuse_times(&plan, (asked_begin, began_at), time, began)?;
    if resumed {
        feed.skip_to(engine.at())?;
    }
    let (store, exchange) = Store::open(&venue_store(&plan.folder)?, feed.markets(), terms)?;
    let place = (began_at, Span::ZERO);
    let game_day = GameDay::open(plan.venue.game_day(), &plan.folder, plan.pace, place, &engine)?;
    let mut vitals = Vitals { game_day: game_day.views(), ..plan.vitals() };
    let (calls, incoming) = mpsc::channel(CALLS_WAITING_MAX);
    let (publisher, gallery) = gallery();
    let control = ControlServer::bind(&plan.folder)?;
    let archive = ArchiveDesk::open(&plan.folder, gallery.clone())?;
    let control = tokio::spawn(control.serve(Services { calls, archive: archive.errands(), gallery }));
    let disk = Disk::new(journal, latch, store).with_pictures(vitals.clone());
    let (length, faults, patience) = (plan.length, game_day.schedule(), PATIENCE);
    // Who is struck by chance is drawn where the network's chances are drawn.
    let seed = plan.seed ^ plan.venue.game_day().map_or(0, |plan| plan.seed.rotate_left(u64::BITS / 2));
    let cast = Cast { engine, exchange, feed, disk, seed, began_at, length, faults, patience };
    let mut world = World::begin(cast, first)?;
    world.take_in(plan.set_out())?;
    world.equip();
    let virtual_began = world.now();
    let pacer = Pacer { clock, pace: plan.pace, began, virtual_began, last_read: began };
    let display = Display::new(publisher, clock, world.engine());
    let lookout = Lookout::keep(&plan.folder, Scope::Evidence);
    let mut crank = Crank { incoming, ended, pacer, display, game_day, lookout };
    crank.mark(&mut world)?;
    let how = crank.turn_until_end(&mut world, &mut vitals, console).await;
    let how = match how {
        Ok(ended) => world.end(ended == Ended::FeedEnds).map(|()| ended),
        Err(error) => Err(error),
    };
    // The moments in which the last orders came to rest pass at the run's own pace, so that a run that goes with
    // the clock does not end in the future.
    crank.pacer.wait(world.now()).await;
    let how = if world.engine().fault().is_some() { Ok(Ended::Fault) } else { how };
    vitals.durable = world.durable();
    let broken = how.as_ref().err().map(ToString::to_string);
    let fault = world.engine().fault().or(broken.as_deref());
    let text = ending_text(how.as_ref().copied().unwrap_or(Ended::Fault), fault);
    crank.display.close(world.engine(), &vitals, &text);
    hang_up(crank.incoming, control).await;
    archive.close();
    let ended = how?;
    let result = RunResult::of(
        world.engine(),
        Measured { name: plan.name, ended, wall: clock.now().since(began), journal_sha256: world.digest() },
    );
    console.result(&result);
    drop(world);
    drop(lock);
    Ok(result)
}

/// Refuses a beginning that was another one, and a catching up with a clock that is behind.
fn refuse_times(
    plan: &Plan,
    (asked, began_at): (Option<Time>, Time),
    time: Time,
    now: Time,
) -> Result<(), RunError> {
    let name = &plan.name;
    match asked {
        Some(asked) if asked != began_at => Err(RunError::Plan(format!(
            "the soak {name} began at {began_at} and not at {asked}; leave --begin out, or choose another --name"
        ))),
        _ if plan.pace == Pace::CatchUp && time.since(now) > AHEAD_MAX => Err(RunError::Plan(format!(
            "in the soak {name} it is {time}, which is yet to come; --speed catch-up needs a time that is over"
        ))),
        _ => Ok(()),
    }
}

/// What interrupts the turning.
struct Crank {
    incoming: mpsc::Receiver<ControlCall>,
    ended: watch::Receiver<bool>,
    pacer: Pacer,
    display: Display,
    game_day: GameDay,
    lookout: Lookout,
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
            self.display.heed(world.engine());
            tokio::select! {
                biased;
                Some(call) = self.incoming.recv() => {
                    if self.answer(call, world, vitals)? {
                        return Ok(Ended::Stopped);
                    }
                }
                Ok(()) = self.ended.changed() => return Ok(Ended::Stopped),
                () = self.display.due() => self.display.take(world.engine(), vitals),
                _ = status.tick() => console.status(&build(world.engine(), vitals)),
                Some(Finding::Evidence(evidence)) = self.lookout.next() => vitals.evidence = evidence,
                () = self.pacer.wait(world.now()) => {
                    if let Some(ended) = self.turn(world)? {
                        return Ok(ended);
                    }
                    vitals.durable = world.durable();
                }
            }
        }
    }

    /// Lets the next things happen; says so if the run has ended with them.
    fn turn(&mut self, world: &mut World) -> Result<Option<Ended>, crate::sim::WorldError> {
        let began = self.pacer.clock.now();
        for number in 1..=TURN {
            if let (Some(edge), Some(next)) = (self.game_day.next_edge(), world.next_at())
                && edge <= next
            {
                world.run_until(edge)?;
                self.mark(world)?;
            }
            match world.step()? {
                Step::At(now) if self.pacer.is_ahead(now) => break,
                Step::At(_) => {}
                Step::FeedEnded => return Ok(Some(Ended::FeedEnds)),
                Step::LengthReached => return Ok(Some(Ended::Length)),
            }
            if world.engine().fault().is_some() {
                return Ok(Some(Ended::Fault));
            }
            if number % GLANCE == 0 && self.pacer.clock.now().since(began) >= TURN_MAX {
                break;
            }
        }
        Ok(None)
    }

    /// Tells the engine which windows have opened and closed.
    fn mark(&mut self, world: &mut World) -> Result<(), crate::sim::WorldError> {
        let news = self.game_day.news(world.now());
        news.into_iter().try_for_each(|input| world.take_in(input))
    }

    /// Answers one call; says whether it ends the soak.
    fn answer(
        &mut self,
        call: ControlCall,
        world: &mut World,
        vitals: &mut Vitals,
    ) -> Result<bool, crate::sim::WorldError> {
        let at = world.now();
        match wanted(call, world.engine(), vitals, (&mut self.game_day, at)) {
            Wanted::Answered => Ok(false),
            Wanted::Act(input, respond, stops) => {
                world.take_in(*input)?;
                self.display.hurry();
                // The client may have gone; what it did is in the journal.
                let _ = respond.send(reply_of(world.operator_result()));
                Ok(stops)
            }
            Wanted::Inject(input, respond, window) => {
                world.take_in(*input)?;
                let reply = reply_of(world.operator_result());
                // There is room for it: the game day has counted.
                world.inject(*window)?;
                self.mark(world)?;
                vitals.game_day = self.game_day.views();
                self.display.hurry();
                let _ = respond.send(reply);
                Ok(false)
            }
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
    /// What the clock has shown at least.
    last_read: Time,
}

impl Pacer {
    /// How far ahead of its pace virtual time is.
    fn lead(&self, now: Time) -> Span {
        match self.pace {
            Pace::Times(times) => {
                let due = now.since(self.virtual_began).as_micros() / i64::from(times.max(1));
                Span::from_micros(due) - self.clock.now().since(self.began)
            }
            Pace::CatchUp => now.since(self.clock.now()),
            Pace::Real | Pace::Max => Span::ZERO,
        }
    }

    fn is_ahead(&mut self, now: Time) -> bool {
        match self.pace {
            Pace::Times(_) => self.lead(now) > Span::ZERO,
            // The clock is not asked in each step of a week that is over.
            Pace::CatchUp if now <= self.last_read => false,
            Pace::CatchUp => {
                self.last_read = self.clock.now();
                now > self.last_read
            }
            Pace::Real | Pace::Max => false,
        }
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
