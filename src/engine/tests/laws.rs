//! The laws under anything that a venue, a network, an operator and time can do: random answers,
//! failures, news, restarts and waits, and after each input every law is looked at.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::Rig;
use super::rig::{report, venue_id};
use crate::event::{Answer, Call, Failure, Input, OperatorCommand, Outcome, Purpose, Request};
use crate::model::{
    BreakerLevel, ClientOrderId, Money, OrderReport, Quantity, Rate, Rules, Side, Span, Time,
    VenueOrderStatus,
};

/// One thing that happens.
#[derive(Clone, Debug)]
enum Move {
    Wait(i64),
    Price(i64),
    Entry(Side),
    Exit,
    /// The request with this number (modulo) ends this way.
    End(usize, End),
    /// The venue fills this share (in tenths) of the order it took last, and the stream says so or not.
    Fill(i64, bool),
    Operator(OperatorCommand),
    Restart,
}

/// How a request ends.
#[derive(Clone, Copy, Debug)]
enum End {
    /// The venue takes it and answers.
    Answered,
    /// The venue takes it and the answer is lost.
    TakenAndLost(Failure),
    /// The venue never sees it.
    Lost(Failure),
    Limited(Option<i64>),
    Refused,
}

fn end() -> impl Strategy<Value = End> {
    let failure = prop_oneof![
        Just(Failure::TimedOut),
        Just(Failure::Disconnected),
        Just(Failure::ServerError),
        Just(Failure::Malformed)
    ];
    prop_oneof![
        10 => Just(End::Answered),
        2 => failure.clone().prop_map(End::TakenAndLost),
        2 => failure.prop_map(End::Lost),
        1 => Just(End::Lost(Failure::NotSent)),
        1 => prop::option::of(0_i64..20).prop_map(End::Limited),
        1 => Just(End::Refused),
    ]
}

fn step() -> impl Strategy<Value = Move> {
    let side = prop_oneof![Just(Side::Buy), Just(Side::Sell)];
    let operator = prop_oneof![
        Just(OperatorCommand::Raise(BreakerLevel::Paused)),
        Just(OperatorCommand::Raise(BreakerLevel::Tripped)),
        Just(OperatorCommand::Raise(BreakerLevel::Flattening)),
        Just(OperatorCommand::Reset),
        Just(OperatorCommand::Resume),
    ];
    prop_oneof![
        6 => (1_i64..8_000).prop_map(Move::Wait),
        3 => (90_i64..110).prop_map(Move::Price),
        3 => side.prop_map(Move::Entry),
        2 => Just(Move::Exit),
        30 => (0_usize..8, end()).prop_map(|(which, end)| Move::End(which, end)),
        4 => ((1_i64..=10), any::<bool>()).prop_map(|(tenths, told)| Move::Fill(tenths, told)),
        1 => operator.prop_map(Move::Operator),
        1 => Just(Move::Restart),
    ]
}

/// The venue's side: what it took, and what we may conclude of each key.
struct World {
    rig: Rig,
    /// Orders the venue has, by key, as it would report them.
    taken: BTreeMap<ClientOrderId, (OrderReport, Request)>,
    /// Of each key sent: whether its last sending is proven or known to have had no effect.
    may_send_again: BTreeMap<ClientOrderId, bool>,
    /// When each request left.
    sent_at: Vec<Time>,
    /// Requests seen already.
    looked_at: u64,
    cash: Money,
}

impl World {
    fn new() -> Self {
        let mut rules = Rules::default();
        rules.breaker.errors_in_row_max = 50;
        rules.breaker.drawdown_max = Rate::ONE;
        rules.breaker.day_loss_max = Rate::ONE;
        let rig = Rig::trading_with(rules);
        let (looked_at, cash) = (rig.state.outbox().sent_total(), rig.venue.cash);
        Self {
            rig,
            taken: BTreeMap::new(),
            may_send_again: BTreeMap::new(),
            sent_at: Vec::new(),
            looked_at,
            cash,
        }
    }

    /// Looks at what left since the last look, and at the laws.
    fn look(&mut self) {
        let from = self.looked_at;
        for request in self.rig.requests.iter().filter(|request| request.id.0 > from) {
            self.sent_at.push(self.rig.now);
            self.looked_at = self.looked_at.max(request.id.0);
            if self.rig.state.breaker().is_tripped() {
                assert!(!request.adds_exposure(), "exposure left after the trip");
            }
            if let Call::PlaceOrder(ticket) = &request.call {
                let key = ticket.client_order_id.clone();
                let free = self.may_send_again.insert(key.clone(), false).unwrap_or(true);
                assert!(free, "{key} was sent twice, and the first may have happened");
                assert!(!self.taken.contains_key(&key) || ticket.reduce_only || free, "{key} is there");
            }
        }
        let minute = self.rig.now - Span::from_secs(60);
        let used = self.sent_at.iter().filter(|at| **at >= minute).count();
        assert!(used <= 300, "{used} requests in 60 s");
        let ledger = self.rig.state.ledger();
        assert_eq!(
            ledger.equity(),
            ledger.initial() + ledger.realized() - ledger.fees() + ledger.unrealized(),
            "the identity of equity"
        );
        let (at, equity) = (self.rig.state.at(), ledger.equity());
        let day = ledger.day_profit(at).net();
        assert_eq!(day, equity - self.rig.state.curve().day_start(at), "the identity of the day's profit");
        let fills: Quantity = self.rig.venue.fills.iter().map(|fill| fill.side.signed(fill.quantity)).sum();
        assert_eq!(self.rig.venue.position, fills);
        let state = &self.rig.state;
        assert!(state.orders().active().count() <= 40 && state.outbox().waiting_count() <= 100);
    }

    fn happen(&mut self, what: &Move) {
        match what {
            Move::Wait(millis) => self.rig.after(Span::from_millis(*millis)),
            Move::Price(price) => self.rig.tick(&price.to_string()),
            Move::Entry(side) => self.rig.intent(Purpose::Entry, *side, Some("0.5")),
            Move::Exit => {
                let held = self.rig.state.ledger().position(super::rig::BTC).side();
                if let Some(held) = held {
                    self.rig.intent(Purpose::Exit, held.opposite(), None);
                }
            }
            Move::End(which, end) => self.end(*which, *end),
            Move::Fill(tenths, told) => self.fill(*tenths, *told),
            Move::Operator(command) => self.rig.operator(command.clone(), "a reason"),
            Move::Restart => {
                // What was under way may or may not arrive: the venue takes half of it.
                for (number, request) in std::mem::take(&mut self.rig.requests).iter().enumerate() {
                    if number % 2 == 0 {
                        self.take(request);
                    }
                }
                let latch_tripped = self.rig.state.breaker().is_tripped();
                self.rig.input(Input::Resumed { latch_tripped, rules: None, venue_is_local: true });
            }
        }
        self.look();
    }

    /// The venue does what is asked, once for each key.
    fn take(&mut self, request: &Request) -> Option<OrderReport> {
        match &request.call {
            Call::PlaceOrder(ticket) => {
                let key = ticket.client_order_id.clone();
                let entry = self.taken.entry(key).or_insert_with(|| (report(request), request.clone()));
                Some(entry.0.clone())
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

    fn end(&mut self, which: usize, end: End) {
        if self.rig.requests.is_empty() {
            return;
        }
        let request = self.rig.requests.remove(which % self.rig.requests.len());
        let detail = String::new();
        let outcome = match end {
            End::Answered => self.answered(&request),
            End::TakenAndLost(failure) => {
                self.take(&request);
                Outcome::Failed { failure, detail }
            }
            End::Lost(failure) => {
                self.no_effect(&request, failure == Failure::NotSent);
                Outcome::Failed { failure, detail }
            }
            End::Limited(secs) => {
                self.no_effect(&request, true);
                Outcome::RateLimited { retry_after: secs.map(Span::from_secs) }
            }
            End::Refused => Outcome::Refused { status: 400, code: "no".into(), message: detail },
        };
        self.note_absence(&request, &outcome);
        self.rig.reply(&request, outcome);
    }

    fn no_effect(&mut self, request: &Request, is_known: bool) {
        if let Call::PlaceOrder(ticket) = &request.call
            && is_known
        {
            self.may_send_again.insert(ticket.client_order_id.clone(), true);
        }
    }

    /// An answer of absence is half a proof; that it takes two of them an interval apart is
    /// another test's.
    fn note_absence(&mut self, request: &Request, outcome: &Outcome) {
        let absent = matches!(outcome, Outcome::Answered(Answer::OrderFound(None)));
        if absent && let Some(order) = request.order {
            let key = self.rig.state.orders().get(order).map(|order| order.key.clone());
            key.map(|key| self.may_send_again.insert(key, true));
        }
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
                    crate::event::OrderQuery::Venue(id) => report.order_id == *id,
                    crate::event::OrderQuery::Client(key) => report.client_order_id.as_ref() == Some(key),
                });
                Outcome::Answered(Answer::OrderFound(found.map(|(report, _)| Box::new(report.clone()))))
            }
            _ => self.rig.answer(request),
        }
    }

    /// Cash by the venue's own fills: flat positions only differ by what was realised.
    fn venue_cash(&self) -> Money {
        let mut position = crate::model::Position::FLAT;
        let mut cash = self.cash;
        for fill in &self.rig.venue.fills {
            cash += position.apply(fill.side, fill.quantity, fill.price) - fill.fee;
        }
        cash
    }

    fn fill(&mut self, tenths: i64, told: bool) {
        let Some(key) =
            self.taken.iter().rfind(|(_, (report, _))| !report.status.is_final()).map(|(key, _)| key.clone())
        else {
            return;
        };
        let (before, request) = self.taken[&key].clone();
        let ordered = before.quantity.unwrap();
        let filled = before.filled.unwrap();
        let share = Quantity::new((ordered.get() * rust_decimal::Decimal::new(tenths, 1)).round_dp(4));
        let size = share.min(ordered - filled);
        if !size.is_positive() {
            return;
        }
        let mut now = self.rig.fill_at_venue(&request, &size.to_string(), "100");
        now.order_id = venue_id(&key);
        now.filled = Some(filled + size);
        let done = filled + size == ordered;
        now.status = if done { VenueOrderStatus::Filled } else { VenueOrderStatus::PartiallyFilled };
        self.taken.insert(key, (now.clone(), request));
        if told {
            self.rig.input(Input::OrderUpdate(Box::new(now)));
        }
    }

    /// The last fault is over: everything is answered, and time passes.
    fn recover(&mut self) {
        for _ in 0..80 {
            self.rig.after(Span::from_secs(5));
            self.rig.tick("100");
            for _ in 0..200 {
                if self.rig.requests.is_empty() {
                    break;
                }
                self.end(0, End::Answered);
            }
            self.look();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn no_law_is_broken_and_all_converges(moves in prop::collection::vec(step(), 0..160)) {
        let mut world = World::new();
        for what in &moves {
            world.happen(what);
        }
        world.recover();
        let state = &world.rig.state;
        prop_assert_eq!(state.orders().unknown_count(), 0);
        prop_assert_eq!(state.ledger().position(super::rig::BTC).quantity(), world.rig.venue.position);
        prop_assert_eq!(state.drift_unexplained(), Money::ZERO);
        let standing: Vec<_> =
            world.rig.alerts().into_iter().filter(|id| !id.starts_with("breaker")).collect();
        let closes_rest = state.orders().active().any(|order| !order.purpose.adds_exposure());
        prop_assert!(standing.is_empty() || closes_rest, "{:?}", standing);
        if state.breaker().is_tripped() {
            prop_assert!(!state.orders().active().any(|order| order.purpose.adds_exposure()));
        }
    }
}
