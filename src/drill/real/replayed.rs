//! A run in real time, looked at once more: its journal, led past the eyes of a drill.
//!
//! The journal says what was taken in and when, and with it what was asked for; when a request left
//! stands in its answer. That a request never leaves before its cause is on disk cannot be seen here:
//! what is read back is on disk.

use std::collections::BTreeMap;
use std::path::Path;

use crate::drill::Watch;
use crate::engine::{State, apply};
use crate::event::{Call, Effect, Failure, Input, Outcome, Request};
use crate::journal::{Journal, JournalError};
use crate::model::{RequestId, Seq, Time};
use crate::sim::{Broken, Witness};
use crate::venue::ProxyCounts;

/// What a journal showed.
pub(super) struct Replayed {
    pub(super) watch: Watch,
    pub(super) engine: State,
    /// The first law that was broken.
    pub(super) broken: Option<Box<Broken>>,
    /// Requests that the journal knows of.
    requests: u64,
    /// How often it knows each order to have been sent, by idempotency key.
    posts: BTreeMap<String, u32>,
}

impl Replayed {
    /// What left although the journal does not know of it, by what the proxy saw pass; nothing must.
    pub(super) fn unknown_to_the_journal(&self, seen: &ProxyCounts) -> Option<String> {
        let (known, total) = (self.requests, seen.requests_total());
        if total > known {
            return Some(format!(
                "{total} requests came to the venue's door and the journal knows of {known}"
            ));
        }
        let known = |key: &str| self.posts.get(key).copied().unwrap_or(0);
        let (key, times) = seen.posts.iter().find(|(key, times)| **times > known(key))?;
        Some(format!("the order {key} was sent {times} times and the journal knows of {}", known(key)))
    }
}

/// Requests that were asked for and have not left yet, by when they leave.
type Waiting = BTreeMap<(Time, RequestId), (Request, Seq)>;

/// Leads the journal in `folder` past `watch`.
///
/// # Errors
/// When it cannot be read.
pub(super) fn replay(folder: &Path, mut watch: Watch) -> Result<Replayed, JournalError> {
    let journal = Journal::open(folder)?;
    let left = departures(&journal)?;
    let mut engine = State::new();
    let (mut effects, mut waiting, mut broken) = (Vec::new(), Waiting::new(), None);
    let (mut requests, mut posts) = (0, BTreeMap::new());
    for envelope in journal.replay(Seq::default())? {
        let envelope = envelope?;
        let mut seen = depart(&mut waiting, envelope.at, &mut watch);
        apply(&mut engine, &envelope, &mut effects);
        if let Input::Resumed { .. } = envelope.input {
            seen = seen.and_then(|()| watch.restarted(&engine, envelope.at));
        }
        seen = seen.and_then(|()| watch.took_in(&envelope, &engine, &effects));
        for effect in effects.drain(..) {
            let Effect::Send(request) = effect else { continue };
            requests += 1;
            if let Call::PlaceOrder(ticket) = &request.call {
                *posts.entry(ticket.client_order_id.to_string()).or_default() += 1;
            }
            // Without an answer it is not known when it left: at once, then.
            if let Some(at) = left.get(&request.id).copied().unwrap_or(Some(envelope.at)) {
                waiting.insert((at.max(envelope.at), request.id), (*request, envelope.seq));
            }
        }
        // The measures go on where a law was broken: both are told.
        broken = broken.or(seen.err());
    }
    broken = broken.or(depart(&mut waiting, Time::from_micros(i64::MAX), &mut watch).err());
    Ok(Replayed { watch, engine, broken, requests, posts })
}

/// When each request left that was answered; nothing for those that never did.
fn departures(journal: &Journal) -> Result<BTreeMap<RequestId, Option<Time>>, JournalError> {
    let mut left = BTreeMap::new();
    for envelope in journal.replay(Seq::default())? {
        if let Input::Reply(reply) = envelope?.input {
            let stayed = matches!(reply.outcome, Outcome::Failed { failure: Failure::NotSent, .. });
            left.insert(reply.request, (!stayed).then_some(reply.sent_at));
        }
    }
    Ok(left)
}

/// Lets leave what has left by `now`.
fn depart(waiting: &mut Waiting, now: Time, watch: &mut Watch) -> Result<(), Box<Broken>> {
    let mut seen = Ok(());
    while let Some(next) = waiting.first_entry()
        && next.key().0 <= now
    {
        let ((at, _), (request, cause)) = next.remove_entry();
        let looked = watch.leaves(&request, cause, cause, true, at);
        seen = seen.and(looked);
    }
    seen
}
