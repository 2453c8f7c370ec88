//! The venue: a paper exchange on a port of its own, with faults around it and a market that goes
//! where the test wants it.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::middleware::from_fn_with_state;
use secrecy::SecretString;
use soak::clock::Clock;
use soak::model::{Market, MarketId, Markets, Price, Span, Symbol, Tick, TickKind};
use soak::paper::{Exchange, Terms};
use soak::venue::{MemoryKeeper, ServeHandle, ServerSettings, VenueServer, VenueSettings, serve, serve_with};
use tokio::net::TcpSocket;

use super::faults::{Faults, around};

/// Time between two ticks.
const TICK_EVERY: Duration = Duration::from_millis(20);

/// How long a client of this venue waits for an answer.
const PATIENCE: Span = Span::from_millis(800);

/// Where the market goes, in dollars.
#[derive(Default)]
struct Course {
    /// With every tick.
    trend: AtomicI64,
    /// With the next one, once.
    jump: AtomicI64,
}

/// An address that is taken and where nobody listens yet.
pub(crate) struct Place {
    socket: TcpSocket,
    address: SocketAddr,
}

/// A served paper exchange, and beside it one that nobody trades at, whose stream has the same ticks
/// and no news of any order. They end when this is dropped.
pub(crate) struct Venue {
    pub(crate) faults: Faults,
    course: Arc<Course>,
    address: SocketAddr,
    quiet: SocketAddr,
    /// Kept, because the servers end with them.
    #[expect(dead_code, reason = "held for its drop")]
    handles: [ServeHandle; 2],
}

impl Place {
    pub(crate) fn new() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = socket.local_addr().unwrap();
        Self { socket, address }
    }

    pub(crate) fn settings(&self) -> VenueSettings {
        settings(self.address)
    }

    /// Opens the venue here.
    pub(crate) fn open(self) -> Venue {
        let listener = self.socket.listen(64).unwrap().into_std().unwrap();
        let faults = Faults::default();
        let layer = from_fn_with_state(faults.clone(), around);
        let (exchange, quiet) = (exchange(), exchange());
        let handle = serve_with(listener, &exchange, |router| router.layer(layer)).unwrap();
        let quiet_handle = serve(TcpListener::bind("127.0.0.1:0").unwrap(), &quiet).unwrap();
        let quiet_address = quiet_handle.local_addr();
        let course = Arc::new(Course::default());
        tokio::spawn(play([exchange, quiet], Arc::clone(&course)));
        let handles = [handle, quiet_handle];
        Venue { faults, course, address: self.address, quiet: quiet_address, handles }
    }
}

impl Venue {
    pub(crate) fn open() -> Self {
        Place::new().open()
    }

    pub(crate) fn settings(&self) -> VenueSettings {
        settings(self.address)
    }

    /// The same without any news of orders: what became of them has to be asked.
    pub(crate) fn settings_without_news(&self) -> VenueSettings {
        self.settings().with_stream_url(&format!("ws://{}/api/v1/stream", self.quiet)).unwrap()
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/api/v1", self.address)
    }

    /// From now on the market moves by this many dollars a tick.
    pub(crate) fn trend(&self, step: i64) {
        self.course.trend.store(step, Ordering::Relaxed);
    }

    /// The next price is this many dollars away.
    pub(crate) fn jump(&self, by: i64) {
        self.course.jump.store(by, Ordering::Relaxed);
    }
}

pub(crate) fn markets() -> Markets {
    Markets::new([Market {
        symbol: Symbol::new("BTC").unwrap(),
        price_step: "0.5".parse().unwrap(),
        quantity_step: "0.0001".parse().unwrap(),
        quantity_min: "0.0001".parse().unwrap(),
    }])
}

fn exchange() -> VenueServer {
    let settings = ServerSettings { requests_per_minute: 100_000, ..ServerSettings::default() };
    let exchange = Exchange::new(markets(), Terms::default());
    VenueServer::open(exchange, MemoryKeeper, settings, Clock::start()).unwrap()
}

fn settings(address: SocketAddr) -> VenueSettings {
    VenueSettings::new(&format!("http://{address}/api/v1"))
        .unwrap()
        .with_key(SecretString::from("paper"))
        .with_timeouts(PATIENCE, PATIENCE)
}

/// Ticks without end, at first all at one price.
async fn play(servers: [VenueServer; 2], course: Arc<Course>) {
    let clock = Clock::start();
    let mut pace = tokio::time::interval(TICK_EVERY);
    let mut price = 50_000_i64;
    loop {
        pace.tick().await;
        price += course.trend.load(Ordering::Relaxed) + course.jump.swap(0, Ordering::Relaxed);
        let kind =
            TickKind::Trade { price: Price::new(price.into()), size: "10".parse().unwrap(), taker: None };
        for server in &servers {
            server.tick(&Tick { market: MarketId(0), at: clock.now(), kind }).await;
        }
    }
}
