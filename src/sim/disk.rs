//! The disks of a world: the soak's, and the exchange's own, which the soak never reads. Or none, or a
//! simulated one that is slow, fails, and loses what was not durable when the process is killed.
//!
//! Thousands of worlds a night are looked at and thrown away; those need no real disk, only the
//! fingerprint that says whether two of them were the same.
//!
//! Invariant: with a real disk or with none, the world goes the same way and has the same fingerprint.
//! With a simulated one orders leave later, by the time that a write takes.

mod kept;
mod memory;
mod mode;
mod simulated;

pub(super) use mode::{Mode, Turn};

use self::kept::Kept;
use self::simulated::Simulated;
use super::WorldError;
use super::network::Network;
use crate::engine::State;
use crate::event::{Envelope, Latch, Record};
use crate::journal::{Fingerprint, Journal, LatchFile};
use crate::model::{Seq, Time};
use crate::paper::Change;
use crate::snapshot::Vitals;
use crate::venue::store::Store;

/// The disks of one world.
#[derive(Debug)]
pub struct Disk(Kind);

#[derive(Debug)]
enum Kind {
    Kept(Box<Kept>),
    Simulated(Box<Simulated>),
    Forgotten(Box<Fingerprint>),
}

impl Disk {
    /// The disks of a soak that is kept.
    #[must_use]
    pub fn new(journal: Journal, latch: LatchFile, store: Store) -> Self {
        Self(Kind::Kept(Box::new(Kept::new(journal, latch, store))))
    }

    /// A disk in memory that takes its time, and can fail and be crashed upon.
    #[must_use]
    pub fn simulated() -> Self {
        Self(Kind::Simulated(Box::default()))
    }

    /// No disk: nothing is kept but the fingerprint, and everything counts as durable at once.
    #[must_use]
    pub fn none() -> Self {
        Self(Kind::Forgotten(Box::default()))
    }

    /// Keeps pictures too, to look back with; they name the run as `vitals` does. Only where a journal is
    /// written: of a simulated disk after [`Self::with_copy`].
    #[must_use]
    pub fn with_pictures(mut self, vitals: Vitals) -> Self {
        match &mut self.0 {
            Kind::Kept(kept) => kept.keep_pictures(vitals),
            Kind::Simulated(simulated) => simulated.keep_pictures(vitals),
            Kind::Forgotten(_) => {}
        }
        self
    }

    /// Writes what becomes durable on a simulated disk into `journal`, which is new, too.
    #[must_use]
    pub fn with_copy(mut self, journal: Journal) -> Self {
        if let Kind::Simulated(simulated) = &mut self.0 {
            simulated.copy_into(journal);
        }
        self
    }

    /// Whether writes take time here, and a crash loses what is not durable.
    pub(super) const fn is_simulated(&self) -> bool {
        matches!(self.0, Kind::Simulated(_))
    }

    /// The simulated disk, if it is one.
    pub(super) const fn as_simulated(&mut self) -> Option<&mut Simulated> {
        match &mut self.0 {
            Kind::Simulated(simulated) => Some(simulated),
            _ => None,
        }
    }

    /// Takes an input; a simulated disk takes it with [`Simulated::hold`] instead.
    pub(super) fn append(&mut self, envelope: &Envelope) {
        match &mut self.0 {
            Kind::Kept(kept) => kept.append(envelope),
            Kind::Simulated(_) => {}
            Kind::Forgotten(fingerprint) => fingerprint.append(envelope),
        }
    }

    /// Takes a row that followed from the last input.
    pub(super) fn record(&mut self, record: Box<Record>) {
        match &mut self.0 {
            Kind::Kept(kept) => kept.record(&record),
            Kind::Simulated(simulated) => simulated.record(record),
            Kind::Forgotten(_) => {}
        }
    }

    /// Writes the breaker's file, which is durable at once everywhere: it is in place from the start.
    pub(super) fn write_latch(&mut self, latch: Latch) -> Result<(), WorldError> {
        match &mut self.0 {
            Kind::Kept(kept) => kept.write_latch(&latch),
            Kind::Simulated(simulated) => {
                simulated.latch = latch;
                Ok(())
            }
            Kind::Forgotten(_) => Ok(()),
        }
    }

    /// Saves what changed at the venue.
    pub(super) fn save(&mut self, changes: &[Change]) -> Result<(), WorldError> {
        match &mut self.0 {
            Kind::Kept(kept) => kept.save(changes),
            Kind::Simulated(_) | Kind::Forgotten(_) => Ok(()),
        }
    }

    /// Makes everything taken durable; a simulated disk begins to at `now`.
    pub(super) fn commit(&mut self, now: Time) -> Result<(), WorldError> {
        match &mut self.0 {
            Kind::Kept(kept) => kept.commit(),
            Kind::Simulated(simulated) => simulated.commit(now),
            Kind::Forgotten(_) => Ok(()),
        }
    }

    /// Commits, and writes a checkpoint of `engine`, when it is time.
    #[inline]
    pub(super) fn keep_up(&mut self, engine: &State) -> Result<(), WorldError> {
        match &mut self.0 {
            Kind::Kept(kept) => kept.keep_up(engine),
            Kind::Simulated(simulated) => simulated.keep_up(engine),
            Kind::Forgotten(_) => Ok(()),
        }
    }

    /// Makes everything durable, with a last picture and a checkpoint of `engine` where they are kept.
    pub(super) fn close(&mut self, engine: &State) -> Result<(), WorldError> {
        match &mut self.0 {
            Kind::Kept(kept) => kept.close(engine),
            Kind::Simulated(simulated) => simulated.close(engine),
            Kind::Forgotten(_) => Ok(()),
        }
    }

    /// When the simulated disk has its next moment that anybody minds; somebody waits for it if `held`.
    pub(super) fn due(&self, held: bool) -> Option<Time> {
        match &self.0 {
            Kind::Simulated(simulated) => simulated.due(held),
            Kind::Kept(_) | Kind::Forgotten(_) => None,
        }
    }

    /// Lets the simulated disk have its moment at `now`.
    pub(super) fn turn(&mut self, now: Time, network: &mut Network) -> Result<Turn, WorldError> {
        match &mut self.0 {
            Kind::Simulated(simulated) => simulated.turn(now, network),
            Kind::Kept(_) | Kind::Forgotten(_) => Ok(Turn::Nothing),
        }
    }

    /// The last input that is durable.
    pub(super) fn durable(&self) -> Seq {
        match &self.0 {
            Kind::Kept(kept) => kept.durable(),
            Kind::Simulated(simulated) => simulated.durable(),
            Kind::Forgotten(fingerprint) => fingerprint.last_seq(),
        }
    }

    /// How many bytes the journal took since the process began, of what is durable of it.
    pub(super) fn bytes_total(&self) -> u64 {
        match &self.0 {
            Kind::Kept(kept) => kept.bytes_total(),
            Kind::Simulated(simulated) => simulated.bytes_total(),
            Kind::Forgotten(fingerprint) => fingerprint.bytes_total(),
        }
    }

    /// The fingerprint of the journal so far, of what is durable of it.
    pub(super) fn digest(&self) -> String {
        match &self.0 {
            Kind::Kept(kept) => kept.digest(),
            Kind::Simulated(simulated) => simulated.digest(),
            Kind::Forgotten(fingerprint) => fingerprint.digest(),
        }
    }
}
