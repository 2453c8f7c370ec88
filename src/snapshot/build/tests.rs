//! The picture of an engine that is driven by hand: what it shows is what was told.

use super::*;
use crate::engine::{Effects, apply};
use crate::event::{
    Answer, Call, Effect, Envelope, Genesis, Input, Intent, IntentOrigin, JournalStatus, Outcome, Purpose,
    Reply, Request,
};
use crate::model::{
    BalanceReport, Fill, FillId, Liquidity, Market, Markets, Money, OrderReport, Page, PaperProof,
    PositionReport, Price, Quantity, Rules, SoakId, Span, Symbol, Tick, TickKind, VenueOrderId,
    VenueOrderStatus,
};
use crate::snapshot::ChecklistStatus::{Go, Wait};

/// An engine in two markets, and a venue that answers each request 3 ms after it left.
struct Driven {
    state: State,
    now: Time,
    held: Quantity,
}

fn symbol(name: &str) -> Symbol {
    Symbol::new(name).unwrap()
}

fn decimal<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

impl Driven {
    /// Just after midnight of the second day, with books that agreed twice.
    fn trading(mut rules: Rules) -> Self {
        let market = |name| Market {
            symbol: symbol(name),
            price_step: decimal("0.01"),
            quantity_step: decimal("0.0001"),
            quantity_min: decimal("0.0001"),
        };
        rules.agent.enabled = false;
        let genesis = Genesis {
            soak: SoakId::new("s1"),
            venue_is_local: true,
            markets: Markets::new([market("BTC"), market("ETH")]),
            gap_after: Span::from_secs(120),
            history: Vec::new(),
            seed: 1,
            rules,
        };
        let now = Time::from_millis(2 * 86_400_000);
        let mut driven = Self { state: State::new(), now, held: Quantity::ZERO };
        driven.input(Input::Started(Box::new(genesis)));
        driven.tick("100");
        driven.pass(6);
        driven.tick("100");
        driven
    }

    fn input(&mut self, input: Input) {
        let mut inputs = vec![input];
        while let Some(input) = inputs.pop() {
            let envelope = Envelope { seq: self.state.seq().next(), at: self.now, input };
            let mut effects = Effects::new();
            apply(&mut self.state, &envelope, &mut effects);
            let requests = effects.into_iter().filter_map(|effect| match effect {
                Effect::Send(request) => Some(request),
                _ => None,
            });
            for request in requests {
                let sent_at = self.now;
                self.now = self.now + Span::from_millis(3);
                let outcome = Outcome::Answered(self.answer(&request));
                inputs.push(Input::Reply(Box::new(Reply { request: request.id, sent_at, outcome })));
            }
        }
    }

    fn answer(&mut self, request: &Request) -> Answer {
        match &request.call {
            Call::ListOpenOrders { .. } => {
                Answer::Orders(Page { items: Vec::new(), next: None, resume: None })
            }
            Call::ListFills { .. } => Answer::Fills(Page { items: Vec::new(), next: None, resume: None }),
            Call::ListPositions if self.held.is_zero() => Answer::Positions(Vec::new()),
            Call::ListPositions => Answer::Positions(vec![PositionReport {
                symbol: symbol("BTC"),
                quantity: self.held,
                entry_price: None,
                mark_price: None,
            }]),
            Call::GetBalance => Answer::Balance(BalanceReport {
                cash: self.state.ledger().cash(),
                equity: self.state.ledger().equity(),
                realized_pnl: None,
                fees: None,
                marks: Vec::new(),
                fills_total: None,
            }),
            Call::GetHealth => Answer::Health(PaperProof::SaysPaper),
            Call::QueryOrder(_) | Call::CancelOrder(_) => Answer::OrderFound(None),
            Call::PlaceOrder(ticket) => {
                self.held += ticket.side.signed(ticket.quantity);
                let (key, id) = (ticket.client_order_id.clone(), VenueOrderId::new("v1"));
                let fill = Fill {
                    id: FillId::new(key.as_str()),
                    order_id: id.clone(),
                    client_order_id: Some(key.clone()),
                    symbol: ticket.symbol.clone(),
                    side: ticket.side,
                    price: decimal("100"),
                    quantity: ticket.quantity,
                    fee: decimal("0.05"),
                    liquidity: Liquidity::Taker,
                    at: self.now,
                };
                Answer::Order(Box::new(OrderReport {
                    order_id: id,
                    client_order_id: Some(key),
                    symbol: Some(ticket.symbol.clone()),
                    side: Some(ticket.side),
                    quantity: Some(ticket.quantity),
                    filled: Some(ticket.quantity),
                    status: VenueOrderStatus::Filled,
                    fills: vec![fill],
                }))
            }
        }
    }

    fn tick(&mut self, price: &str) {
        let kind = TickKind::Trade { price: decimal(price), size: Quantity::ZERO, taker: None };
        self.input(Input::Tick(Tick { market: MarketId(0), at: self.now, kind }));
    }

    fn pass(&mut self, secs: i64) {
        self.now = self.now + Span::from_secs(secs);
        self.input(Input::Wake);
    }

    fn enter(&mut self) {
        self.input(Input::Intent(Box::new(Intent {
            origin: IntentOrigin::Agent,
            purpose: Purpose::Entry,
            market: MarketId(0),
            side: Side::Buy,
            quantity: Some(decimal("1")),
            kind: OrderKind::Market,
            at: self.now,
            reason: "test".to_owned(),
        })));
    }

    fn picture(&self) -> Snapshot {
        build(&self.state, &Vitals { venue: "embedded".to_owned(), ..Vitals::default() })
    }
}

#[test]
fn the_day_is_split_as_the_whole_is_and_begins_anew_at_midnight() {
    let mut driven = Driven::trading(Rules::default());
    driven.enter();
    driven.tick("110");
    let split = |realized: &str, unrealized: &str, fees: &str, net: &str| ProfitSplit {
        net: decimal(net),
        realized: decimal(realized),
        unrealized: decimal(unrealized),
        fees: decimal(fees),
    };
    let pnl = driven.picture().pnl;
    assert_eq!((pnl.total, pnl.day), (split("0", "10", "0.05", "9.95"), split("0", "10", "0.05", "9.95")));
    driven.now = driven.now + Span::from_secs(86_400);
    driven.tick("104");
    let pnl = driven.picture().pnl;
    assert_eq!((pnl.total, pnl.day), (split("0", "4", "0.05", "3.95"), split("0", "-6", "0", "-6")));
    assert_eq!(pnl.equity - pnl.initial, pnl.total.net);
    assert_eq!(pnl.day_loss_pct, decimal("0.0599"));
}

#[test]
fn what_goes_in_and_out_is_shown_as_it_was() {
    let mut rules = Rules::default();
    rules.budget.per_route = vec![("order".to_owned(), 20), ("cancel".to_owned(), 5)];
    let mut driven = Driven::trading(rules);
    driven.enter();
    let picture = driven.picture();
    let headroom = &picture.headroom;
    assert_eq!((headroom.rpm, headroom.normal, headroom.open, headroom.used), (300, 180, 150, 10));
    let routes: Vec<_> = headroom.by_route.iter().map(|r| (r.route.as_str(), r.used, r.limit)).collect();
    let twice = ["orders", "fills", "positions", "balance"].map(|route| (route, 2, None));
    assert_eq!(routes, [&[("order", 1, Some(20))], &twice[..], &[("health", 1, None)]].concat());
    assert_eq!((headroom.peak_minutes.len(), headroom.peak_minutes[59], headroom.peak_hour), (60, 10, 10));
    let spread = &picture.latency.spread;
    assert_eq!(spread.first().map(|bucket| bucket.up_to), Some(Span::from_millis(5)));
    assert_eq!(spread.iter().map(|bucket| bucket.count).sum::<u64>(), 10);
    assert_eq!(picture.latency.routes[0].count, 10);
    assert_eq!(picture.venue.answered_at, Some(picture.at));
    assert_eq!((picture.venue.held_until, picture.venue.waiting, picture.venue.under_way), (None, 0, 0));
    assert_eq!((picture.reconcile.every, picture.reconcile.blind_since), (Span::from_secs(5), None));
    let market = |m: &MarketView| (m.symbol.to_string(), m.price, m.stale, m.crash);
    let markets: Vec<_> = picture.feed.markets.iter().map(market).collect();
    let price: Price = decimal("100");
    assert_eq!(
        markets,
        [("BTC".to_owned(), Some(price), false, false), ("ETH".to_owned(), None, true, false)]
    );
    driven.tick("90");
    driven.now = driven.now + Span::from_secs(121);
    driven.input(Input::Wake);
    let market = &driven.picture().feed.markets[0];
    assert_eq!((market.price, market.stale, market.crash), (Some(decimal("90")), true, true));
}

#[test]
fn alerts_stand_the_loudest_first_with_all_their_parts() {
    let mut driven = Driven::trading(Rules::default());
    driven.tick("90");
    driven.input(Input::Journal(JournalStatus::Failing { reason: "no space left".to_owned() }));
    let alerts = driven.picture().alerts;
    let kinds: Vec<_> = alerts.iter().map(|alert| alert.kind.as_str()).collect();
    assert_eq!(kinds, ["journal", "crash"]);
    assert_eq!(alerts[0].expected.as_deref(), Some("every input written to the journal"));
    assert_eq!(alerts[0].observed.as_deref(), Some("the disk takes no writes: no space left"));
    assert_eq!(alerts[0].doing, "entries held, closing goes on from memory; make room on the disk");
    assert!(alerts[1].text.contains("BTC moved 10%"), "{}", alerts[1].text);
}

#[test]
fn the_checklist_is_judged_from_the_state() {
    let mut driven = Driven::trading(Rules::default());
    driven.input(Input::Plan(Box::default()));
    let picture = driven.picture();
    let evidence = |id: &str| {
        let item = picture.checklist.iter().find(|item| item.id == id).unwrap();
        (item.status, item.evidence.as_str())
    };
    assert_eq!(evidence("seven_days"), (Wait, "under a minute of 7d of virtual time, no gaps"));
    assert_eq!(evidence("reconciliation"), (Wait, "stuck-position not drilled"));
    assert_eq!(evidence("unknown"), (Go, "none ever was"));
    assert_eq!(evidence("breaker"), (Wait, "limit 3%, never tripped: not rehearsed yet"));
    assert_eq!(evidence("key"), (Wait, "no key needed by the embedded exchange; not scanned"));
    let initial: Money = picture.pnl.initial;
    assert_eq!(picture.pnl.equity, initial);
}
