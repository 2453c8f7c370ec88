//! Turning a world through its trouble and its quiet, with a person's acts in between.

use super::eyes::Eyes;
use crate::event::Input;
use crate::model::{Span, Time};
use crate::sim::laws::Law;
use crate::sim::swarm::Lot;
use crate::sim::{Step, Witness, World, WorldError};

/// How long after the last fault its last effects come: the longest way of a message there and back.
const AFTERMATH: Span = Span::from_secs(30);

/// Cycles after which both books agree or a person is told.
const CYCLES: u64 = 3;

/// A world that is being turned, and the steps it took.
pub(super) struct Turning<'a, W: Witness> {
    pub(super) world: &'a mut World<W>,
    pub(super) steps: &'a mut u64,
}

impl<W: Witness> Turning<'_, W> {
    /// Lets everything happen up to `time`.
    pub(super) fn on(&mut self, time: Time) -> Result<(), WorldError> {
        while self.world.next_at().is_some_and(|at| at <= time) {
            if !matches!(self.world.step()?, Step::At(_)) {
                break;
            }
            *self.steps += 1;
        }
        self.world.run_until(time).map(|_| ())
    }

    /// Turns through the faults and acts of `lot`, which began at `begin`, until the last of them is over.
    pub(super) fn through_trouble(&mut self, lot: &Lot, begin: Time) -> Result<(), WorldError> {
        for (after, action) in &lot.acts {
            self.on(begin + *after)?;
            self.world.take_in(Input::Operator(Box::new(action.clone())))?;
        }
        let over = lot.windows.iter().map(crate::fault::Window::until).max().unwrap_or(Span::ZERO);
        self.on(begin + over)
    }

    /// Ends the run.
    pub(super) fn close(&mut self) -> Result<(), WorldError> {
        self.world.end(false)
    }
}

impl Turning<'_, Eyes> {
    /// Turns through the quiet up to `end`, and looks after three cycles of it whether things converge.
    pub(super) fn through_quiet(&mut self, end: Time) -> Result<(), WorldError> {
        self.on((self.world.now() + AFTERMATH).min(end))?;
        // A wait that the venue asked for before is not over with the fault.
        let wait = self
            .world
            .witness()
            .laws
            .held_until()
            .map_or(Span::ZERO, |until| until.since(self.world.clock()));
        self.on((self.world.now() + wait.max(Span::ZERO)).min(end))?;
        // The cycle under way may have begun before.
        let enough = self.world.witness().laws.cycles_total() + CYCLES + 1;
        while self.world.witness().laws.cycles_total() < enough {
            let next = self.world.next_at().filter(|at| *at <= end);
            let Some(next) = next else {
                let cycles = self.world.witness().laws.cycles_total() + CYCLES + 1 - enough;
                let text = format!("{cycles} complete cycles since the last fault, and it is over");
                return Err(Box::new(Law::Converged.broken(text).at(self.world.clock())).into());
            };
            self.on(next)?;
        }
        self.look(false)?;
        self.on(end)
    }

    /// Ends the run and looks whether both books agree.
    pub(super) fn finish(&mut self) -> Result<(), WorldError> {
        self.close()?;
        if let Some(fault) = self.world.engine().fault() {
            let text = format!("the soak ended by a fault: {fault}");
            return Err(Box::new(Law::Invariant.broken(text).at(self.world.clock())).into());
        }
        self.look(true)
    }

    fn look(&mut self, last: bool) -> Result<(), WorldError> {
        let at = self.world.clock();
        let (engine, venue, eyes) = self.world.looked_at();
        let looked = if last {
            eyes.laws.converged(engine, venue, at)
        } else {
            eyes.laws.converging(engine, venue, at)
        };
        Ok(looked?)
    }
}
