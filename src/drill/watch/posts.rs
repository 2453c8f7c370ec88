//! The orders that were posted, and whether each post was one that may be made.
//!
//! An order that may have happened is posted again only after the venue said twice, completely and an
//! interval apart, that it has no such order. What "may have happened" is, is decided here once more
//! and from the outside: by how requests ended, not by the state that the engine gave to the order.

use std::collections::{BTreeMap, BTreeSet};

use super::Seen;
use crate::event::{Answer, Call, Failure, Input, Outcome, Purpose, Request, Route};
use crate::model::{ClientOrderId, RequestId, Time};

/// Refusals that venues are known to send although the order was executed.
const CODES_THAT_MAY_LIE: [&str; 3] = ["", "trade_failed", "close_failed"];

/// The orders that were posted.
#[derive(Debug, Default)]
pub(super) struct Posts {
    by_key: BTreeMap<ClientOrderId, Posted>,
    /// Requests about orders whose end has not come.
    under_way: BTreeMap<RequestId, UnderWay>,
    pub(super) without_proof: u64,
    stale: BTreeSet<RequestId>,
}

#[derive(Debug)]
struct Posted {
    purpose: Option<Purpose>,
    posts: u64,
    /// Whether the venue may have it, for all that is known here.
    may_exist: bool,
    /// The same just before it was posted last.
    might_before: bool,
    /// When the venue first said that it has no such order, since it may.
    absent_since: Option<Time>,
    /// Whether it has said so again, an interval later.
    proven_absent: bool,
}

#[derive(Debug)]
struct UnderWay {
    route: Route,
    key: ClientOrderId,
    /// The time after which it is too old to be sent.
    too_old_at: Option<Time>,
}

impl Posts {
    pub(super) fn took_in(&mut self, seen: &Seen<'_>) {
        match &seen.envelope.input {
            Input::Reply(reply) => {
                if let Some(asked) = self.under_way.remove(&reply.request) {
                    if !matches!(reply.outcome, Outcome::Failed { failure: Failure::NotSent, .. })
                        && asked.too_old_at.is_some_and(|too_old_at| reply.sent_at > too_old_at)
                    {
                        self.stale.insert(reply.request);
                    }
                    self.ended(&asked, &reply.outcome, seen);
                }
            }
            Input::Resumed { .. } => {
                let lost = std::mem::take(&mut self.under_way);
                for asked in lost.values().filter(|asked| asked.route == Route::Order) {
                    self.doubt(&asked.key);
                }
            }
            _ => {}
        }
        for request in seen.sent() {
            self.sent(request, seen);
        }
    }

    fn sent(&mut self, request: &Request, seen: &Seen<'_>) {
        let order = request.order.and_then(|seq| seen.engine.orders().get(seq));
        let Some(order) = order else { return };
        let mut too_old_at = None;
        if let Call::PlaceOrder(ticket) = &request.call {
            let last = order.intent_at + seen.rules.orders.intent_ttl;
            too_old_at = Some(last);
            if seen.at() > last {
                self.stale.insert(request.id);
            }
            self.posted(&ticket.client_order_id, request.purpose);
        }
        let key = order.key.clone();
        let asked = UnderWay { route: request.route(), key, too_old_at };
        self.under_way.insert(request.id, asked);
    }

    fn posted(&mut self, key: &ClientOrderId, purpose: Option<Purpose>) {
        let posted = self.by_key.entry(key.clone()).or_insert(Posted {
            purpose,
            posts: 0,
            may_exist: false,
            might_before: false,
            absent_since: None,
            proven_absent: false,
        });
        posted.might_before = posted.may_exist && !posted.proven_absent;
        self.without_proof += u64::from(posted.might_before);
        posted.posts += 1;
        posted.may_exist = true;
        posted.absent_since = None;
        posted.proven_absent = false;
    }

    fn ended(&mut self, asked: &UnderWay, outcome: &Outcome, seen: &Seen<'_>) {
        let at = seen.at();
        let Some(posted) = self.by_key.get_mut(&asked.key) else { return };
        match (asked.route, outcome) {
            (
                Route::Order,
                Outcome::RateLimited { .. } | Outcome::Failed { failure: Failure::NotSent, .. },
            ) => {
                posted.may_exist = posted.might_before;
            }
            (Route::Order, Outcome::Refused { code, .. }) => {
                posted.may_exist = CODES_THAT_MAY_LIE.contains(&code.as_str());
            }
            (Route::Order, _) => posted.may_exist = true,
            (Route::OrderQuery, Outcome::Answered(Answer::OrderFound(None))) => match posted.absent_since {
                None => posted.absent_since = Some(at),
                Some(first) if at.since(first) >= seen.rules.reconcile.every => posted.proven_absent = true,
                Some(_) => {}
            },
            (Route::OrderQuery, Outcome::Answered(_)) => {
                posted.absent_since = None;
                posted.proven_absent = false;
            }
            _ => {}
        }
    }

    fn doubt(&mut self, key: &ClientOrderId) {
        if let Some(posted) = self.by_key.get_mut(key) {
            posted.may_exist = true;
        }
    }

    /// A request leaves later than it was asked for.
    pub(super) fn left(&mut self, request: &Request, at: Time) {
        let asked = self.under_way.get(&request.id);
        if asked.and_then(|asked| asked.too_old_at).is_some_and(|too_old_at| at > too_old_at) {
            self.stale.insert(request.id);
        }
    }

    /// Orders posted for `purpose`, or for any.
    pub(super) fn count(&self, purpose: Option<&str>) -> u64 {
        count(self.by_key.values().filter(|posted| posted.is_for(purpose)).count())
    }

    /// Whether `key` was posted for `purpose`, or for any.
    pub(super) fn is_ours(&self, key: &ClientOrderId, purpose: Option<&str>) -> bool {
        self.by_key.get(key).is_some_and(|posted| posted.is_for(purpose))
    }

    /// The most posts of one order.
    pub(super) fn posts_max(&self) -> u64 {
        self.by_key.values().map(|posted| posted.posts).max().unwrap_or(0)
    }

    /// Posts of orders whose intent was too old.
    pub(super) fn stale(&self) -> u64 {
        count(self.stale.len())
    }
}

impl Posted {
    fn is_for(&self, purpose: Option<&str>) -> bool {
        purpose.is_none_or(|wanted| self.purpose.is_some_and(|purpose| purpose.as_str() == wanted))
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
