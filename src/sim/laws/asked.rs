//! What was asked for and has not ended, so that an answer can be read for what it is an answer to.

use std::collections::BTreeMap;

use crate::event::{Effect, Reply, Request, Route};
use crate::model::{OrderSeq, RequestId, Time};

/// Requests without an end.
#[derive(Debug, Default)]
pub(super) struct Asked {
    open: BTreeMap<RequestId, Question>,
}

/// One of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question {
    pub(super) route: Route,
    pub(super) order: Option<OrderSeq>,
    /// When it left, or was asked for if it has not.
    pub(super) left_at: Time,
}

impl Asked {
    /// Takes what the engine asks for at `at`.
    pub(super) fn ask(&mut self, effects: &[Effect], at: Time) {
        for request in sends(effects) {
            let question = Question { route: request.route(), order: request.order, left_at: at };
            self.open.insert(request.id, question);
        }
    }

    /// The request leaves only now.
    pub(super) fn leaves(&mut self, request: &Request, at: Time) {
        if let Some(question) = self.open.get_mut(&request.id) {
            question.left_at = at;
        }
    }

    /// What `reply` is an answer to.
    pub(super) fn end(&mut self, reply: &Reply) -> Option<Question> {
        self.open.remove(&reply.request)
    }

    /// How many have no end.
    pub(super) fn count(&self) -> usize {
        self.open.len()
    }

    /// No answer comes to what was asked before a restart.
    pub(super) fn restarted(&mut self) {
        self.open.clear();
    }
}

/// The requests among `effects`.
pub(super) fn sends(effects: &[Effect]) -> impl Iterator<Item = &Request> {
    effects.iter().filter_map(|effect| match effect {
        Effect::Send(request) => Some(request.as_ref()),
        _ => None,
    })
}

/// Those that change the venue's books.
pub(super) fn sends_that_change(effects: &[Effect]) -> impl Iterator<Item = &Request> {
    sends(effects).filter(|request| request.call.changes_the_venue())
}
