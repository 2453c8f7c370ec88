//! Paper is proven, not assumed: before the first order the venue says what it is. The same goes for real
//! money: a live run at a venue that says paper would trade with nobody.

use super::books::note;
use super::budget::Urgency;
use super::state::Proof;
use super::{Effects, State};
use crate::event::{Answer, Call, Lane, Outcome};
use crate::model::{PaperProof, Span, Time, TradingMode};

/// Time between two questions while the venue does not answer.
const ASK_AGAIN_AFTER: Span = Span::from_secs(5);

impl State {
    /// Asks the venue what it is, when `due` has come.
    pub(super) fn ask_for_proof(&mut self, due: Time) {
        self.proof = Proof::Missing;
        self.outbox.push(Lane::Protect, Urgency::Urgent, Call::GetHealth, None, due, due);
        self.due_by(due);
    }

    /// What the venue says of itself. For paper, silence is enough only on this machine.
    pub(super) fn on_health_reply(&mut self, outcome: &Outcome, at: Time, effects: &mut Effects) {
        let says = match outcome {
            Outcome::Answered(Answer::Health(proof)) => Some(proof),
            // A venue without such a route is silent.
            Outcome::Refused { status: 404 | 405, .. } => Some(&PaperProof::Silent),
            _ => None,
        };
        if self.trading_mode() == TradingMode::Live {
            match says {
                Some(PaperProof::SaysReal | PaperProof::Silent) => self.proof = Proof::Given,
                Some(PaperProof::SaysPaper) => {
                    let why = "the venue says that its execution is paper; a live run never trades there";
                    self.refuse_venue(why, at, effects);
                }
                None => self.ask_for_proof(at + ASK_AGAIN_AFTER),
            }
            return;
        }
        match says {
            Some(PaperProof::SaysPaper) => self.proof = Proof::Given,
            Some(PaperProof::Silent) if self.venue_is_local => self.proof = Proof::Given,
            Some(PaperProof::SaysReal) => {
                self.refuse_venue(
                    "the venue says that its execution is real; a paper soak never trades there",
                    at,
                    effects,
                );
            }
            Some(PaperProof::Silent) => {
                let why = "the venue is not on this machine and does not say that its execution is paper; \
                           a paper soak never trades there";
                self.refuse_venue(why, at, effects);
            }
            None => self.ask_for_proof(at + ASK_AGAIN_AFTER),
        }
    }

    fn refuse_venue(&mut self, why: &str, at: Time, effects: &mut Effects) {
        self.proof = Proof::Refused;
        effects.push(note("venue_refused", why.to_owned(), at));
        self.fault = Some(why.to_owned());
    }
}
