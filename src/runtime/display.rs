//! When a picture is taken for those who watch: never when nobody does, and never twice of the same.
//!
//! Invariant: watching costs the crank one picture per [`PICTURE_EVERY`] at most, beside one at once for
//! what a person waits for, at most one per [`URGENT_EVERY`].

use std::pin::pin;

use futures_util::future::{Either, select};

use super::embedded::sleep_until;
use crate::clock::Clock;
use crate::engine::State;
use crate::link::Publisher;
use crate::model::{BreakerLevel, Seq, Span, Time};
use crate::snapshot::{Vitals, build};

/// Time between two pictures: more than a terminal over SSH is drawn at.
const PICTURE_EVERY: Span = Span::from_millis(100);

/// Time between two pictures of which the later is urgent: what an eye can tell apart.
const URGENT_EVERY: Span = Span::from_millis(20);

/// The gallery, and what it was shown last.
pub(super) struct Display {
    publisher: Publisher,
    clock: Clock,
    taken_at: Time,
    taken: Option<Taken>,
    urgent: bool,
    signs: Signs,
}

/// What tells two pictures apart.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Taken {
    seq: Seq,
    durable: Seq,
    dropped: (u64, u64, u64),
}

/// What a person wants to see at once when it changes.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Signs {
    level: BreakerLevel,
    since: Time,
    flat_at: Option<Time>,
    alerts: (u64, usize),
}

impl Signs {
    fn of(engine: &State) -> Self {
        let (breaker, alerts) = (engine.breaker(), engine.alerts());
        let (level, since, flat_at) = (breaker.level(), breaker.since(), breaker.flat_at());
        Self { level, since, flat_at, alerts: (alerts.raised_total(), alerts.open_count()) }
    }
}

impl Display {
    pub(super) fn new(publisher: Publisher, clock: Clock, engine: &State) -> Self {
        let signs = Signs::of(engine);
        Self { publisher, clock, taken_at: Time::EPOCH, taken: None, urgent: false, signs }
    }

    /// Looks whether something happened that is to be seen at once.
    pub(super) fn heed(&mut self, engine: &State) {
        let signs = Signs::of(engine);
        self.urgent |= signs != self.signs;
        self.signs = signs;
    }

    /// Has the next picture taken at once: a person acted.
    pub(super) fn hurry(&mut self) {
        self.urgent = true;
    }

    /// Waits until a picture is to be taken. Cancel safe.
    pub(super) async fn due(&mut self) {
        loop {
            let is_watched = self.publisher.is_watched();
            let every = if self.urgent { URGENT_EVERY } else { PICTURE_EVERY };
            let (clock, at) = (self.clock, self.taken_at + every);
            let next = async move {
                if is_watched { sleep_until(clock, at).await } else { std::future::pending().await }
            };
            match select(pin!(next), pin!(self.publisher.visited())).await {
                Either::Left(_) => return,
                // Who has come sees this moment, also if it is the one that was shown last.
                Either::Right(_) => (self.taken, self.urgent) = (None, true),
            }
        }
    }

    /// Takes a picture, if somebody watches and anything has changed.
    pub(super) fn take(&mut self, engine: &State, vitals: &Vitals) {
        self.taken_at = self.clock.now();
        let dropped = (vitals.records_shed, vitals.log_dropped, vitals.notices_shed);
        let now = Taken { seq: engine.seq(), durable: vitals.durable, dropped };
        if self.publisher.is_watched() && self.taken != Some(now) {
            self.publisher.show(Box::new(build(engine, vitals)), self.urgent);
            self.taken = Some(now);
            self.urgent = false;
        }
    }

    /// Shows the last picture, and says that the soak ends.
    pub(super) fn close(&mut self, engine: &State, vitals: &Vitals, text: &str) {
        self.urgent = true;
        self.take(engine, vitals);
        self.publisher.farewell(text);
    }
}
