//! What stands around the soak of a drill: a venue with scripted prices, and the proxy before it.

use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;

use secrecy::SecretString;
use tokio::task::JoinHandle;
use tracing_subscriber::filter::LevelFilter;

use super::super::virtual_run::BAR;
use crate::clock::Clock;
use crate::config::Settings;
use crate::drill::{Case, MarketPath, ScriptedFeed, VenueTruth};
use crate::fault::{Board, Schedule};
use crate::market::Disturbed;
use crate::model::{GateRules, Markets, Span, Time};
use crate::notify::NotifyRules;
use crate::paper::Exchange;
use crate::runtime::{Labels, Pace, Plan, RunError, VenuePlan, play};
use crate::venue::{
    LoopbackResolver, MemoryKeeper, Proxy, ServeHandle, ServerSettings, VenueServer, VenueSettings, serve,
};

/// The venue's name. Nobody but our resolver can know it: the ending is reserved for names that are none.
const NAME: &str = "venue.invalid";

/// Everything around one soak. It ends when it is dropped.
pub(super) struct Stage {
    pub(super) markets: Markets,
    pub(super) proxy: Proxy,
    board: Board,
    clock: Clock,
    server: VenueServer,
    handle: ServeHandle,
    key: SecretString,
    settings: VenueSettings,
}

/// A case whose time passes: its windows and its prices count from its beginning.
pub(super) struct Course {
    pub(super) begin: Time,
    pub(super) schedule: Schedule,
    player: JoinHandle<()>,
}

impl Drop for Course {
    fn drop(&mut self) {
        self.player.abort();
    }
}

impl Stage {
    /// Sets up the stage of `case`. Nothing goes wrong yet, and no market has a price.
    ///
    /// # Errors
    /// When a socket or a thread is not to be had.
    pub(super) fn set(case: &Case, seed: u64, settings: &Settings, clock: Clock) -> Result<Self, RunError> {
        let board = Board::default();
        let markets = Markets::new(case.markets.iter().map(MarketPath::market));
        let exchange = Exchange::new(markets.clone(), settings.terms());
        let (rules, key) = ServerSettings::default().with_own_key()?;
        let server = VenueServer::open(exchange, MemoryKeeper, rules, clock)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(crate::venue::VenueError::from)?;
        let handle = serve(listener, &server)?;
        let proxy = Proxy::start(handle.local_addr(), board.clone(), clock, seed)?;
        let resolver = LoopbackResolver::new(NAME, board.clone(), clock, seed);
        let url = format!("http://{NAME}:{}/api/v1", proxy.local_addr().port());
        let venue = VenueSettings::new(&url)?
            .with_key(key.clone())
            .with_timeouts(settings.venue.connect_timeout, settings.venue.total_timeout)
            .with_resolver(resolver);
        Ok(Self { markets, proxy, board, clock, server, handle, key, settings: venue })
    }

    /// Begins now: prices move, and windows open and close.
    pub(super) fn begin(&self, case: &Case, seed: u64) -> Course {
        let (begin, clock) = (self.clock.now(), self.clock);
        let schedule = Schedule::new(begin, case.faults.clone());
        self.board.hang(schedule.clone());
        let feed = ScriptedFeed::new(&case.markets, begin, None, seed);
        let feed = Box::new(Disturbed::new(Box::new(feed), self.board.clone()));
        let hall = self.server.clone();
        let player = tokio::spawn(async move {
            if let Err(error) = play(feed, &hall, clock, Span::ZERO).await {
                tracing::error!(%error, "the prices of a drill end early");
            }
        });
        Course { begin, schedule, player }
    }

    /// The soak that is to run here, in `folder`.
    pub(super) fn plan(&self, folder: PathBuf, seed: u64, settings: &Settings) -> Plan {
        // A drill fills a disk of its own, which is smaller than any that a soak may have.
        let gate = GateRules { disk_free_min_mib: 0, ..GateRules::default() };
        Plan {
            name: "drill".to_owned(),
            folder,
            rules: settings.rules_with(BAR),
            seed,
            length: None,
            gap_after: settings.feed.gap_after,
            pace: Pace::Real,
            venue: VenuePlan::External { settings: self.settings.clone(), markets: self.markets.clone() },
            log_level: LevelFilter::OFF,
            labels: Labels::default(),
            alerts: NotifyRules::default(),
            to_prove: crate::model::Plan { gate, ..crate::model::Plan::default() },
        }
    }

    /// The venue's own address, for who trades on the account without going through the proxy.
    pub(super) fn back_door(&self) -> Result<VenueSettings, RunError> {
        let url = format!("http://{}/api/v1", self.handle.local_addr());
        Ok(VenueSettings::new(&url)?.with_key(self.key.clone()))
    }

    /// What the venue truly holds; nothing when it is gone.
    pub(super) async fn truth(&self) -> Option<VenueTruth> {
        self.server.inspect(VenueTruth::of).await
    }

    /// Takes everything down.
    pub(super) async fn strike(self) {
        self.proxy.shutdown().await;
        self.handle.shutdown().await;
        self.server.close().await;
    }
}
