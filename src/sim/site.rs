//! What is around a soak beside its venue and its network: the machine that it runs on, and a person's pager.
//!
//! A simulated soak has both, so that what the gate asks of them can be asked of it too. A trial has neither.
//!
//! Invariant: everything here follows from the world itself; nothing is asked of the machine that simulates.

mod machine;
mod pager;

use crate::engine::State;
use crate::event::Delivery;
use crate::model::Time;
use machine::Machine;
use pager::Pager;

pub(super) use machine::disk_free_kib;

/// The machine and the pager of one life of a soak.
#[derive(Debug)]
pub(super) struct Site {
    machine: Machine,
    pub(super) pager: Pager,
}

/// What is to happen now.
#[derive(Debug)]
pub(super) enum Moment {
    /// A page has arrived.
    Delivered(Delivery),
    /// The machine is to be measured.
    Measure,
    /// Nothing.
    Nothing,
}

impl Site {
    /// The site of a life that begins at `now` with `engine`.
    pub(super) fn around(engine: &State, now: Time) -> Self {
        Self { machine: Machine::switched_on(now), pager: Pager::beside(engine, now) }
    }

    /// When something happens here next.
    pub(super) fn next_at(&self) -> Time {
        let measured_at = self.machine.next_at();
        self.pager.next_at().map_or(measured_at, |at| at.min(measured_at))
    }

    /// Takes out what is to happen at `now`; pages come first.
    pub(super) fn take_due(&mut self, now: Time) -> Moment {
        match self.pager.take_due(now) {
            Some(delivery) => Moment::Delivered(delivery),
            None if self.machine.take_due(now) => Moment::Measure,
            None => Moment::Nothing,
        }
    }
}
