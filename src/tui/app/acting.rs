//! Acting on the soak: what was asked, and what came of it.
//!
//! ```text
//!   key ─► confirmation ─► request ─► answer: refused or none ─► notice, over
//!                             │          answer: done ─┐
//!                             └─ a picture says so ────┴─► over
//! ```
//!
//! Invariant: nothing has happened until a picture says so. Until then the header says what is
//! under way, and for how long.

use crate::event::OperatorCommand;
use crate::fault::Window;
use crate::model::{BreakerLevel, Span, Time};
use crate::snapshot::Snapshot;

/// Most acts under way at once: one of each kind, and some alerts.
pub(crate) const ASKED_MAX: usize = 8;

/// How soon the second `!` has to follow the first.
pub(crate) const TWICE_WITHIN: Span = Span::from_secs(1);

/// How long a picture is waited for after the soak has said that it is done: some frames. A later
/// act may have undone it between two pictures.
const PICTURE_WITHIN: Span = Span::from_secs(5);

/// How long an answer is waited for: twice what a client waits for the soak. Whatever comes later, or
/// never, is told as no answer.
const ANSWER_WITHIN: Span = Span::from_secs(20);

/// How soon the same act can be asked again without an answer to the first. A second trip does no
/// harm, and a person in a hurry must not be held up by a request that hangs.
const AGAIN_AFTER: Span = Span::from_secs(2);

/// What a person gives as the reason by not giving one.
pub(crate) const REASON: &str = "by hand from the dashboard";

/// What can be done to the soak.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// Trip the breaker.
    Trip,
    /// Trip it and close every position.
    Flatten,
    /// No more entries.
    Pause,
    /// Entries again.
    Resume,
    /// Arm the breaker again.
    Reset,
    /// Acknowledge one alert, or all.
    Acknowledge(Option<String>),
    /// Inject a fault on purpose: its line.
    Inject(String),
    /// End the soak.
    Stop,
}

impl Act {
    /// The same as the soak calls it.
    pub(crate) fn command(&self) -> OperatorCommand {
        match self {
            Self::Trip => OperatorCommand::Raise(BreakerLevel::Tripped),
            Self::Flatten => OperatorCommand::Raise(BreakerLevel::Flattening),
            Self::Pause => OperatorCommand::Raise(BreakerLevel::Paused),
            Self::Resume => OperatorCommand::Resume,
            Self::Reset => OperatorCommand::Reset,
            Self::Acknowledge(alert) => OperatorCommand::Acknowledge { alert: alert.clone() },
            Self::Inject(fault) => OperatorCommand::Inject { fault: fault.clone() },
            Self::Stop => OperatorCommand::Stop,
        }
    }

    /// The word for it while it is under way.
    pub(crate) const fn under_way(&self) -> &'static str {
        match self {
            Self::Trip => "TRIPPING…",
            Self::Flatten => "FLATTENING…",
            Self::Pause => "PAUSING…",
            Self::Resume => "RESUMING…",
            Self::Reset => "RESETTING…",
            Self::Acknowledge(_) => "acknowledging…",
            Self::Inject(_) => "injecting…",
            Self::Stop => "STOPPING…",
        }
    }

    /// The verb in sentences.
    pub(crate) const fn verb(&self) -> &'static str {
        match self {
            Self::Trip => "trip",
            Self::Flatten => "flatten",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Reset => "reset",
            Self::Acknowledge(_) => "acknowledge",
            Self::Inject(_) => "inject",
            Self::Stop => "stop",
        }
    }

    /// Whether it makes the soak safer, so that it is tried also when nothing is seen of the soak.
    pub(crate) const fn protects(&self) -> bool {
        matches!(self, Self::Trip | Self::Flatten)
    }

    /// Whether `picture` shows that it has happened.
    fn shows(&self, picture: &Snapshot) -> bool {
        let level = picture.breaker.level;
        match self {
            Self::Trip => level >= BreakerLevel::Tripped,
            Self::Flatten => level == BreakerLevel::Flattening,
            Self::Pause => level >= BreakerLevel::Paused,
            Self::Resume | Self::Reset => level == BreakerLevel::Armed,
            Self::Acknowledge(None) => picture.alerts.iter().all(|alert| alert.acknowledged_at.is_some()),
            Self::Acknowledge(Some(id)) => {
                let mut open = picture.alerts.iter().filter(|alert| alert.acknowledged_at.is_none());
                !open.any(|alert| alert.id == *id)
            }
            Self::Inject(fault) => {
                let window = fault.parse::<Window>().ok();
                let mut open = picture.game_day.iter().flat_map(|game_day| &game_day.open);
                open.any(|open| window.as_ref().is_some_and(|window| window.label() == open.label))
            }
            Self::Stop => false,
        }
    }
}

/// One act under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The number of the request.
    pub(crate) number: u64,
    /// What was asked.
    pub(crate) act: Act,
    /// When.
    pub(crate) at: Time,
    stage: Stage,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Nothing is known of it.
    Sent,
    /// A picture shows it; its answer is still to come.
    Shown,
    /// The soak said at this time that it is done; no picture shows it yet.
    Done(Time),
}

/// Everything under way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Acting {
    asked: Vec<Asked>,
    /// When `!` came last.
    pub(crate) once: Option<Time>,
}

impl Acting {
    /// What no picture shows yet, the latest last.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = &Asked> {
        self.asked.iter().filter(|asked| asked.stage != Stage::Shown)
    }

    /// Whether `act` is under way and was not answered yet.
    pub(crate) fn is_asked(&self, act: &Act) -> bool {
        self.asked.iter().any(|asked| asked.act == *act && asked.stage == Stage::Sent)
    }

    /// Whether `act` was asked so shortly before `now` that asking again would say nothing more.
    pub(crate) fn is_fresh(&self, act: &Act, now: Time) -> bool {
        let fresh = |asked: &&Asked| asked.stage == Stage::Sent && now.since(asked.at) < AGAIN_AFTER;
        self.asked.iter().filter(fresh).any(|asked| asked.act == *act)
    }

    /// Whether no more can be asked for the moment.
    pub(crate) fn is_full(&self) -> bool {
        self.asked.len() >= ASKED_MAX
    }

    /// Notes that `act` was asked.
    pub(crate) fn push(&mut self, number: u64, act: Act, at: Time) {
        self.asked.push(Asked { number, act, at, stage: Stage::Sent });
    }

    /// What the request with this number asked, if it is known; it is forgotten unless a picture
    /// has still to show what the soak said it has `done`.
    pub(crate) fn answered(&mut self, number: u64, done: bool, now: Time) -> Option<Act> {
        let place = self.asked.iter().position(|asked| asked.number == number)?;
        let asked = self.asked.get_mut(place)?;
        let act = asked.act.clone();
        if done && asked.stage == Stage::Sent {
            asked.stage = Stage::Done(now);
        } else {
            self.asked.remove(place);
        }
        Some(act)
    }

    /// Looks whether the latest picture shows what was asked.
    pub(crate) fn seen(&mut self, picture: &Snapshot) {
        self.asked.retain(|asked| !(matches!(asked.stage, Stage::Done(_)) && asked.act.shows(picture)));
        for asked in self.asked.iter_mut().filter(|asked| asked.act.shows(picture)) {
            asked.stage = Stage::Shown;
        }
    }

    /// Gives up waiting for pictures that never showed what was done, and for answers; returns an act
    /// that was never answered.
    pub(crate) fn expire(&mut self, now: Time) -> Option<Act> {
        self.once.take_if(|at| now.since(*at) >= TWICE_WITHIN);
        self.asked.retain(|asked| match asked.stage {
            Stage::Done(at) => now.since(at) < PICTURE_WITHIN,
            Stage::Sent | Stage::Shown => true,
        });
        let late = self.asked.iter().position(|asked| now.since(asked.at) >= ANSWER_WITHIN)?;
        Some(self.asked.remove(late).act)
    }
}
