//! A soak on a thread of its own, and a viewer of it.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;

use soak::clock::Clock;
use soak::event::OperatorCommand;
use soak::link::{
    Broadcast, ControlClient, ControlReply, ControlRequest, Question, SoakState, Told, Viewer, ViewerNews,
};
use soak::market::SyntheticSettings;
use soak::model::{Rules, Span};
use soak::paper::Terms;
use soak::runtime::{Console, FeedSource, Labels, Pace, Plan, VenuePlan, Voice, run_live, run_virtual};
use soak::snapshot::{RunResult, Snapshot};
use tempfile::TempDir;
use tracing_subscriber::filter::LevelFilter;

/// A running soak.
pub(crate) struct Soak {
    home: TempDir,
    run: JoinHandle<RunResult>,
}

impl Soak {
    /// Starts one over the synthetic market, which goes on until it is stopped.
    pub(crate) fn start(pace: Pace) -> Self {
        let home = tempfile::tempdir().unwrap();
        let plan = plan(&home.path().join("watched"), pace);
        Self::of(home, plan)
    }

    /// Starts `plan`, whose folder is in `home`.
    pub(crate) fn of(home: TempDir, plan: Plan) -> Self {
        let pace = plan.pace;
        let run = std::thread::spawn(move || {
            let silent = || Box::new(std::io::sink());
            let mut console = Console::new(Voice::Json, silent(), silent(), 1);
            let mut builder = tokio::runtime::Builder::new_multi_thread();
            let runtime = builder.worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async {
                match pace {
                    Pace::Real => run_live(plan, Clock::start(), &mut console).await.unwrap(),
                    Pace::Times(_) | Pace::Max | Pace::CatchUp => {
                        run_virtual(plan, Clock::start(), &mut console).await.unwrap()
                    }
                }
            })
        });
        Self { home, run }
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.home.path().join("watched")
    }

    /// A viewer of it, once it runs.
    pub(crate) fn viewer(&self) -> Watching {
        while !matches!(SoakState::of(&self.folder()), SoakState::Running { .. }) {
            assert!(!self.run.is_finished(), "the soak did not begin");
            std::thread::yield_now();
        }
        Watching::of(&self.folder())
    }

    pub(crate) fn ask(&self, request: &ControlRequest) -> ControlReply {
        ControlClient::connect(&self.folder()).unwrap().call(request).unwrap()
    }

    #[track_caller]
    pub(crate) fn act(&self, command: OperatorCommand) {
        let reply = self.ask(&ControlRequest::Act { command, reason: "a test wants it".into() });
        assert!(matches!(reply, ControlReply::Done { .. }), "{reply:?}");
    }

    /// What the archive says.
    #[track_caller]
    pub(crate) fn told(&self, question: Question) -> Told {
        match self.ask(&ControlRequest::Ask(question)) {
            ControlReply::Told(told) => *told,
            other => panic!("{other:?}"),
        }
    }

    /// The folder, and how it ended.
    pub(crate) fn end(self) -> (TempDir, RunResult) {
        (self.home, self.run.join().unwrap())
    }
}

/// A viewer.
pub(crate) struct Watching {
    _viewer: Viewer,
    pub(crate) news: Receiver<ViewerNews>,
}

impl Watching {
    fn of(folder: &Path) -> Self {
        let (told, news) = channel();
        let tell = move |item| told.send(item).is_ok();
        Self { _viewer: Viewer::start(folder, Span::from_millis(50), tell).unwrap(), news }
    }

    /// The first broadcast that `wanted` takes something from.
    #[track_caller]
    pub(crate) fn until<T>(&self, wanted: impl Fn(Broadcast) -> Option<T>) -> T {
        loop {
            match self.news.recv().unwrap() {
                ViewerNews::Heard(broadcast) => {
                    if let Some(found) = wanted(broadcast) {
                        return found;
                    }
                }
                ViewerNews::Connected { .. } | ViewerNews::Lost { .. } => {}
                ViewerNews::Over { text } => panic!("it is over before that: {text}"),
            }
        }
    }

    /// The first picture for which `seen` holds.
    #[track_caller]
    pub(crate) fn picture(&self, seen: impl Fn(&Snapshot) -> bool) -> Snapshot {
        self.until(|broadcast| match broadcast {
            Broadcast::Picture(picture) => Some(*picture).filter(&seen),
            _ => None,
        })
    }
}

pub(crate) fn plan(folder: &Path, pace: Pace) -> Plan {
    let mut rules = Rules::default();
    rules.agent.bar = Span::from_secs(5);
    Plan {
        name: "watched".to_owned(),
        folder: folder.to_owned(),
        rules,
        seed: 1,
        length: None,
        gap_after: Span::from_secs(60),
        pace,
        venue: VenuePlan::embedded(FeedSource::synthetic(7, SyntheticSettings::default()), Terms::default()),
        log_level: LevelFilter::OFF,
        labels: Labels { venue: "embedded".into(), feed: "synthetic:7".into(), ..Labels::default() },
        alerts: soak::notify::NotifyRules::default(),
        to_prove: soak::model::Plan::default(),
    }
}
