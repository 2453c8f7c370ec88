//! A drill in virtual time and the same one on sockets hear the same wrong answers: what the simulation
//! says that the client makes of one is what the client does make of it.

use std::net::TcpListener;

use crate::clock::Clock;
use crate::event::{Call, Lane, OrderQuery, Outcome, Request};
use crate::fault::{Board, Body, Effect, Fault, RetryAfter, Schedule, Window};
use crate::model::{
    ClientOrderId, Market, Markets, OrderKind, OrderTicket, RequestId, Side, Span, Symbol, VenueOrderId,
};
use crate::paper::{Exchange, Terms};
use crate::sim::{already_filled, cut, limited, wrong_answer};
use crate::venue::{MemoryKeeper, Proxy, ServerSettings, VenueClient, VenueServer, VenueSettings, serve};

/// Every kind of body.
const BODIES: [Body; 5] = [Body::Json, Body::TradeFailed, Body::Html, Body::CutJson, Body::Empty];

/// A status of every kind that the client tells apart, and those of drills.
const STATUSES: [u16; 14] = [200, 201, 302, 400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503];

/// Longer than any test takes.
const ALWAYS: Span = Span::from_secs(86_400);

fn calls() -> Vec<Call> {
    let symbol = Symbol::new("BTC").unwrap();
    let ticket = OrderTicket {
        client_order_id: ClientOrderId::new("s-1"),
        symbol,
        side: Side::Buy,
        quantity: "0.01".parse().unwrap(),
        kind: OrderKind::Market,
        reduce_only: false,
    };
    vec![
        Call::PlaceOrder(ticket),
        Call::CancelOrder(VenueOrderId::new("7")),
        Call::QueryOrder(OrderQuery::Venue(VenueOrderId::new("7"))),
        Call::QueryOrder(OrderQuery::Client(ClientOrderId::new("s-1"))),
        Call::ListOpenOrders { cursor: None },
        Call::ListFills { cursor: None },
        Call::ListPositions,
        Call::GetBalance,
        Call::GetHealth,
    ]
}

/// The real client, a proxy, and a venue behind it.
struct Wire {
    board: Board,
    clock: Clock,
    client: VenueClient,
    _kept: (Proxy, crate::venue::ServeHandle),
}

impl Wire {
    fn open() -> Self {
        let (board, clock) = (Board::default(), Clock::start());
        let market = Market {
            symbol: Symbol::new("BTC").unwrap(),
            price_step: "0.5".parse().unwrap(),
            quantity_step: "0.001".parse().unwrap(),
            quantity_min: "0.001".parse().unwrap(),
        };
        let exchange = Exchange::new(Markets::new([market]), Terms::default());
        let rules = ServerSettings { requests_per_minute: 100_000, ..ServerSettings::default() };
        let server = VenueServer::open(exchange, MemoryKeeper, rules, clock).unwrap();
        let handle = serve(TcpListener::bind("127.0.0.1:0").unwrap(), &server).unwrap();
        let proxy = Proxy::start(handle.local_addr(), board.clone(), clock, 1).unwrap();
        let settings = VenueSettings::new(&format!("http://{}/api/v1", proxy.local_addr())).unwrap();
        let client = VenueClient::new(settings.with_key("k".into()), clock).unwrap();
        Self { board, clock, client, _kept: (proxy, handle) }
    }

    /// How `call` ends while `fault` strikes.
    async fn ends(&self, call: &Call, fault: Fault) -> Outcome {
        let windows = vec![Window::whole(fault, Span::ZERO, ALWAYS)];
        self.board.hang(Schedule::new(self.clock.now(), windows));
        let request =
            Request { id: RequestId(1), lane: Lane::Trade, call: call.clone(), order: None, purpose: None };
        self.client.send(&request).await.outcome
    }
}

/// All of an outcome that anybody decides by: words for people may differ.
fn decided(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Refused { status, code, .. } => Outcome::Refused { status, code, message: String::new() },
        Outcome::Failed { failure, .. } => Outcome::Failed { failure, detail: String::new() },
        other => other,
    }
}

#[tokio::test]
async fn the_client_makes_of_a_wrong_answer_what_the_simulation_says() {
    let wire = Wire::open();
    for call in calls() {
        for (status, body) in STATUSES.into_iter().flat_map(|status| BODIES.map(|body| (status, body))) {
            let real = wire.ends(&call, Fault::Answer { status, body, effect: Effect::Missing }).await;
            let said = wrong_answer(&call, status, body);
            assert_eq!(decided(real), decided(said), "{status} {body:?} to {call:?}");
        }
    }
}

#[tokio::test]
async fn the_client_waits_after_a_429_as_the_simulation_says() {
    let wire = Wire::open();
    let spans = [0, 1, 7, 300, 100_000].map(Span::from_secs);
    let forms = spans
        .into_iter()
        .flat_map(|span| [RetryAfter::Seconds(span), RetryAfter::Body(span), RetryAfter::Date(span)]);
    for retry_after in forms.chain([RetryAfter::Unsaid, RetryAfter::Unreadable]) {
        let real = wire.ends(&Call::GetBalance, Fault::RateLimited { retry_after }).await;
        assert_eq!(real, limited(retry_after, wire.clock.now()), "{retry_after:?}");
    }
}

#[tokio::test]
async fn half_an_answer_is_on_the_wire_what_it_is_in_the_simulation() {
    let wire = Wire::open();
    for call in calls() {
        let whole = wire.ends(&call, Fault::Duplicate).await;
        let half = wire.ends(&call, Fault::ReplyCut).await;
        assert_eq!(decided(half), decided(cut(&call, &whole)), "{call:?}, which ends in {whole:?}");
    }
}

#[tokio::test]
async fn a_cancel_is_refused_on_the_wire_as_in_the_simulation() {
    let wire = Wire::open();
    let cancel = Call::CancelOrder(VenueOrderId::new("7"));
    let real = wire.ends(&cancel, Fault::CancelRefused).await;
    assert_eq!(decided(real), decided(already_filled(&cancel)));
}
