//! What an entry has to wait for, counted by ourselves: paper proven, a journal that takes writes, two
//! cycles since the start, answers that are not old, prices that are not old, no standing difference.

use super::law::{Breach, Law};
use super::prices::Prices;
use super::silence::Silence;
use crate::engine::State;
use crate::event::{Answer, Call, Envelope, Input, JournalStatus, Outcome, Request, Route};
use crate::model::{Markets, PaperProof, Rules, Time};

use super::asked::Question;

/// Complete cycles before the first entry of a process.
const CYCLES_BEFORE: u32 = 2;

/// What entries wait for.
#[derive(Debug, Default)]
pub(super) struct Entries {
    proof: Proof,
    journal_failing: bool,
    ending: bool,
    /// Complete cycles since the process began.
    cycles: u32,
    /// Complete cycles since the soak began.
    cycles_total: u64,
    /// When the venue last completed a cycle, or the process began to wait for one.
    answered_at: Time,
}

/// Whether the venue has proven that it is paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Proof {
    /// It has to say so.
    #[default]
    Wanted,
    /// On this machine silence is enough.
    SilenceIsEnough,
    Given,
}

impl Entries {
    /// Takes one input, whose answer, if it is one, is to `question`.
    pub(super) fn took_in(&mut self, envelope: &Envelope, question: Option<Question>) {
        match &envelope.input {
            Input::Started(genesis) => self.begin(genesis.venue_is_local, envelope.at),
            Input::Resumed { venue_is_local, .. } => self.begin(*venue_is_local, envelope.at),
            Input::Journal(status) => self.journal_failing = *status != JournalStatus::Healthy,
            Input::Ending => self.ending = true,
            Input::Reply(reply) => {
                let health = question.is_some_and(|question| question.route == Route::Health);
                match &reply.outcome {
                    Outcome::Answered(Answer::Balance(_)) => {
                        self.cycles += 1;
                        self.cycles_total += 1;
                        self.answered_at = envelope.at;
                    }
                    Outcome::Answered(Answer::Health(PaperProof::SaysPaper)) => self.proof = Proof::Given,
                    Outcome::Answered(Answer::Health(PaperProof::Silent)) => self.silence(),
                    Outcome::Refused { status: 404 | 405, .. } if health => self.silence(),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn begin(&mut self, local: bool, at: Time) {
        self.proof = if local { Proof::SilenceIsEnough } else { Proof::Wanted };
        self.ending = false;
        (self.cycles, self.answered_at) = (0, at);
    }

    fn silence(&mut self) {
        if self.proof == Proof::SilenceIsEnough {
            self.proof = Proof::Given;
        }
    }

    /// Whether the engine may ask for `request` at `at`.
    pub(super) fn may_ask(
        &self,
        request: &Request,
        (rules, markets): (&Rules, &Markets),
        (prices, alerts): (&Prices, &Silence),
        at: Time,
    ) -> Result<(), Breach> {
        Law::PaperProven.holds(self.proof == Proof::Given, || {
            format!("request {} changes a venue that has not said that it is paper", request.id)
        })?;
        if !request.adds_exposure() {
            return Ok(());
        }
        let waits = |holds: bool, why: &str| {
            Law::EntriesWait.holds(holds, || format!("request {} adds exposure, and {why}", request.id))
        };
        Law::JournalGuard.holds(!self.journal_failing, || {
            format!("request {} adds exposure, and the journal takes no writes", request.id)
        })?;
        waits(!self.ending, "the soak is ending")?;
        waits(self.cycles >= CYCLES_BEFORE, "the books have not been compared twice since the start")?;
        let blind_after = rules.reconcile.every.times(i64::from(rules.reconcile.blind_after));
        waits(at.since(self.answered_at) < blind_after, "the venue has completed no cycle for too long")?;
        let Call::PlaceOrder(ticket) = &request.call else { return Ok(()) };
        let symbol = ticket.symbol.as_str();
        let last = markets.id_of(symbol).and_then(|market| prices.last_at(market));
        let fresh = last.is_some_and(|last| at.since(last) <= rules.risk.stale_after);
        waits(fresh, "its price is old")?;
        waits(!alerts.keeps_out(symbol), "the books differ in its market")
    }

    /// Complete cycles since the soak began.
    pub(super) const fn cycles_total(&self) -> u64 {
        self.cycles_total
    }

    /// Goes on with what `engine` still knows of its journal.
    pub(super) fn restarted(&mut self, engine: &State) {
        self.journal_failing = engine.journal_failing().is_some();
    }
}
