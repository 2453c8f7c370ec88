//! A history made by hand: inputs, what was asked for, and what left.
//!
//! The engine is a real one, so that its state is one that it can be in; what it asks for is left out and
//! said by the history instead.

use soak::engine::{State, apply};
use soak::event::{
    AlertRecord, Answer, Call, Effect, Envelope, Genesis, Input, Lane, OrderRecord, Outcome, Purpose, Record,
    Reply, Request, Severity,
};
use soak::model::{
    BalanceReport, ClientOrderId, Market, MarketId, Markets, OrderKind, OrderSeq, OrderTicket, PaperProof,
    Quantity, RequestId, Rules, Seq, Side, SoakId, Span, Symbol, Tick, TickKind, Time,
};
use soak::sim::{Broken, Laws, Witness};

/// What a call to a witness comes to.
pub(crate) type Verdict = Result<(), Box<Broken>>;

/// A history made by hand.
pub(crate) struct History {
    pub(crate) laws: Laws,
    pub(crate) engine: State,
    pub(crate) at: Time,
    requests: u64,
}

impl History {
    /// A soak that has begun under `rules` over one market, whose price is 100.
    pub(crate) fn begun(rules: Rules) -> Self {
        let at = Time::from_millis(1_767_225_600_000);
        let mut history = Self { laws: Laws::default(), engine: State::new(), at, requests: 10_000 };
        let genesis = Genesis {
            soak: SoakId::new("t"),
            rules,
            markets: markets(),
            gap_after: Span::from_secs(60),
            history: Vec::new(),
            seed: 1,
            venue_is_local: true,
        };
        history.input(Input::Started(Box::new(genesis)), Vec::new()).unwrap();
        history.price("100").unwrap();
        history
    }

    /// The same, with paper proven and two cycles behind it.
    pub(crate) fn trading() -> Self {
        Self::trading_under(Rules::default())
    }

    pub(crate) fn trading_under(rules: Rules) -> Self {
        let mut history = Self::begun(rules);
        history.prove().unwrap();
        history.cycle().unwrap();
        history.cycle().unwrap();
        history
    }

    pub(crate) fn after(&mut self, millis: i64) {
        self.at = self.at + Span::from_millis(millis);
    }

    /// Takes `input` in, which is said to ask for `effects`.
    pub(crate) fn input(&mut self, input: Input, effects: Vec<Effect>) -> Verdict {
        let envelope = Envelope { seq: self.engine.seq().next(), at: self.at, input };
        let mut asked = Vec::new();
        apply(&mut self.engine, &envelope, &mut asked);
        asked.retain(|effect| !matches!(effect, Effect::Send(_)));
        asked.extend(effects);
        self.laws.took_in(&envelope, &self.engine, &asked)
    }

    pub(crate) fn price(&mut self, price: &str) -> Verdict {
        let kind = TickKind::Trade { price: price.parse().unwrap(), size: quantity("1000"), taker: None };
        self.input(Input::Tick(Tick { market: MarketId(0), at: self.at, kind }), Vec::new())
    }

    /// The engine asks for `request`.
    pub(crate) fn asks(&mut self, request: &Request) -> Verdict {
        self.input(Input::Wake, vec![Effect::Send(Box::new(request.clone()))])
    }

    /// `request` leaves, everything durable.
    pub(crate) fn leaves(&mut self, request: &Request) -> Verdict {
        let seq = self.engine.seq();
        self.laws.leaves(request, seq, seq, true, self.at)
    }

    /// `request` is asked for and leaves.
    pub(crate) fn sends(&mut self, request: &Request) -> Verdict {
        self.asks(request)?;
        self.leaves(request)
    }

    /// `request` ends with `outcome`, upon which `effects` are asked for.
    pub(crate) fn ends(&mut self, request: &Request, outcome: Outcome, effects: Vec<Effect>) -> Verdict {
        let reply = Reply { request: request.id, sent_at: self.at, outcome };
        self.input(Input::Reply(Box::new(reply)), effects)
    }

    pub(crate) fn request(&mut self, lane: Lane, call: Call, order: Option<u64>) -> Request {
        self.requests += 1;
        Request { id: RequestId(self.requests), lane, call, order: order.map(OrderSeq), purpose: None }
    }

    pub(crate) fn entry(&mut self, order: u64, units: &str) -> Request {
        let ticket = ticket(order, units, false);
        self.request(Lane::Trade, Call::PlaceOrder(ticket), Some(order))
    }

    pub(crate) fn close(&mut self, order: u64) -> Request {
        let ticket = ticket(order, "1", true);
        self.request(Lane::Protect, Call::PlaceOrder(ticket), Some(order))
    }

    pub(crate) fn question(&mut self, call: Call) -> Request {
        self.request(Lane::Protect, call, None)
    }

    /// The venue says that it is paper.
    pub(crate) fn prove(&mut self) -> Verdict {
        let health = self.question(Call::GetHealth);
        self.asks(&health)?;
        self.ends(&health, Outcome::Answered(Answer::Health(PaperProof::SaysPaper)), Vec::new())
    }

    /// A cycle is completed.
    pub(crate) fn cycle(&mut self) -> Verdict {
        let balance = self.question(Call::GetBalance);
        self.asks(&balance)?;
        self.ends(&balance, Outcome::Answered(Answer::Balance(balanced())), Vec::new())
    }

    /// The journal's last input.
    pub(crate) fn seq(&self) -> Seq {
        self.engine.seq()
    }
}

pub(crate) fn markets() -> Markets {
    Markets::new([Market {
        symbol: btc(),
        price_step: "0.01".parse().unwrap(),
        quantity_step: quantity("0.001"),
        quantity_min: quantity("0.001"),
    }])
}

pub(crate) fn btc() -> Symbol {
    Symbol::new("BTC").unwrap()
}

pub(crate) fn quantity(text: &str) -> Quantity {
    text.parse().unwrap()
}

pub(crate) fn ticket(order: u64, units: &str, reduce_only: bool) -> OrderTicket {
    OrderTicket {
        client_order_id: ClientOrderId::for_order(&SoakId::new("t"), OrderSeq(order)),
        symbol: btc(),
        side: Side::Buy,
        quantity: quantity(units),
        kind: OrderKind::Market,
        reduce_only,
    }
}

/// What is told of an order.
pub(crate) fn row(history: &History, order: u64, units: &str, state: &str) -> Effect {
    Effect::Record(Box::new(Record::Order(OrderRecord {
        at: history.at,
        order: OrderSeq(order),
        client_order_id: ticket(order, units, false).client_order_id,
        venue_order_id: None,
        symbol: btc(),
        side: Side::Buy,
        quantity: quantity(units),
        kind: OrderKind::Market,
        purpose: Purpose::Entry,
        created_at: history.at,
        state: state.to_owned(),
        filled: Quantity::ZERO,
        reason: "as written".to_owned(),
    })))
}

/// What is told of an alert.
pub(crate) fn alert(history: &History, kind: &str, cleared: bool) -> Effect {
    Effect::Record(Box::new(Record::Alert(AlertRecord {
        id: format!("{kind}:BTC"),
        kind: kind.to_owned(),
        subject: "BTC".to_owned(),
        severity: Severity::Page,
        text: String::new(),
        raised_at: history.at,
        acknowledged_at: None,
        cleared_at: cleared.then_some(history.at),
    })))
}

pub(crate) fn balanced() -> BalanceReport {
    let cash = "10000".parse().unwrap();
    BalanceReport {
        cash,
        equity: cash,
        realized_pnl: None,
        fees: None,
        marks: Vec::new(),
        fills_total: Some(0),
    }
}
