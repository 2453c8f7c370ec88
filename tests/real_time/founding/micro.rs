//! Ten thousand micro-trades through the paper exchange and the engine's books: equal to the last
//! digit, and to what arithmetic says.

use soak::engine::{State, apply};
use soak::event::{Envelope, Genesis, Input};
use soak::model::{
    ClientOrderId, Market, MarketId, Markets, Money, OrderKind, OrderTicket, Price, Quantity, Rate, Rules,
    Side, SoakId, Span, Symbol, Tick, TickKind, Time,
};
use soak::paper::{Change, Exchange, Terms};

/// An exchange and the books of a soak that is told of every order.
struct Books {
    exchange: Exchange,
    engine: State,
    orders: u64,
}

impl Books {
    fn open(terms: Terms) -> Self {
        let market = Market {
            symbol: Symbol::new("DOGE").unwrap(),
            price_step: "0.001".parse().unwrap(),
            quantity_step: "0.1".parse().unwrap(),
            quantity_min: "0.1".parse().unwrap(),
        };
        let markets = Markets::new([market]);
        let genesis = Genesis {
            soak: SoakId::new("micro"),
            rules: Rules::default(),
            markets: markets.clone(),
            gap_after: Span::from_secs(60),
            history: Vec::new(),
            seed: 1,
            venue_is_local: true,
        };
        let mut books = Self { exchange: Exchange::new(markets, terms), engine: State::new(), orders: 0 };
        books.tell(Input::Started(Box::new(genesis)));
        books
    }

    fn tell(&mut self, input: Input) {
        let seq = self.engine.seq().next();
        let at = Time::from_millis(i64::try_from(seq.0).unwrap());
        apply(&mut self.engine, &Envelope { seq, at, input }, &mut Vec::new());
    }

    /// Trades a tenth at `price`, exactly.
    fn trade(&mut self, side: Side, price: &str) {
        let (price, at): (Price, _) = (price.parse().unwrap(), self.engine.at());
        let kind = TickKind::Trade { price, size: Quantity::new(1_000.into()), taker: None };
        let mut changes = Vec::new();
        self.exchange.on_tick(&Tick { market: MarketId(0), at, kind }, &mut changes);
        self.orders += 1;
        let ticket = OrderTicket {
            client_order_id: ClientOrderId::new(&format!("m-{}", self.orders)),
            symbol: Symbol::new("DOGE").unwrap(),
            side,
            quantity: "0.1".parse().unwrap(),
            kind: OrderKind::Market,
            reduce_only: false,
        };
        self.exchange.place(at, &ticket, &mut changes).unwrap();
        for report in changes.iter().filter_map(Change::order_report) {
            self.tell(Input::OrderUpdate(Box::new(report.clone())));
        }
    }
}

fn run(terms: Terms, trades: u64) -> Books {
    let mut books = Books::open(terms);
    for _ in 0..trades {
        books.trade(Side::Buy, "1.001");
        books.trade(Side::Sell, "1.002");
    }
    let (ledger, balance) = (books.engine.ledger(), books.exchange.balance());
    assert_eq!(ledger.fills_total(), 2 * trades);
    assert_eq!((ledger.cash(), ledger.equity()), (balance.cash, balance.equity));
    assert_eq!((Some(ledger.realized()), Some(ledger.fees())), (balance.realized_pnl, balance.fees));
    assert_eq!(ledger.cash(), ledger.initial() + ledger.realized() - ledger.fees());
    books
}

#[test]
fn a_thousandth_times_a_tenth_times_ten_thousand_is_one() {
    let free =
        Terms { taker_fee: Rate::ZERO, half_spread: Rate::ZERO, slippage: Rate::ZERO, ..Terms::default() };
    let books = run(free, 10_000);
    let money = |text: &str| text.parse::<Money>().unwrap();
    assert_eq!(books.engine.ledger().realized(), money("1.0"));
    assert_eq!(books.engine.ledger().cash(), money("10001.0"));
}

#[test]
fn fees_spread_and_slippage_are_the_same_in_both_books() {
    let books = run(Terms::default(), 1_000);
    assert!(books.engine.ledger().fees().is_positive());
}
