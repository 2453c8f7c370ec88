//! The crank: what happens next, and the ways to turn it.
//!
//! Ties are served in a fixed order (faults and the machine, market, stream, network, clock), so that a
//! run does not depend on how a queue happens to be laid out.

use super::queue::Message;
use super::{Pushed, Step, World, WorldError};
use crate::event::{FeedStatus, Input};
use crate::model::{Span, Time};
use crate::sim::Witness;

/// How long, in virtual time, the end waits for a last agreeing cycle and for orders on their way.
const ENDING_PATIENCE: Span = Span::from_secs(120);

impl<W: Witness> World<W> {
    /// Lets the next thing happen.
    ///
    /// # Errors
    /// When the feed or a disk fails, or a law is broken.
    pub fn step(&mut self) -> Result<Step, WorldError> {
        if self.next_tick.is_none() && self.stream.is_empty() {
            return Ok(Step::FeedEnded);
        }
        // Where nobody may trade for good, nobody comes to mend it either: it ends all the same.
        if self.length.is_some_and(|length| self.engine.clock().covered() >= length) {
            return Ok(Step::LengthReached);
        }
        let tick_at = self.next_tick.as_ref().map(|tick| tick.at);
        let pushed_at = self.stream.front().map(|(at, _)| *at);
        let queued_at = self.queue.next_at();
        let others = earliest(earliest(pushed_at, queued_at), self.wake);
        if earliest(tick_at, others).is_none_or(|at| self.special_at <= at) {
            self.special()?;
            return Ok(Step::At(self.now));
        }
        match tick_at {
            Some(at) if others.is_none_or(|other| at <= other) => self.venue_tick(at)?,
            _ => self.engine_side(pushed_at, queued_at)?,
        }
        Ok(Step::At(self.now))
    }

    /// Lets everything happen up to `time`, and lets it be that time. [`Step::At`] says that it is.
    ///
    /// # Errors
    /// As [`Self::step`].
    pub fn run_until(&mut self, time: Time) -> Result<Step, WorldError> {
        while self.next_at().is_some_and(|at| at <= time) {
            match self.step()? {
                Step::At(_) => {}
                over => return Ok(over),
            }
        }
        self.now = self.now.max(time);
        Ok(Step::At(self.now))
    }

    /// When the next thing happens; never, when nothing is left that could.
    #[must_use]
    pub fn next_at(&self) -> Option<Time> {
        let tick_at = self.next_tick.as_ref().map(|tick| tick.at);
        let pushed_at = self.stream.front().map(|(at, _)| *at);
        let told = earliest(earliest(tick_at, pushed_at), self.queue.next_at());
        let special = (self.special_at < Self::NEVER).then_some(self.special_at);
        earliest(earliest(told, special), self.wake)
    }

    /// Something comes to the engine, or a request to the venue.
    fn engine_side(&mut self, pushed_at: Option<Time>, queued_at: Option<Time>) -> Result<(), WorldError> {
        if let Some(at) = pushed_at
            && earliest(queued_at, self.wake).is_none_or(|other| at <= other)
        {
            self.now = self.now.max(at);
            return match self.stream.pop_front() {
                Some((_, Pushed::Tick(tick))) => self.take_in(Input::Tick(tick)),
                Some((_, Pushed::Order(report))) => self.take_in(Input::OrderUpdate(report)),
                None => Ok(()),
            };
        }
        if let Some(at) = queued_at
            && self.wake.is_none_or(|wake| at <= wake)
        {
            self.now = self.now.max(at);
            return match self.queue.pop() {
                Some(Message::Request(flight)) => self.venue_request(&flight),
                Some(Message::Reply(reply, life)) if self.process.lives(life) => {
                    self.take_in(Input::Reply(reply))
                }
                Some(Message::News(report, life)) if self.process.lives(life) => {
                    self.take_in(Input::OrderUpdate(report))
                }
                // Nobody listens any more: the process for which it was meant is gone.
                Some(Message::Reply(..) | Message::News(..)) | None => Ok(()),
            };
        }
        if let Some(at) = self.wake.take() {
            self.now = self.now.max(at);
            return self.take_in(Input::Wake);
        }
        Ok(())
    }

    /// Ends the run: no entries any more, what is on its way arrives, a last cycle agrees, and
    /// everything is on disk.
    ///
    /// # Errors
    /// As [`Self::step`].
    pub fn end(&mut self, feed_ended: bool) -> Result<(), WorldError> {
        self.next_tick = None;
        if !self.process.is_up() {
            self.restart()?;
        }
        self.leave_site()?;
        if feed_ended {
            self.take_in(Input::Feed(FeedStatus::Ended))?;
        }
        self.take_in(Input::Ending)?;
        let patience = self.now + ENDING_PATIENCE;
        while !self.engine.is_settled() && self.engine.fault().is_none() && self.now < patience {
            let pushed_at = self.stream.front().map(|(at, _)| *at);
            let queued_at = self.queue.next_at();
            match earliest(earliest(pushed_at, queued_at), self.wake) {
                None if self.special_at == Self::NEVER => break,
                next if next.is_none_or(|at| self.special_at <= at) => {
                    self.special()?;
                    // Who was killed while ending begins the ending anew.
                    if self.process.is_up() && !self.engine.is_ending() {
                        self.take_in(Input::Ending)?;
                    }
                }
                _ => self.engine_side(pushed_at, queued_at)?,
            }
        }
        if !self.process.is_up() {
            self.restart()?;
        }
        self.disk.close(&self.engine)
    }

    /// Leaves the world as it stands, with everything on disk and a last picture where pictures are kept.
    ///
    /// # Errors
    /// When a disk fails.
    pub fn close(&mut self) -> Result<(), WorldError> {
        self.disk.close(&self.engine)
    }
}

pub(super) fn earliest(a: Option<Time>, b: Option<Time>) -> Option<Time> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
