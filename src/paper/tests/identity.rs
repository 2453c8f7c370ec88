//! The laws of money and size, under random commands.

use proptest::prelude::*;

use super::super::{OrderFilter, OrderNumber};
use super::*;
use crate::model::{Decimal, Money, Price, Quantity, Rate};

/// One thing that happens to an exchange of two markets.
#[derive(Clone, Debug)]
pub(crate) enum Command {
    Tick(Tick),
    Place(OrderTicket),
    Cancel(u64),
}

fn tick() -> impl Strategy<Value = Command> {
    let taker = prop_oneof![Just(None), Just(Some(Side::Buy)), Just(Some(Side::Sell))];
    let parts = (0_u16..2, 9_000_i64..11_000, 0_i64..30, 0_i64..3_000, taker, any::<bool>());
    parts.prop_map(|(market, price, spread, size, taker, is_quote)| {
        let size = Quantity::new(Decimal::new(size, 4));
        let price_at = |cents| Price::new(Decimal::new(cents, 2));
        let kind = if is_quote {
            let (bid, ask) = (price_at(price), price_at(price + spread));
            TickKind::Quote { bid, bid_size: size, ask, ask_size: size + size }
        } else {
            TickKind::Trade { price: price_at(price), size, taker }
        };
        Command::Tick(Tick { market: MarketId(market), at: Time::from_millis(price), kind })
    })
}

fn order() -> impl Strategy<Value = Command> {
    let kind = prop_oneof![
        Just(None),
        (9_000_i64..11_000).prop_map(|cents| Some((cents, TimeInForce::Gtc))),
        (9_000_i64..11_000).prop_map(|cents| Some((cents, TimeInForce::Ioc))),
        (9_000_i64..11_000).prop_map(|cents| Some((cents, TimeInForce::PostOnly))),
    ];
    let parts = (any::<bool>(), any::<bool>(), 1_i64..2_000, kind, any::<bool>(), 0_u8..40);
    parts.prop_map(|(is_btc, buy, size, kind, reduce_only, key)| {
        Command::Place(OrderTicket {
            client_order_id: ClientOrderId::new(&if key < 30 { format!("k{key}") } else { String::new() }),
            symbol: Symbol::new(if is_btc { "BTC" } else { "ETH" }).unwrap(),
            side: if buy { Side::Buy } else { Side::Sell },
            quantity: Quantity::new(Decimal::new(size, 3)),
            kind: kind.map_or(OrderKind::Market, |(cents, time_in_force)| OrderKind::Limit {
                price: Price::new(Decimal::new(cents, 2)),
                time_in_force,
            }),
            reduce_only,
        })
    })
}

pub(crate) fn commands() -> impl Strategy<Value = Vec<Command>> {
    let cancel = (1_u64..60).prop_map(Command::Cancel);
    prop::collection::vec(prop_oneof![3 => tick(), 3 => order(), 1 => cancel], 1..120)
}

pub(crate) fn run(exchange: &mut Exchange, command: &Command, changes: &mut Vec<Change>) {
    let at = Time::from_millis(77);
    match command {
        Command::Tick(tick) => exchange.on_tick(tick, changes),
        Command::Place(ticket) => drop(exchange.place(at, ticket, changes)),
        Command::Cancel(number) => drop(exchange.cancel(at, &OrderNumber(*number).id(), changes)),
    }
}

/// Odd rates, so that every product has many digits.
pub(crate) fn odd_exchange() -> Exchange {
    let terms = Terms {
        maker_fee: "-0.00013".parse().unwrap(),
        taker_fee: "0.0004937".parse().unwrap(),
        half_spread: "0.000071".parse().unwrap(),
        slippage: "0.00033".parse().unwrap(),
        leverage_max: Rate::new(Decimal::TEN),
        ..Terms::default()
    };
    Exchange::new(Markets::new([market("BTC"), market("ETH")]), terms)
}

/// Equity from nothing but the fills that the client was told of.
fn equity_of_flows(exchange: &Exchange) -> Money {
    let mut equity = exchange.terms().initial_balance;
    let mut cursor = None;
    loop {
        let page = exchange.fills(cursor.as_deref(), 7).unwrap();
        for fill in page.items {
            let market = exchange.markets().id_of(fill.symbol.as_str()).unwrap();
            let signed = fill.side.signed(fill.quantity);
            equity += (exchange.mark(market).unwrap() - fill.price) * signed - fill.fee;
        }
        cursor = page.next;
        if cursor.is_none() {
            return equity;
        }
    }
}

proptest! {
    #[test]
    fn equity_is_what_flowed_to_the_last_digit(commands in commands()) {
        let mut exchange = odd_exchange();
        for command in &commands {
            run(&mut exchange, command, &mut Vec::new());
            let balance = exchange.balance();
            prop_assert_eq!(balance.equity, equity_of_flows(&exchange));
            let unrealized: Money = exchange.desks.iter()
                .filter_map(|desk| Some(desk.holding.position.unrealized(desk.mark()?)))
                .sum();
            let (realized, fees) = (balance.realized_pnl.unwrap(), balance.fees.unwrap());
            prop_assert_eq!(balance.cash, exchange.terms().initial_balance + realized - fees);
            prop_assert_eq!(balance.equity, balance.cash + unrealized);
        }
    }

    #[test]
    fn a_tick_gives_no_more_than_it_showed_and_reduce_only_never_turns(commands in commands()) {
        let mut exchange = odd_exchange();
        let mut taken = [[Quantity::ZERO; 2]; 2];
        let mut held = [Quantity::ZERO; 2];
        for command in &commands {
            let mut changes = Vec::new();
            run(&mut exchange, command, &mut changes);
            if let Command::Tick(tick) = command {
                taken[tick.market.index()] = [Quantity::ZERO; 2];
            }
            for change in &changes {
                let Change::Fill(fill) = change else { continue };
                let order = &exchange.orders[fill.order.index()];
                let market = exchange.markets.id_of(order.ticket.symbol.as_str()).unwrap();
                prop_assert!(order.accepts(fill.price));
                taken[market.index()][order.side() as usize] += fill.quantity;
                let was = held[market.index()];
                held[market.index()] += order.side().signed(fill.quantity);
                if order.ticket.reduce_only {
                    let is = held[market.index()];
                    prop_assert!(is.is_zero() || was.is_positive() == is.is_positive());
                    prop_assert!(is.abs() < was.abs());
                }
            }
            for (desk, taken) in exchange.desks.iter().zip(taken) {
                for side in [Side::Buy, Side::Sell] {
                    prop_assert!(taken[side as usize] <= desk.book.all_on_offer(side));
                }
                for number in &desk.working {
                    let order = &exchange.orders[number.index()];
                    prop_assert!(!order.status.is_final() && order.remaining().is_positive());
                    if order.ticket.reduce_only {
                        let held = desk.holding.position;
                        prop_assert!(held.side() == Some(order.side().opposite()));
                        prop_assert!(order.remaining() <= held.quantity().abs());
                    }
                }
            }
            let open = exchange.orders(OrderFilter::Open, None, 500).unwrap().items.len();
            prop_assert_eq!(open, exchange.orders.iter().filter(|o| !o.status.is_final()).count());
        }
    }

    /// The second of the two is read back after every so many commands, in some cases after each.
    #[test]
    fn the_same_commands_give_the_same_changes(commands in commands(), read_back_every in 1_usize..8) {
        let (mut one, mut two) = (odd_exchange(), odd_exchange());
        let (mut told_one, mut told_two) = (Vec::new(), Vec::new());
        for (number, command) in commands.iter().enumerate() {
            run(&mut one, command, &mut told_one);
            run(&mut two, command, &mut told_two);
            if number % read_back_every == 0 {
                two = serde_json::from_str(&serde_json::to_string(&two).unwrap()).unwrap();
            }
        }
        prop_assert_eq!(told_one, told_two);
        prop_assert_eq!(one, two);
    }
}
