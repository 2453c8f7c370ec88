//! Requests and their ends: what becomes of them on the way there, at the venue, and on the way back.
//!
//! Invariant: every request has exactly one end in the life of the process that sent it, at the latest
//! when the client's patience is over.

use super::answers::{already_filled, cut, failed, limited, swallowing, wrong_answer};
use super::queue::{Flight, Message};
use super::trouble::{Departure, Treatment};
use super::{World, WorldError};
use crate::event::{Call, Failure, OrderQuery, Outcome, Reply, Request};
use crate::fault;
use crate::model::{Seq, Span, Symbol, Time};
use crate::sim::network::Fate;
use crate::sim::{Witness, answer};

/// How soon a client hears that no connection can be made: the round trip of a refusal.
const REFUSED_AFTER: Span = Span::from_millis(2);

/// How long after the first a second copy of a request arrives, at most: a retransmission.
const COPY_AFTER_MAX: Span = Span::from_millis(300);

impl<W: Witness> World<W> {
    /// `request`, asked for by the input `cause`, leaves now.
    pub(super) fn leave(&mut self, request: Box<Request>, cause: Seq) -> Result<(), WorldError> {
        let sent_at = self.clock();
        self.witness.leaves(&request, cause, self.disk.durable(), !self.process.failing, sent_at)?;
        let Fate::Arrives(arrives) = self.network.carry(self.now);
        let deadline = self.now + self.patience;
        let life = self.process.life();
        let mut flight = Flight { request, sent_at, deadline, slow_back: Span::ZERO, awaited: true, life };
        let departure = self.departure(&flight.request);
        match departure {
            Departure::Fails(detail) => {
                self.end_request(&flight, self.now + REFUSED_AFTER, failed(Failure::NotSent, detail));
                return Ok(());
            }
            Departure::Lost => {
                self.time_out(&flight);
                return Ok(());
            }
            Departure::Goes { slow_out, slow_back, twice } => {
                let arrives = arrives + slow_out;
                flight.slow_back = slow_back;
                if arrives >= deadline {
                    self.time_out(&flight);
                    flight.awaited = false;
                }
                if twice {
                    let after = self.network.between(Span::ZERO, COPY_AFTER_MAX);
                    let copy = Flight { request: flight.request.clone(), awaited: false, ..flight };
                    self.queue.push(arrives + after, Message::Request(copy));
                }
                self.queue.push(arrives, Message::Request(flight));
            }
        }
        Ok(())
    }

    /// A request arrives at the venue, which answers once its own disk has what changed.
    pub(super) fn venue_request(&mut self, flight: &Flight) -> Result<(), WorldError> {
        let call = &flight.request.call;
        let at = self.wall();
        let treatment = self.treatment(&flight.request);
        let (exchange, changes) = (&mut self.exchange, &mut self.changes);
        let told = match &treatment {
            Treatment::Wrong { effect: fault::Effect::Missing, .. } => None,
            Treatment::Limited(form) => Some(limited(*form, at)),
            Treatment::CancelRefused => Some(already_filled(call)),
            Treatment::Swallowed => {
                let call = swallowing(call, exchange.markets());
                Some(answer(exchange, &call, at, changes))
            }
            _ => Some(answer(exchange, call, at, changes)),
        };
        if let Some(outcome) = &told {
            let clock = self.clock();
            self.witness.at_venue(&flight.request, outcome, &self.exchange, clock)?;
        }
        self.publish_changes()?;
        let Fate::Arrives(arrives) = self.network.carry(self.now);
        let arrives = arrives + flight.slow_back;
        if !flight.awaited {
            return Ok(());
        }
        let outcome = match (treatment, told) {
            (Treatment::ReplyLost, _) => None,
            (Treatment::ReplyCut, told) => told.as_ref().map(|told| cut(call, told)),
            (Treatment::Wrong { status, body, .. }, _) => Some(wrong_answer(call, status, body)),
            (_, told) => told,
        };
        match outcome {
            Some(outcome) if arrives <= flight.deadline => self.end_request(flight, arrives, outcome),
            _ => self.time_out(flight),
        }
        Ok(())
    }

    /// The client gives up when its patience is over.
    fn time_out(&mut self, flight: &Flight) {
        let detail = format!("no complete answer within {}", self.patience);
        self.end_request(flight, flight.deadline, failed(Failure::TimedOut, &detail));
    }

    fn end_request(&mut self, flight: &Flight, at: Time, outcome: Outcome) {
        let reply = Reply { request: flight.request.id, sent_at: flight.sent_at, outcome };
        self.queue.push(at, Message::Reply(Box::new(reply), flight.life));
    }

    /// What becomes of `request` on its way.
    fn departure(&mut self, request: &Request) -> Departure {
        let Some(trouble) = &self.trouble else { return Departure::FREE };
        if !trouble.on_requests {
            return Departure::FREE;
        }
        let symbol = if trouble.by_symbol { self.symbol_of(request) } else { None };
        let clock = self.clock();
        let mut departure = Departure::FREE;
        for window in &trouble.open {
            if !Departure::is_struck_by(&window.fault)
                || !window.strikes(request.route())
                || !window.concerns(symbol.as_ref())
                || !self.network.draws(window)
            {
                continue;
            }
            self.witness.struck(window, clock);
            departure = departure.under(&window.fault, &mut self.network);
            if !matches!(departure, Departure::Goes { .. }) {
                break;
            }
        }
        departure
    }

    /// How the venue treats `request`, and what becomes of its answer.
    fn treatment(&mut self, request: &Request) -> Treatment {
        let Some(trouble) = &mut self.trouble else { return Treatment::Honest };
        let client_id = match &request.call {
            Call::PlaceOrder(ticket) if ticket.reduce_only => Some(&ticket.client_order_id),
            _ => None,
        };
        // What was swallowed once has to be the same order when it is asked for again.
        if client_id.is_some_and(|id| trouble.swallowed.contains(id)) {
            return Treatment::Swallowed;
        }
        if !trouble.on_requests {
            return Treatment::Honest;
        }
        let Some(trouble) = &self.trouble else { return Treatment::Honest };
        let symbol = if trouble.by_symbol { self.symbol_of(request) } else { None };
        let clock = self.clock();
        for window in &trouble.open {
            let Some(treatment) = Treatment::of(&window.fault, &request.call) else { continue };
            if !window.strikes(request.route())
                || !window.concerns(symbol.as_ref())
                || !self.network.draws(window)
            {
                continue;
            }
            self.witness.struck(window, clock);
            if let (Treatment::Swallowed, Some(id), Some(trouble)) =
                (&treatment, client_id, self.trouble.as_mut())
            {
                trouble.swallowed.insert(id.clone());
            }
            return treatment;
        }
        Treatment::Honest
    }

    /// The market that `request` is about, if it is about one.
    fn symbol_of(&self, request: &Request) -> Option<Symbol> {
        match &request.call {
            Call::PlaceOrder(ticket) => Some(ticket.symbol.clone()),
            Call::CancelOrder(id) | Call::QueryOrder(OrderQuery::Venue(id)) => {
                self.exchange.order(id)?.symbol
            }
            Call::QueryOrder(OrderQuery::Client(id)) => self.exchange.order_by_client_id(id)?.symbol,
            _ => None,
        }
    }
}
