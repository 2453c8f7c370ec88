//! A hand-turned crank around one engine with one market, BTC.

use crate::engine::{State, apply};
use crate::event::{
    Answer, Call, Effect, Envelope, Failure, Genesis, Input, Intent, IntentOrigin, Operator, OperatorAction,
    OperatorCommand, Outcome, Purpose, Record, Reply, Request, Route,
};
use crate::model::{
    BalanceReport, ClientOrderId, Fill, FillId, Liquidity, Market, MarketId, Markets, Money, OrderKind,
    OrderReport, Page, PaperProof, PositionReport, Price, Quantity, Rules, Side, SoakId, Span, Symbol, Tick,
    TickKind, Time, VenueOrderId, VenueOrderStatus,
};

pub(super) const BTC: MarketId = MarketId(0);

/// The engine, its clock, and everything it asked for that was not answered yet.
pub(crate) struct Rig {
    pub(crate) state: State,
    pub(crate) now: Time,
    pub(super) requests: Vec<Request>,
    pub(super) records: Vec<Record>,
    /// When the engine wishes to be woken.
    pub(super) wake: Option<Time>,
    /// What the venue's books say when a cycle asks.
    pub(crate) venue: Books,
}

/// The venue's books.
#[derive(Default)]
pub(crate) struct Books {
    pub(super) open: Vec<OrderReport>,
    pub(super) fills: Vec<Fill>,
    pub(super) position: Quantity,
    pub(crate) cash: Money,
}

impl Rig {
    /// An engine that has just begun.
    pub(super) fn new() -> Self {
        Self::with(Rules::default(), true)
    }

    pub(super) fn with(rules: Rules, venue_is_local: bool) -> Self {
        let market = Market {
            symbol: symbol(),
            price_step: "0.01".parse().unwrap(),
            quantity_step: "0.0001".parse().unwrap(),
            quantity_min: "0.0001".parse().unwrap(),
        };
        let mut rules = rules;
        rules.agent.enabled = false;
        let genesis = Genesis {
            soak: SoakId::new("s1"),
            venue_is_local,
            markets: Markets::new([market]),
            gap_after: Span::from_secs(120),
            history: Vec::new(),
            seed: 1,
            rules,
        };
        let mut rig = Self {
            state: State::new(),
            now: Time::from_millis(1_700_000_000_000),
            requests: Vec::new(),
            records: Vec::new(),
            wake: None,
            venue: Books { cash: "10000".parse().unwrap(), ..Books::default() },
        };
        rig.input(Input::Started(Box::new(genesis)));
        rig
    }

    /// An engine that trades: paper proven, two cycles agreed, BTC at 100.
    pub(crate) fn trading() -> Self {
        Self::trading_with(Rules::default())
    }

    pub(super) fn trading_with(rules: Rules) -> Self {
        let mut rig = Self::with(rules, true);
        rig.tick("100");
        rig.cycle();
        let every = rig.state.reconciled_every();
        for _ in 0..10 {
            rig.after(every + Span::from_secs(1));
            rig.tick("100");
            rig.cycle();
            if rig.state.entries_block().is_none() {
                break;
            }
        }
        assert_eq!(rig.state.entries_block(), None);
        rig
    }

    pub(crate) fn input(&mut self, input: Input) {
        if matches!(input, Input::Wake | Input::Resumed { .. }) {
            self.wake = None;
        }
        let envelope = Envelope { seq: self.state.seq().next(), at: self.now, input };
        let mut effects = Vec::new();
        apply(&mut self.state, &envelope, &mut effects);
        for effect in effects {
            match effect {
                Effect::Send(request) => self.requests.push(*request),
                Effect::Record(record) => self.records.push(*record),
                Effect::WakeAt(at) => self.wake = Some(at),
                Effect::Latch(_) => {}
            }
        }
    }

    /// Lets time pass and wakes the engine.
    pub(crate) fn after(&mut self, span: Span) {
        self.now = self.now + span;
        self.input(Input::Wake);
    }

    pub(super) fn tick(&mut self, price: &str) {
        let kind = TickKind::Trade { price: price.parse().unwrap(), size: Quantity::ZERO, taker: None };
        self.input(Input::Tick(Tick { market: BTC, at: self.now, kind }));
    }

    pub(super) fn intent(&mut self, purpose: Purpose, side: Side, quantity: Option<&str>) {
        self.input(Input::Intent(Box::new(Intent {
            origin: IntentOrigin::Agent,
            purpose,
            market: BTC,
            side,
            quantity: quantity.map(|text| text.parse().unwrap()),
            kind: OrderKind::Market,
            at: self.now,
            reason: "test".to_owned(),
        })));
    }

    pub(super) fn operator(&mut self, command: OperatorCommand, reason: &str) {
        self.input(Input::Operator(Box::new(OperatorAction {
            operator: Operator { user: "ann".to_owned(), terminal: "pts/1".to_owned() },
            command,
            reason: reason.to_owned(),
        })));
    }

    /// Takes the oldest unanswered request of `route`.
    #[track_caller]
    pub(super) fn take(&mut self, route: Route) -> Request {
        let index = self.requests.iter().position(|request| request.route() == route);
        self.requests.remove(index.unwrap_or_else(|| panic!("no {} asked for", route.as_str())))
    }

    pub(super) fn count(&self, route: Route) -> usize {
        self.requests.iter().filter(|request| request.route() == route).count()
    }

    pub(super) fn reply(&mut self, request: &Request, outcome: Outcome) {
        let reply = Reply { request: request.id, sent_at: self.now, outcome };
        self.input(Input::Reply(Box::new(reply)));
    }

    pub(super) fn fail(&mut self, request: &Request, failure: Failure) {
        self.reply(request, Outcome::Failed { failure, detail: "test".to_owned() });
    }

    /// Answers every question (not orders and cancels) from the venue's books until none is left.
    pub(crate) fn cycle(&mut self) {
        for _ in 0..100 {
            let question = self.requests.iter().position(|request| !request.call.changes_the_venue());
            let Some(index) = question else { return };
            let request = self.requests.remove(index);
            let answer = self.venue_answer(&request.call);
            self.reply(&request, Outcome::Answered(answer));
        }
        panic!("the engine does not stop asking");
    }

    /// What the venue's books answer to a question.
    pub(super) fn answer(&self, question: &Request) -> Outcome {
        Outcome::Answered(self.venue_answer(&question.call))
    }

    fn venue_answer(&self, call: &Call) -> Answer {
        match call {
            Call::ListOpenOrders { .. } => {
                Answer::Orders(Page { items: self.venue.open.clone(), next: None, resume: None })
            }
            Call::ListFills { cursor } => {
                let from = cursor.as_ref().map_or(0, |cursor| cursor.parse().unwrap());
                let items = self.venue.fills.get(from..).unwrap_or_default().to_vec();
                Answer::Fills(Page { items, next: None, resume: Some(self.venue.fills.len().to_string()) })
            }
            Call::ListPositions if self.venue.position.is_zero() => Answer::Positions(Vec::new()),
            Call::ListPositions => Answer::Positions(vec![PositionReport {
                symbol: symbol(),
                quantity: self.venue.position,
                entry_price: None,
                mark_price: None,
            }]),
            Call::GetBalance => Answer::Balance(BalanceReport {
                cash: self.venue.cash,
                equity: self.venue.cash,
                realized_pnl: None,
                fees: None,
                marks: Vec::new(),
                fills_total: Some(self.venue.fills.len() as u64),
            }),
            Call::GetHealth => Answer::Health(PaperProof::Silent),
            Call::QueryOrder(_) => Answer::OrderFound(None),
            Call::PlaceOrder(_) | Call::CancelOrder(_) => panic!("not a question"),
        }
    }

    /// The venue fills `quantity` of the order behind `request` at `price` and writes it down.
    pub(super) fn fill_at_venue(&mut self, request: &Request, quantity: &str, price: &str) -> OrderReport {
        let Call::PlaceOrder(ticket) = &request.call else { panic!("not an order") };
        let quantity: Quantity = quantity.parse().unwrap();
        let price: Price = price.parse().unwrap();
        let number = self.venue.fills.len() + 1;
        let fill = Fill {
            id: FillId::new(&format!("f{number}")),
            order_id: venue_id(&ticket.client_order_id),
            client_order_id: Some(ticket.client_order_id.clone()),
            symbol: symbol(),
            side: ticket.side,
            price,
            quantity,
            fee: Money::ZERO,
            liquidity: Liquidity::Taker,
            at: self.now,
        };
        self.venue.fills.push(fill.clone());
        self.venue.position += ticket.side.signed(quantity);
        let status =
            if quantity == ticket.quantity { VenueOrderStatus::Filled } else { VenueOrderStatus::Open };
        OrderReport { filled: Some(quantity), status, fills: vec![fill], ..report(request) }
    }

    /// A long position of 1 BTC at 100, through an order that was filled.
    pub(super) fn hold_one(&mut self) {
        self.intent(Purpose::Entry, Side::Buy, Some("1"));
        let order = self.take(Route::Order);
        let report = self.fill_at_venue(&order, "1", "100");
        self.reply(&order, Outcome::Answered(Answer::Order(Box::new(report))));
        assert_eq!(self.held(), "1");
        self.cycle();
    }

    /// A cent is missing at the venue, and that was first seen the reconciler's grace and `micros` ago.
    pub(crate) fn with_a_difference(micros: i64) -> Self {
        let mut rig = Self::trading();
        rig.venue.cash = "9999.99".parse().unwrap();
        rig.after(Span::from_secs(5));
        rig.cycle();
        let reconciler = rig.state.reconciler();
        let since = reconciler.standing().map(|(_, standing)| standing.since).next().unwrap();
        rig.now = since + reconciler.grace() + Span::from_micros(micros);
        rig.input(Input::Wake);
        rig
    }

    pub(super) fn held(&self) -> String {
        self.state.ledger().position(BTC).quantity().to_string()
    }

    pub(super) fn alerts(&self) -> Vec<String> {
        self.state.alerts().open().map(crate::engine::Alert::id).collect()
    }
}

pub(super) fn symbol() -> Symbol {
    Symbol::new("BTC").unwrap()
}

pub(super) fn venue_id(key: &ClientOrderId) -> VenueOrderId {
    VenueOrderId::new(&format!("v-{key}"))
}

/// The venue works on the order behind `request`, nothing filled.
pub(super) fn report(request: &Request) -> OrderReport {
    let Call::PlaceOrder(ticket) = &request.call else { panic!("not an order") };
    OrderReport {
        order_id: venue_id(&ticket.client_order_id),
        client_order_id: Some(ticket.client_order_id.clone()),
        symbol: Some(symbol()),
        side: Some(ticket.side),
        quantity: Some(ticket.quantity),
        filled: Some(Quantity::ZERO),
        status: VenueOrderStatus::Open,
        fills: Vec::new(),
    }
}

/// The answer that the venue works on the order.
pub(super) fn accepted(request: &Request) -> Outcome {
    Outcome::Answered(Answer::Order(Box::new(report(request))))
}
