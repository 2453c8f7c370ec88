//! Inputs without gaps, and time that never goes back.

use super::law::{Breach, Law};
use crate::event::Envelope;
use crate::model::{Seq, Time};

/// The last input.
#[derive(Debug, Default)]
pub(super) struct Sequence {
    last: Option<(Seq, Time)>,
}

impl Sequence {
    pub(super) fn took_in(&mut self, envelope: &Envelope) -> Result<(), Breach> {
        if let Some((seq, at)) = self.last {
            Law::Order.holds(envelope.seq == seq.next(), || {
                format!("input {} came after input {seq}", envelope.seq)
            })?;
            Law::Order.holds(envelope.at >= at, || {
                format!("input {} is of {}, the one before it of {at}", envelope.seq, envelope.at)
            })?;
        }
        self.last = Some((envelope.seq, envelope.at));
        Ok(())
    }

    /// The process goes on after the input `seq` of `at`.
    pub(super) fn restarted(&mut self, seq: Seq, at: Time) {
        self.last = Some((seq, at));
    }
}
