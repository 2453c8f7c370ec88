//! The paper exchange inside this process, behind real sockets, with a feed played to it.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use secrecy::SecretString;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{RunError, system, venue_store};
use crate::clock::Clock;
use crate::fault::Board;
use crate::market::{Feed, FeedError};
use crate::model::{Span, Tick, Time};
use crate::paper::Terms;
use crate::venue::{
    LoopbackResolver, Proxy, ServeHandle, ServerSettings, StoreKeeper, VenueServer, VenueSettings, serve,
};

/// Ticks handed to the exchange at once: enough that a burst costs one hand-over, few enough that
/// an order waits for no more than a millisecond of them.
const TICKS_AT_ONCE: usize = 256;

/// What the embedded exchange is called where its name can fail to be found. Nobody else has this name
/// (RFC 6761).
const NAME: &str = "paper.invalid";

/// The embedded exchange.
pub(super) struct Embedded {
    server: VenueServer,
    handle: ServeHandle,
    /// The one key that it takes: a stray client of another program must not trade on this account.
    key: SecretString,
    /// What stands before it where faults may be injected; a soak without has no such hop.
    proxy: Option<(Proxy, LoopbackResolver)>,
    player: JoinHandle<()>,
    /// Whether the feed has ended, and how.
    pub(super) feed_over: watch::Receiver<FeedOver>,
}

/// Whether a feed goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FeedOver {
    /// It does.
    No,
    /// It has no more ticks.
    Ended,
    /// It cannot be read on.
    Failed(String),
}

impl Embedded {
    /// Opens the exchange's store in the soak's folder, serves it on a free port of this machine,
    /// and plays `feed` to it so that its tick of `feed_begins` is heard at `began_at`.
    pub(super) fn open(
        folder: &Path,
        feed: Box<dyn Feed>,
        terms: Terms,
        clock: Clock,
        shift: Span,
    ) -> Result<Self, RunError> {
        let (keeper, exchange) = StoreKeeper::open(&venue_store(folder)?, feed.markets(), terms)?;
        let (rules, key) = ServerSettings::default().with_own_key()?;
        let server = VenueServer::open(exchange, keeper, rules, clock)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .map_err(system("open a port for the paper exchange"))?;
        let handle = serve(listener, &server)?;
        let (over, feed_over) = watch::channel(FeedOver::No);
        let stage = server.clone();
        let player = tokio::spawn(async move {
            let end = match play(feed, &stage, clock, shift).await {
                Ok(()) => FeedOver::Ended,
                Err(error) => FeedOver::Failed(error.to_string()),
            };
            // Nobody waits for it when the run is over.
            let _ = over.send(end);
        });
        Ok(Self { server, handle, key, proxy: None, player, feed_over })
    }

    /// Puts a proxy before it, and has its name looked up, that do what hangs on `faults`.
    pub(super) fn put_behind(&mut self, faults: Board, clock: Clock, seed: u64) -> Result<(), RunError> {
        let proxy = Proxy::start(self.handle.local_addr(), faults.clone(), clock, seed)?;
        let resolver = LoopbackResolver::new(NAME, faults, clock, seed);
        self.proxy = Some((proxy, resolver));
        Ok(())
    }

    /// How a client reaches it, that waits so long for a connection and for the whole answer.
    pub(super) fn settings(&self, (connect, total): (Span, Span)) -> Result<VenueSettings, RunError> {
        let settings = match &self.proxy {
            None => VenueSettings::new(&format!("http://{}/api/v1", self.handle.local_addr()))?,
            Some((proxy, resolver)) => {
                let port = proxy.local_addr().port();
                VenueSettings::new(&format!("http://{NAME}:{port}/api/v1"))?.with_resolver(resolver.clone())
            }
        };
        Ok(settings.with_key(self.key.clone()).with_timeouts(connect, total))
    }

    /// Plays no further tick.
    pub(super) fn stop_feed(&self) {
        self.player.abort();
    }

    /// Ends the exchange, once its disk has everything.
    pub(super) async fn close(self) {
        self.player.abort();
        if let Some((proxy, _)) = self.proxy {
            proxy.shutdown().await;
        }
        self.handle.shutdown().await;
        self.server.close().await;
    }
}

/// Plays `feed` to `server` in real time, each tick `shift` after its own time, until it ends.
///
/// # Errors
/// When the feed cannot be read on.
///
/// Cancel safe: ticks not yet played are not heard, as if the feed had paused.
pub async fn play(
    mut feed: Box<dyn Feed>,
    server: &VenueServer,
    clock: Clock,
    shift: Span,
) -> Result<(), FeedError> {
    feed.skip_to(clock.now() - shift)?;
    let mut waiting: Option<Tick> = None;
    loop {
        let mut due = Vec::new();
        let now = clock.now();
        while due.len() < TICKS_AT_ONCE {
            let Some(tick) = (match waiting.take() {
                Some(tick) => Some(tick),
                None => feed.next()?.map(|tick| Tick { at: tick.at + shift, ..tick }),
            }) else {
                server.ticks(due).await;
                return Ok(());
            };
            if tick.at > now {
                waiting = Some(tick);
                break;
            }
            due.push(tick);
        }
        if !due.is_empty() {
            server.ticks(due).await;
        } else if let Some(tick) = &waiting {
            sleep_until(clock, tick.at).await;
        }
    }
}

/// Sleeps until `at`. Cancel safety: nothing is lost by waiting anew.
pub async fn sleep_until(clock: Clock, at: Time) {
    tokio::time::sleep_until(clock.instant_of(at).into()).await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::{Synthetic, SyntheticSettings};

    #[tokio::test]
    async fn a_client_waits_as_long_as_was_configured() {
        let home = tempfile::tempdir().unwrap();
        let (clock, shift) = (Clock::start(), Span::ZERO);
        let feed = Synthetic::new(7, clock.now(), SyntheticSettings::default());
        let embedded = Embedded::open(home.path(), Box::new(feed), Terms::default(), clock, shift).unwrap();
        let within = (Span::from_millis(123), Span::from_millis(456));
        let settings = embedded.settings(within).unwrap();
        assert_eq!((settings.connect_timeout(), settings.total_timeout()), within);
        embedded.close().await;
    }
}
