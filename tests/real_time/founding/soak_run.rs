//! A soak in this process, from its first request to what its journal says at the end.

use std::path::PathBuf;
use std::time::Duration;

use soak::clock::Clock;
use soak::engine::State;
use soak::event::OperatorCommand;
use soak::journal::Journal;
use soak::link::{ControlClient, ControlReply, ControlRequest};
use soak::model::{Rate, Rules, Span};
use soak::runtime::{Console, Pace, Plan, RunError, VenuePlan, Voice, recover, run_live};
use soak::snapshot::{RunResult, Snapshot};
use soak::venue::VenueSettings;
use tempfile::TempDir;
use tokio::task::JoinHandle;

use super::venue::markets;

/// How long any state is waited for before the test gives up: far longer than any case takes.
const GIVE_UP_AFTER: Duration = Duration::from_secs(40);

/// Time between two looks at a running soak.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// A running soak.
pub(crate) struct Soak {
    home: TempDir,
    run: JoinHandle<Result<RunResult, RunError>>,
}

/// What a soak left.
pub(crate) struct End {
    /// Its last line.
    pub(crate) result: RunResult,
    /// The engine, read back from the journal.
    pub(crate) state: State,
    /// Where it lies.
    pub(crate) home: TempDir,
}

/// An agent that buys once, as soon as the market rises, over a reconciler in a hurry.
pub(crate) fn rules() -> Rules {
    let mut rules = Rules::default();
    rules.agent.fast = 1;
    rules.agent.slow = 2;
    rules.agent.bar = Span::from_millis(100);
    rules.agent.band = Rate::ZERO;
    rules.agent.short = false;
    rules.agent.entries_per_day_max = 1;
    rules.reconcile.every = Span::from_millis(250);
    // The pace of the venue's limit is no matter here, and its cases have tests of their own.
    rules.budget.rpm = 60_000;
    rules
}

impl Soak {
    pub(crate) fn start(settings: VenueSettings, rules: Rules) -> Self {
        let venue = VenuePlan::External { settings, markets: markets() };
        Self::run(tempfile::tempdir().unwrap(), venue, rules, Clock::start())
    }

    /// Begins, or goes on with, the soak whose folder is in `home`.
    pub(crate) fn run(home: TempDir, venue: VenuePlan, rules: Rules, clock: Clock) -> Self {
        let plan = Plan {
            name: "founding".into(),
            folder: home.path().join("founding"),
            rules,
            seed: 1,
            length: None,
            gap_after: Span::from_secs(60),
            pace: Pace::Real,
            venue,
            log_level: tracing_subscriber::filter::LevelFilter::OFF,
            labels: soak::runtime::Labels::default(),
            alerts: soak::notify::NotifyRules::default(),
            to_prove: soak::model::Plan::default(),
        };
        let run = tokio::spawn(async move {
            let silent = || Box::new(std::io::sink());
            let mut console = Console::new(Voice::Json, silent(), silent(), 1);
            run_live(plan, clock, &mut console).await
        });
        Self { home, run }
    }

    /// A soak whose books agreed with the venue's and that waits for the market to move.
    pub(crate) async fn ready(settings: VenueSettings, rules: Rules) -> Self {
        let soak = Self::start(settings, rules);
        soak.until("it may trade", |now| now.soak.phase == "trading").await;
        soak
    }

    fn folder(&self) -> PathBuf {
        self.home.path().join("founding")
    }

    /// Looks at the soak until `seen` holds.
    pub(crate) async fn until(&self, what: &str, seen: impl Fn(&Snapshot) -> bool) -> Snapshot {
        let mut last = None;
        let looking = async {
            loop {
                assert!(!self.run.is_finished(), "the run ended before {what}; last: {last:?}");
                if let Some(now) = self.look() {
                    if seen(&now) {
                        return now;
                    }
                    last = Some(now);
                }
                tokio::time::sleep(LOOK_EVERY).await;
            }
        };
        match tokio::time::timeout(GIVE_UP_AFTER, looking).await {
            Ok(now) => now,
            Err(tokio::time::error::Elapsed { .. }) => panic!("never seen: {what}; last: {last:#?}"),
        }
    }

    /// The soak now; `None` while its socket is not open.
    fn look(&self) -> Option<Snapshot> {
        match self.call(&ControlRequest::Status)? {
            ControlReply::Status(value) => Some(serde_json::from_value(value).unwrap()),
            other => panic!("no status: {other:?}"),
        }
    }

    fn call(&self, request: &ControlRequest) -> Option<ControlReply> {
        tokio::task::block_in_place(|| ControlClient::connect(&self.folder()).ok()?.call(request).ok())
    }

    /// Stops it as a person would, and reads what it left.
    pub(crate) async fn stop(self) -> End {
        let request = ControlRequest::Act { command: OperatorCommand::Stop, reason: String::new() };
        let reply = self.call(&request);
        assert!(matches!(reply, Some(ControlReply::Done { .. })), "{reply:?}");
        self.end().await
    }

    /// Waits for it to end.
    pub(crate) async fn end(mut self) -> End {
        let ended = tokio::time::timeout(GIVE_UP_AFTER, &mut self.run).await.expect("the run never ended");
        let result = ended.unwrap().unwrap();
        let journal = Journal::open(&self.folder()).unwrap();
        End { result, state: recover(&journal).unwrap(), home: self.home }
    }
}

impl End {
    /// Our books and the venue's are the same to the last digit, and nothing is left open.
    #[track_caller]
    pub(crate) fn agrees(&self) {
        assert_eq!(self.result.venue_equity, Some(self.result.equity));
        assert!(self.result.drift_unexplained.is_zero(), "{}", self.result.drift_unexplained);
        assert_eq!((self.result.orders_unknown, self.result.alerts_open), (0, 0));
    }
}
