//! The outside world of a soak in real time: a venue that notes when orders arrive, with a stream
//! that says what this program wants, when it wants it.
//!
//! It has a runtime of its own, as it would have a machine of its own.

use std::net::TcpStream;
use std::sync::mpsc::{Receiver, Sender, channel};

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::Method;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use color_eyre::eyre::{Result, eyre};
use secrecy::SecretString;
use soak::clock::Clock;
use soak::model::{Market, Markets, Price, Quantity, Rate, Symbol, Time};
use soak::paper::{Exchange, Terms};
use soak::venue::{MemoryKeeper, ServeHandle, ServerSettings, VenueServer, VenueSettings, serve_with};
use tokio::runtime::{Builder, Runtime};
use tokio_tungstenite::tungstenite::protocol::WebSocket;
use tokio_tungstenite::tungstenite::{self, Message};

/// Longest body of an order, in bytes.
const BODY_BYTES_MAX: usize = 16 << 10;

/// The outside world.
pub(crate) struct Outside {
    pub(crate) runtime: Runtime,
    pub(crate) server: VenueServer,
    pub(crate) markets: Markets,
    /// Orders as they arrive, complete.
    pub(crate) orders: Receiver<Arrival>,
    handle: ServeHandle,
    listener: std::net::TcpListener,
}

/// An order that has arrived.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrival {
    pub(crate) at: Time,
    /// Whether it may add exposure.
    pub(crate) adds_exposure: bool,
}

impl Outside {
    /// A venue of `count` markets, which takes no fee and knows no limit.
    pub(crate) fn open(clock: Clock, count: u16) -> Result<Self> {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let markets = markets(count)?;
        let free = Terms { maker_fee: Rate::ZERO, taker_fee: Rate::ZERO, ..Terms::default() };
        let exchange = Exchange::new(markets.clone(), free);
        let rules = ServerSettings { requests_per_minute: 100_000_000, ..ServerSettings::default() };
        let server = VenueServer::open(exchange, MemoryKeeper, rules, clock)?;
        let (noted, orders) = channel();
        let handle = {
            let _inside = runtime.enter();
            let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
            serve_with(listener, &server, |router| {
                router.layer(from_fn(move |request, next| note(request, next, clock, noted.clone())))
            })?
        };
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        Ok(Self { runtime, server, markets, orders, handle, listener })
    }

    /// How it is reached, with its own stream.
    pub(crate) fn settings(&self) -> Result<VenueSettings> {
        let url = format!("http://{}/api/v1", self.handle.local_addr());
        Ok(VenueSettings::new(&url)?.with_key(SecretString::from("bench")))
    }

    /// How it is reached, with the stream of [`Self::accept`].
    pub(crate) fn settings_with_own_stream(&self) -> Result<VenueSettings> {
        Ok(self.settings()?.with_stream_url(&format!("ws://{}/stream", self.listener.local_addr()?))?)
    }

    /// The next connection to the stream.
    pub(crate) fn accept(&self) -> Result<Stream> {
        let (socket, _) = self.listener.accept()?;
        socket.set_nodelay(true)?;
        let socket = tungstenite::accept(socket).map_err(|error| eyre!("no WebSocket: {error}"))?;
        Ok(Stream(socket))
    }
}

/// One connection to the stream.
pub(crate) struct Stream(WebSocket<TcpStream>);

impl Stream {
    /// Sends a frame.
    pub(crate) fn send(&mut self, frame: impl Into<tungstenite::Utf8Bytes>) -> Result<()> {
        Ok(self.0.send(Message::Text(frame.into()))?)
    }
}

/// Notes an order once all of it is here, and lets it go on.
async fn note(request: Request, next: Next, clock: Clock, noted: Sender<Arrival>) -> Response {
    if request.method() != Method::POST {
        return next.run(request).await;
    }
    let (head, body) = request.into_parts();
    let body = to_bytes(body, BODY_BYTES_MAX).await.unwrap_or_default();
    let at = clock.now();
    let reduces = body.windows(19).any(|window| window == br#""reduce_only":true,"#);
    // Nobody may listen any more.
    let _ = noted.send(Arrival { at, adds_exposure: !reduces });
    next.run(Request::from_parts(head, Body::from(body))).await
}

/// Markets of one kind, named M0, M1, …
pub(crate) fn markets(count: u16) -> Result<Markets> {
    let (price_step, step): (Price, Quantity) = ("0.01".parse()?, "0.0001".parse()?);
    let market = |number| {
        let symbol = Symbol::new(&format!("M{number}"))?;
        Ok(Market { symbol, price_step, quantity_step: step, quantity_min: step })
    };
    Ok(Markets::new((0..count).map(market).collect::<Result<Vec<_>>>()?))
}
