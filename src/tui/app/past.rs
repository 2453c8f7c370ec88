//! Looking back: which moment is shown instead of now, and which is asked for.

use crate::link::{PastStep, Question};
use crate::model::{Span, Time};
use crate::snapshot::{Past, Snapshot};

/// How long the journal's answer is waited for before a new wish is asked all the same: somewhat
/// longer than a client waits.
const ANSWER_WITHIN: Span = Span::from_secs(10);

/// Where the person is in the soak's history.
#[derive(Clone, Debug, Default)]
pub(crate) struct LookBack {
    /// The moment that is shown; none for now.
    shown: Option<Box<Past>>,
    /// The number of the question under way, and when it was asked.
    asked: Option<(u64, Time)>,
    /// What to ask next; only the latest wish is kept.
    wish: Option<Wish>,
}

/// Where to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    /// From where one is.
    Step(PastStep),
    /// To a moment.
    Moment(Time),
}

impl LookBack {
    /// The past moment that is shown.
    pub(crate) fn shown(&self) -> Option<&Past> {
        self.shown.as_deref()
    }

    /// Whether a moment is asked for.
    pub(crate) fn is_asking(&self) -> bool {
        self.asked.is_some()
    }

    /// The moment that is shown, by the picture's own time.
    pub(crate) fn at(&self) -> Option<Time> {
        self.shown.as_ref().map(|past| past.picture.as_ref().map_or(past.history.at, |picture| picture.at))
    }

    /// Takes in a wish; returns the question to ask as `number` at `now`, unless one is under way.
    pub(crate) fn wish(&mut self, wish: Wish, number: (u64, Time), live: &Snapshot) -> Option<Question> {
        self.wish = Some(wish);
        let (_, now) = number;
        if self.asked.is_some_and(|(_, at)| now.since(at) < ANSWER_WITHIN) {
            return None;
        }
        self.next(number, live)
    }

    /// The question that answers the wish that waits.
    pub(crate) fn next(&mut self, number: (u64, Time), live: &Snapshot) -> Option<Question> {
        let question = match self.wish.take()? {
            Wish::Step(step) => Question::Past { from: self.at().unwrap_or(live.at), step },
            Wish::Moment(from) => Question::Past { from, step: PastStep::Stay },
        };
        self.asked = Some(number);
        Some(question)
    }

    /// Whether `number` is the question under way, which it is no more after this.
    pub(crate) fn is_answer(&mut self, number: u64) -> bool {
        self.asked.take_if(|(asked, _)| *asked == number).is_some()
    }

    /// Shows this moment.
    pub(crate) fn show(&mut self, past: Past) {
        self.shown = Some(Box::new(past));
    }

    /// Leaves further wishes alone.
    pub(crate) fn give_up(&mut self) {
        self.wish = None;
    }

    /// Back to now; an answer under way is not waited for any more.
    pub(crate) fn leave(&mut self) {
        *self = Self::default();
    }
}
