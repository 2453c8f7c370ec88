//! A venue, a network and people around a hand-turned engine, and a judge who sees it all.

use std::collections::BTreeMap;

use super::super::Rig;
use super::super::rig::{BTC, report, symbol, venue_id};
use super::judge::{Cause, Judge};
use super::moves::{End, Move};
use crate::event::{
    Answer, Call, FeedStatus, Input, Intent, IntentOrigin, JournalStatus, Latched, OperatorCommand,
    OrderQuery, Outcome, Purpose, Reply, Request,
};
use crate::model::{
    BreakerLevel, ClientOrderId, Fill, FillId, Liquidity, Money, OrderKind, OrderReport, Page, Position,
    Quantity, Rate, RequestId, Rules, Side, Span, Time, VenueOrderId, VenueOrderStatus,
};

/// Entries in one page of the venue's lists.
const PAGE: usize = 2;

/// Everything around the engine.
pub(super) struct World {
    pub(super) rig: Rig,
    judge: Judge,
    /// Orders the venue has, by key, as it would report them.
    taken: BTreeMap<ClientOrderId, (OrderReport, Request)>,
    /// Requests that were given up and are still on their way.
    late: Vec<Request>,
    news: Vec<OrderReport>,
    ghosts: Vec<Request>,
    sent_at: BTreeMap<RequestId, Time>,
    cash: Money,
}

impl World {
    pub(super) fn new(rpm: u16) -> Self {
        let mut rules = Rules::default();
        rules.budget.rpm = rpm;
        rules.breaker.errors_in_row_max = 4;
        rules.breaker.drawdown_max = Rate::ONE;
        rules.breaker.day_loss_max = Rate::from_bp(20);
        let rig = Rig::trading_with(rules);
        let (judge, cash) = (Judge::new(&rig), rig.venue.cash);
        Self {
            rig,
            judge,
            taken: BTreeMap::new(),
            late: Vec::new(),
            news: Vec::new(),
            ghosts: Vec::new(),
            sent_at: BTreeMap::new(),
            cash,
        }
    }

    pub(super) fn happen(&mut self, what: &Move) {
        match what {
            Move::Wait(millis) => self.pass(Span::from_millis(*millis)),
            Move::Price(price) => self.trade_at(*price),
            Move::Entry(side, tenths, ago) => self.wish(Purpose::Entry, *side, Some(*tenths), *ago),
            Move::Exit => {
                if let Some(held) = self.rig.state.ledger().position(BTC).side() {
                    self.wish(Purpose::Exit, held.opposite(), None, 0);
                }
            }
            Move::End(which, end) => self.end(*which, *end),
            Move::Outage(secs, failure) => {
                for _ in 0..*secs {
                    self.pass(Span::from_secs(1));
                    self.end(0, End::Lost(*failure));
                }
            }
            Move::Flapping(secs) => {
                self.judge.feed_lost = false;
                for _ in 0..*secs {
                    self.input(Input::Feed(FeedStatus::Connected), Cause::Other);
                    self.pass(Span::from_secs(1));
                    self.answer_all();
                }
            }
            Move::Fill(tenths, told) => self.fill(*tenths, *told),
            Move::Arrive(which) => self.arrive(*which),
            Move::Retell(which) => {
                if let Some(report) = self.news.iter().rev().nth(*which).cloned() {
                    self.tell(report);
                }
            }
            Move::Stranger(side) => self.stranger(*side),
            Move::Operator(command, with_reason) => self.operate(command, *with_reason),
            Move::Disk(fails) => {
                self.judge.disk_fails = *fails;
                let failing = JournalStatus::Failing { reason: "full".to_owned() };
                let status = if *fails { failing } else { JournalStatus::Healthy };
                self.input(Input::Journal(status), Cause::Other);
            }
            Move::Feed(lost) => {
                self.judge.feed_lost = *lost;
                let gone = FeedStatus::Lost { reason: "reset".to_owned() };
                let status = if *lost { gone } else { FeedStatus::Connected };
                self.input(Input::Feed(status), Cause::Other);
            }
            Move::Restart(secs, latch_lost) => self.restart(*secs, *latch_lost),
            Move::Ghost(which) => {
                if !self.ghosts.is_empty() {
                    let ghost = self.ghosts.remove(which % self.ghosts.len());
                    let outcome = self.answered(&ghost);
                    self.reply(&ghost, outcome);
                }
            }
        }
    }

    fn pass(&mut self, span: Span) {
        let until = self.rig.now + span;
        while let Some(wake) = self.rig.wake.filter(|wake| *wake <= until) {
            self.rig.now = self.rig.now.max(wake);
            self.input(Input::Wake, Cause::Other);
        }
        self.rig.now = until;
    }

    fn input(&mut self, input: Input, cause: Cause) {
        self.rig.input(input);
        for request in &self.rig.requests {
            self.sent_at.entry(request.id).or_insert(self.rig.now);
        }
        self.judge.look(&self.rig, cause);
    }

    fn trade_at(&mut self, price: i64) {
        let price = price.to_string();
        self.judge.price(self.rig.now, price.parse().unwrap());
        self.rig.tick(&price);
        self.judge.look(&self.rig, Cause::Other);
    }

    fn wish(&mut self, purpose: Purpose, side: Side, tenths: Option<i64>, ago: i64) {
        let at = self.rig.now - Span::from_millis(ago);
        let quantity = tenths.map(|tenths| Quantity::new(rust_decimal::Decimal::new(tenths, 1)));
        let intent = Intent {
            origin: IntentOrigin::Agent,
            purpose,
            market: BTC,
            side,
            quantity,
            kind: OrderKind::Market,
            at,
            reason: "test".to_owned(),
        };
        self.input(Input::Intent(Box::new(intent)), Cause::Wish(at));
    }

    fn operate(&mut self, command: &OperatorCommand, with_reason: bool) {
        let cause = match command {
            OperatorCommand::Reset if with_reason => Cause::Armed,
            OperatorCommand::Resume => Cause::Resumed,
            _ => Cause::Other,
        };
        self.rig.operator(command.clone(), if with_reason { "looked at it" } else { " " });
        self.judge.look(&self.rig, cause);
    }

    fn restart(&mut self, secs: i64, latch_lost: bool) {
        for (number, request) in std::mem::take(&mut self.rig.requests).into_iter().enumerate() {
            match number % 3 {
                0 => drop(self.take(&request)),
                1 => self.late.push(request.clone()),
                _ => {}
            }
            self.ghosts.push(request);
        }
        self.rig.now = self.rig.now + Span::from_secs(secs);
        self.judge.killed();
        let kept = Latched::from(self.rig.state.breaker().level());
        let latched = if latch_lost { Latched::Lost } else { kept };
        let resumed = Input::Resumed { latched, rules: None, venue_is_local: true };
        self.input(resumed, Cause::Restarted(latched));
    }

    fn reply(&mut self, request: &Request, outcome: Outcome) {
        let sent_at = self.sent_at.get(&request.id).copied().unwrap_or(self.rig.now);
        let reply = Reply { request: request.id, sent_at, outcome };
        self.input(Input::Reply(Box::new(reply)), Cause::Other);
    }

    fn take(&mut self, request: &Request) -> Option<OrderReport> {
        match &request.call {
            Call::PlaceOrder(ticket) => {
                let key = ticket.client_order_id.clone();
                let entry = self.taken.entry(key).or_insert_with(|| (report(request), request.clone()));
                let report = entry.0.clone();
                self.news.push(report.clone());
                Some(report)
            }
            Call::CancelOrder(id) => {
                let found = self.taken.values_mut().find(|(report, _)| report.order_id == *id)?;
                if !found.0.status.is_final() {
                    found.0.status = VenueOrderStatus::Cancelled;
                }
                Some(found.0.clone())
            }
            _ => None,
        }
    }

    fn arrive(&mut self, which: usize) {
        if !self.late.is_empty() {
            let request = self.late.remove(which % self.late.len());
            self.take(&request);
        }
    }

    fn end(&mut self, which: usize, end: End) {
        if self.rig.requests.is_empty() {
            return;
        }
        let request = self.rig.requests.remove(which % self.rig.requests.len());
        let orders = Judge::places_orders(&request);
        let no = |status, code: &str| Outcome::Refused { status, code: code.into(), message: "no".into() };
        let failed = |failure| Outcome::Failed { failure, detail: String::new() };
        let outcome = match end {
            End::Answered => self.answered(&request),
            End::TakenAndLost(failure) => {
                self.take(&request);
                failed(failure)
            }
            End::Lost(failure) => failed(failure),
            End::Late(failure) => {
                self.late.push(request.clone());
                failed(failure)
            }
            End::Limited(secs) => Outcome::RateLimited { retry_after: secs.map(Span::from_secs) },
            End::Refused => no(400, "no"),
            End::Lied(status, code) if orders => {
                self.take(&request);
                no(status, code)
            }
            End::Lied(..) | End::Busy => no(403, "no"),
        };
        self.judge.hear(&request, &outcome, &self.rig);
        self.reply(&request, outcome);
    }

    fn answered(&mut self, request: &Request) -> Outcome {
        self.rig.venue.open = self
            .taken
            .values()
            .filter(|(report, _)| !report.status.is_final())
            .map(|(report, _)| report.clone())
            .collect();
        self.rig.venue.cash = self.venue_cash();
        match &request.call {
            Call::PlaceOrder(_) | Call::CancelOrder(_) => match self.take(request) {
                Some(report) => Outcome::Answered(Answer::Order(Box::new(report))),
                None => Outcome::Refused { status: 404, code: "not_found".into(), message: String::new() },
            },
            Call::QueryOrder(query) => {
                let found = self.taken.values().find(|(report, _)| match query {
                    OrderQuery::Venue(id) => report.order_id == *id,
                    OrderQuery::Client(key) => report.client_order_id.as_ref() == Some(key),
                });
                Outcome::Answered(Answer::OrderFound(found.map(|(report, _)| Box::new(report.clone()))))
            }
            Call::ListOpenOrders { cursor } => {
                Outcome::Answered(Answer::Orders(page(&self.rig.venue.open, cursor.as_deref())))
            }
            Call::ListFills { cursor } => {
                Outcome::Answered(Answer::Fills(page(&self.rig.venue.fills, cursor.as_deref())))
            }
            _ => self.rig.answer(request),
        }
    }

    /// Cash by the venue's own fills: flat positions only differ by what was realised.
    fn venue_cash(&self) -> Money {
        let mut position = Position::FLAT;
        let mut cash = self.cash;
        for fill in &self.rig.venue.fills {
            cash += position.apply(fill.side, fill.quantity, fill.price) - fill.fee;
        }
        cash
    }

    fn fill(&mut self, tenths: i64, told: bool) {
        let working = self.taken.iter().rfind(|(_, (report, _))| !report.status.is_final());
        let Some((key, (before, request))) = working.map(|(key, row)| (key.clone(), row.clone())) else {
            return;
        };
        let Call::PlaceOrder(ticket) = &request.call else { return };
        let (ordered, filled) = (before.quantity.unwrap(), before.filled.unwrap());
        let share = Quantity::new((ordered.get() * rust_decimal::Decimal::new(tenths, 1)).round_dp(4));
        let position = self.rig.venue.position;
        let against = ticket.side.signed(position).is_positive();
        let reducible = if against { Quantity::ZERO } else { position.abs() };
        let most = if ticket.reduce_only { reducible } else { ordered };
        let size = share.min(ordered - filled).min(most);
        let mut now = before;
        if size.is_positive() {
            now = self.rig.fill_at_venue(&request, &size.to_string(), "100");
            now.order_id = venue_id(&key);
            now.filled = Some(filled + size);
            let done = filled + size == ordered;
            now.status = if done { VenueOrderStatus::Filled } else { VenueOrderStatus::PartiallyFilled };
        } else if ticket.reduce_only {
            now.status = VenueOrderStatus::Cancelled;
        }
        self.taken.insert(key, (now.clone(), request));
        self.news.push(now.clone());
        if told {
            self.tell(now);
        }
    }

    fn tell(&mut self, report: OrderReport) {
        self.judge.sighted(report.client_order_id.as_ref());
        self.input(Input::OrderUpdate(Box::new(report)), Cause::Other);
    }

    fn stranger(&mut self, side: Side) {
        let number = self.rig.venue.fills.len() + 1;
        let quantity: Quantity = "0.3".parse().unwrap();
        self.rig.venue.fills.push(Fill {
            id: FillId::new(&format!("f{number}")),
            order_id: VenueOrderId::new("stranger"),
            client_order_id: None,
            symbol: symbol(),
            side,
            price: "100".parse().unwrap(),
            quantity,
            fee: Money::ZERO,
            liquidity: Liquidity::Taker,
            at: self.rig.now,
        });
        self.rig.venue.position += side.signed(quantity);
    }

    /// The last fault is over: what is still on its way arrives, everything is answered, time passes.
    pub(super) fn recover(&mut self) {
        self.happen(&Move::Disk(false));
        self.happen(&Move::Feed(false));
        let rounds = if self.rig.state.rules().budget.rpm < 100 { 500 } else { 100 };
        for round in 0..rounds {
            self.pass(Span::from_secs(5));
            self.trade_at(100);
            if round == 20 {
                while !self.late.is_empty() {
                    self.arrive(0);
                }
            }
            self.answer_all();
        }
    }

    fn answer_all(&mut self) {
        for _ in 0..200 {
            if self.rig.requests.is_empty() {
                break;
            }
            self.end(0, End::Answered);
        }
    }

    /// What is wrong after all faults are over; empty when nothing is.
    pub(super) fn left_over(&self) -> Vec<String> {
        let state = &self.rig.state;
        let mut wrong = Vec::new();
        if state.orders().unknown_count() > 0 {
            wrong.push("an order is unknown".to_owned());
        }
        let (held, truly) = (state.ledger().position(BTC).quantity(), self.rig.venue.position);
        if held != truly {
            wrong.push(format!("{held} held, {truly} at the venue"));
        }
        if state.drift_unexplained() != Money::ZERO {
            wrong.push(format!("{} unexplained", state.drift_unexplained()));
        }
        let closes_rest = state.orders().active().any(|order| !order.purpose.adds_exposure());
        let explained = |id: &str| {
            id.starts_with("breaker")
                || closes_rest
                || (!held.is_zero() && (id.starts_with("external") || id.starts_with("overfill")))
        };
        wrong.extend(self.rig.alerts().into_iter().filter(|id| !explained(id)));
        if state.breaker().level() >= BreakerLevel::Tripped
            && state.orders().active().any(|order| order.purpose.adds_exposure())
        {
            wrong.push("an entry rests after a trip".to_owned());
        }
        wrong
    }
}

/// The page of `items` after `cursor`, which counts entries.
fn page<T: Clone>(items: &[T], cursor: Option<&str>) -> Page<T> {
    let from = cursor.map_or(0, |cursor| cursor.parse().unwrap());
    let rest = items.get(from..).unwrap_or_default();
    let to = from + rest.len().min(PAGE);
    let next = (rest.len() > PAGE).then(|| to.to_string());
    Page { items: rest.iter().take(PAGE).cloned().collect(), next, resume: Some(to.to_string()) }
}
