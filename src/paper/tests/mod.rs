//! Tests of the exchange as a whole, and the small words that they are written in.

mod fills;
mod idempotency;
pub(crate) mod identity;
mod lists;
mod reduce_only;
mod rejects;

use super::{Change, Exchange, Reject, Terms};
use crate::model::{
    ClientOrderId, Market, MarketId, Markets, OrderKind, OrderReport, OrderTicket, Side, Symbol, Tick,
    TickKind, Time, TimeInForce,
};

pub(crate) fn market(symbol: &str) -> Market {
    Market {
        symbol: Symbol::new(symbol).unwrap(),
        price_step: "0.01".parse().unwrap(),
        quantity_step: "0.001".parse().unwrap(),
        quantity_min: "0.01".parse().unwrap(),
    }
}

/// A trade of the market at `place`.
pub(crate) fn trade(place: u16, price: &str, size: &str) -> Tick {
    let (price, size) = (price.parse().unwrap(), size.parse().unwrap());
    let kind = TickKind::Trade { price, size, taker: None };
    Tick { market: MarketId(place), at: Time::from_millis(1_000), kind }
}

/// A quote of the market at `place`.
pub(crate) fn quote(place: u16, bid: &str, bid_size: &str, ask: &str, ask_size: &str) -> Tick {
    let kind = TickKind::Quote {
        bid: bid.parse().unwrap(),
        bid_size: bid_size.parse().unwrap(),
        ask: ask.parse().unwrap(),
        ask_size: ask_size.parse().unwrap(),
    };
    Tick { market: MarketId(place), at: Time::from_millis(1_000), kind }
}

/// A market order for BTC without a key.
pub(crate) fn ticket(side: Side, quantity: &str) -> OrderTicket {
    OrderTicket {
        client_order_id: ClientOrderId::new(""),
        symbol: Symbol::new("BTC").unwrap(),
        side,
        quantity: quantity.parse().unwrap(),
        kind: OrderKind::Market,
        reduce_only: false,
    }
}

pub(crate) fn limit(side: Side, quantity: &str, price: &str, time_in_force: TimeInForce) -> OrderTicket {
    let kind = OrderKind::Limit { price: price.parse().unwrap(), time_in_force };
    OrderTicket { kind, ..ticket(side, quantity) }
}

pub(crate) fn keyed(key: &str, ticket: OrderTicket) -> OrderTicket {
    OrderTicket { client_order_id: ClientOrderId::new(key), ..ticket }
}

pub(crate) fn reducing(ticket: OrderTicket) -> OrderTicket {
    OrderTicket { reduce_only: true, ..ticket }
}

/// BTC and ETH, no spread and no slippage unless a test wants them.
fn exchange() -> Exchange {
    let free =
        Terms { half_spread: "0".parse().unwrap(), slippage: "0".parse().unwrap(), ..Terms::default() };
    Exchange::new(Markets::new([market("BTC"), market("ETH")]), free)
}

fn place(exchange: &mut Exchange, ticket: &OrderTicket) -> Result<OrderReport, Reject> {
    exchange.place(Time::from_millis(1_500), ticket, &mut Vec::new())
}

/// Plays `tick` and tells the reports of the orders that it changed.
fn play(exchange: &mut Exchange, tick: &Tick) -> Vec<OrderReport> {
    let mut changes = Vec::new();
    exchange.on_tick(tick, &mut changes);
    changes.iter().filter_map(Change::order_report).cloned().collect()
}

/// Status, filled of quantity, and the fills as `quantity@price:fee`.
fn show(report: &OrderReport) -> String {
    let fills = report.fills.iter().map(|fill| {
        let fee = fill.fee.get().normalize();
        format!(" {}@{}:{fee}", fill.quantity.get().normalize(), fill.price.get().normalize())
    });
    let (filled, quantity) = (report.filled.unwrap().get(), report.quantity.unwrap().get());
    let head = format!("{} {}/{}", report.status.as_str(), filled.normalize(), quantity.normalize());
    head + &fills.collect::<String>()
}
