//! A paper exchange of the load test's own: its real limit, its store on a real disk, nobody else's account.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use axum::Router;
use secrecy::SecretString;
use tokio::task::JoinHandle;

use super::LoadError;
use crate::clock::Clock;
use crate::model::Span;
use crate::paper::Terms;
use crate::runtime::{FeedSource, play};
use crate::venue::{ServeHandle, ServerSettings, StoreKeeper, VenueServer, VenueSettings, serve_with};

/// The file of its store, with those that stand beside it.
const STORE_FILES: [&str; 4] = ["venue.db", "venue.db-wal", "venue.db-shm", "venue.db.lock"];

/// A served paper exchange, on a free port of this machine.
#[derive(Debug)]
pub struct EmbeddedVenue {
    server: VenueServer,
    handle: ServeHandle,
    /// The one key that it takes: what others send would be measured too.
    key: SecretString,
    player: JoinHandle<()>,
    /// Its store, taken away at the end; what another one left behind after a kill, at the beginning.
    store: Scratch,
}

impl EmbeddedVenue {
    /// Serves one over the feed of `source`, with its store in `folder`, which nobody else uses.
    ///
    /// # Errors
    /// When its store or its port cannot be opened.
    pub fn open(folder: &Path, source: FeedSource, terms: Terms, clock: Clock) -> Result<Self, LoadError> {
        Self::open_with(folder, source, terms, clock, ServerSettings::default(), |router| router)
    }

    /// The same under other `rules`, but for their key, with `layer` around everything that is served: the place for an
    /// independent measurement, and for faults.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_with(
        folder: &Path,
        source: FeedSource,
        terms: Terms,
        clock: Clock,
        rules: ServerSettings,
        layer: impl FnOnce(Router) -> Router,
    ) -> Result<Self, LoadError> {
        let store = Scratch::clear(folder);
        let [file, ..] = STORE_FILES;
        let (keeper, exchange) = StoreKeeper::open(&folder.join(file), source.markets(), terms)?;
        let (rules, key) = rules.with_own_key()?;
        let server = VenueServer::open(exchange, keeper, rules, clock)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .map_err(LoadError::system("open a port for the paper exchange"))?;
        let handle = serve_with(listener, &server, layer)?;
        let now = clock.now();
        let shift = source.first_row().map_or(Span::ZERO, |row| now.since(row));
        let (feed, stage) = (source.open(now), server.clone());
        let player = tokio::spawn(async move {
            // A recording that ends leaves its last prices, which is all that small orders need.
            if let Err(error) = play(feed, &stage, clock, shift).await {
                tracing::warn!(%error, "the load test's exchange stays at its last prices");
            }
        });
        Ok(Self { server, handle, key, player, store })
    }

    /// How a client reaches it.
    ///
    /// # Errors
    /// None that a free port of this machine leads to.
    pub fn settings(&self) -> Result<VenueSettings, LoadError> {
        let settings = VenueSettings::new(&format!("http://{}/api/v1", self.handle.local_addr()))?;
        Ok(settings.with_key(self.key.clone()))
    }

    /// Ends it, and takes its store away.
    pub async fn close(self) {
        let Self { server, handle, player, store, key: _ } = self;
        player.abort();
        handle.shutdown().await;
        server.close().await;
        drop(store);
    }
}

/// Files that are gone when this is.
#[derive(Debug)]
struct Scratch(std::path::PathBuf);

impl Scratch {
    fn clear(folder: &Path) -> Self {
        let scratch = Self(folder.to_owned());
        scratch.remove();
        scratch
    }

    fn remove(&self) {
        for file in STORE_FILES {
            // One that was never there need not go; one that stays is told by whoever opens it.
            let _ = std::fs::remove_file(self.0.join(file));
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        self.remove();
    }
}
