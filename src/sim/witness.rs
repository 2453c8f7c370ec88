//! Who looks on while a world turns: the laws, and what a drill measures.
//!
//! The same eyes can be led through a journal that was written in real time, since replaying it gives
//! the same inputs, the same states and the same effects.
//!
//! Invariant: looking changes nothing; a world goes the same way whoever watches.

use super::Broken;
use crate::engine::State;
use crate::event::{Effect, Envelope, Outcome, Request};
use crate::fault::Window;
use crate::model::{Seq, Time};
use crate::paper::Exchange;

/// Somebody who looks on. What it does not care for does nothing.
pub trait Witness {
    /// The engine has taken `envelope` in, is in the state `engine` now, and asks for `effects`.
    ///
    /// # Errors
    /// The first law that is broken; the world stops there.
    fn took_in(
        &mut self,
        envelope: &Envelope,
        engine: &State,
        effects: &[Effect],
    ) -> Result<(), Box<Broken>> {
        let _ = (envelope, engine, effects);
        Ok(())
    }

    /// `request`, asked for by the input `cause`, leaves at `at`, when the journal has everything up to
    /// `durable` and takes writes if `journal_writes`.
    ///
    /// # Errors
    /// As [`Self::took_in`].
    fn leaves(
        &mut self,
        request: &Request,
        cause: Seq,
        durable: Seq,
        journal_writes: bool,
        at: Time,
    ) -> Result<(), Box<Broken>> {
        let _ = (request, cause, durable, journal_writes, at);
        Ok(())
    }

    /// `request` has come to the venue at `at`, which answers `outcome` and is as `venue` afterwards.
    ///
    /// # Errors
    /// As [`Self::took_in`].
    fn at_venue(
        &mut self,
        request: &Request,
        outcome: &Outcome,
        venue: &Exchange,
        at: Time,
    ) -> Result<(), Box<Broken>> {
        let _ = (request, outcome, venue, at);
        Ok(())
    }

    /// `window` has struck at `at`.
    fn struck(&mut self, window: &Window, at: Time) {
        let _ = (window, at);
    }

    /// The process was killed, and goes on at `at` as `engine`, which was read back from what was durable.
    ///
    /// # Errors
    /// As [`Self::took_in`].
    fn restarted(&mut self, engine: &State, at: Time) -> Result<(), Box<Broken>> {
        let _ = (engine, at);
        Ok(())
    }
}

/// Nobody looks on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Witness for Unwatched {}
