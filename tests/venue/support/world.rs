//! A served paper exchange with its client.

use std::net::TcpListener;

use secrecy::SecretString;
use soak::clock::Clock;
use soak::event::{Call, Lane, Outcome, Request};
use soak::model::{
    ClientOrderId, Market, MarketId, Markets, OrderKind, OrderTicket, RequestId, Side, Span, Symbol, Tick,
    TickKind, Time, TimeInForce,
};
use soak::paper::{Exchange, Terms};
use soak::venue::{
    Keeper, MemoryKeeper, ServeHandle, ServerSettings, VenueClient, VenueServer, VenueSettings, serve,
};

/// A paper exchange for BTC and ETH on a port of its own, and a client of it.
pub(crate) struct World {
    pub(crate) server: VenueServer,
    pub(crate) handle: ServeHandle,
    pub(crate) client: VenueClient,
}

impl World {
    /// A world that forgets, without a limit worth mentioning.
    pub(crate) fn start() -> Self {
        Self::with(MemoryKeeper, ServerSettings { requests_per_minute: 100_000, ..ServerSettings::default() })
    }

    pub(crate) fn with(keeper: impl Keeper, rules: ServerSettings) -> Self {
        Self::serving(Self::exchange(), keeper, rules)
    }

    pub(crate) fn serving(exchange: Exchange, keeper: impl Keeper, rules: ServerSettings) -> Self {
        let server = VenueServer::open(exchange, keeper, rules, Clock::start()).unwrap();
        let handle = serve(TcpListener::bind("127.0.0.1:0").unwrap(), &server).unwrap();
        let client = client(&format!("http://{}/api/v1", handle.local_addr()));
        Self { server, handle, client }
    }

    pub(crate) fn exchange() -> Exchange {
        Exchange::new(Self::markets(), Terms::default())
    }

    pub(crate) fn markets() -> Markets {
        Markets::new(["BTC", "ETH"].map(|symbol| Market {
            symbol: Symbol::new(symbol).unwrap(),
            price_step: "0.5".parse().unwrap(),
            quantity_step: "0.001".parse().unwrap(),
            quantity_min: "0.001".parse().unwrap(),
        }))
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.handle.local_addr())
    }

    /// How the client's call ends.
    pub(crate) async fn call(&self, call: Call) -> Outcome {
        send(&self.client, call).await
    }
}

/// How one call of `client` ends.
pub(crate) async fn send(client: &VenueClient, call: Call) -> Outcome {
    let request = Request { id: RequestId(1), lane: Lane::Trade, call, order: None, purpose: None };
    let reply = client.send(&request).await;
    assert_eq!(reply.request, request.id);
    reply.outcome
}

/// Settings with a key and short time-outs.
pub(crate) fn settings(url: &str) -> VenueSettings {
    VenueSettings::new(url)
        .unwrap()
        .with_key(SecretString::from("pf_live_hunter2"))
        .with_timeouts(Span::from_millis(500), Span::from_millis(2_000))
}

pub(crate) fn client(url: &str) -> VenueClient {
    VenueClient::new(settings(url), Clock::start()).unwrap()
}

/// A trade of plenty at `price`.
pub(crate) fn tick(market: u16, price: &str) -> Tick {
    let kind = TickKind::Trade { price: price.parse().unwrap(), size: "1000".parse().unwrap(), taker: None };
    Tick { market: MarketId(market), at: Time::from_millis(1_763_810_680_250), kind }
}

pub(crate) fn ticket(key: &str, symbol: &str, side: Side, quantity: &str, kind: OrderKind) -> OrderTicket {
    OrderTicket {
        client_order_id: ClientOrderId::new(key),
        symbol: Symbol::new(symbol).unwrap(),
        side,
        quantity: quantity.parse().unwrap(),
        kind,
        reduce_only: false,
    }
}

/// A market order for BTC.
pub(crate) fn market_order(key: &str, quantity: &str) -> Call {
    Call::PlaceOrder(ticket(key, "BTC", Side::Buy, quantity, OrderKind::Market))
}

/// A resting order to buy BTC at `price`.
pub(crate) fn limit(key: &str, quantity: &str, price: &str) -> Call {
    let kind = OrderKind::Limit { price: price.parse().unwrap(), time_in_force: TimeInForce::Gtc };
    Call::PlaceOrder(ticket(key, "BTC", Side::Buy, quantity, kind))
}
