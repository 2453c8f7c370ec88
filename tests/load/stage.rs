//! A venue of the load test's own, with a second measurement around it that holds answers back.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::Response;
use axum::middleware::{Next, from_fn_with_state};
use soak::clock::Clock;
use soak::drill::load::{EmbeddedVenue, Limits, LoadPlan, LoadReport, NormalRate, Rate, run};
use soak::market::SyntheticSettings;
use soak::model::{Rules, Span, Time};
use soak::paper::Terms;
use soak::runtime::FeedSource;
use soak::venue::ServerSettings;
use tokio::sync::watch;

/// One request as the server saw it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    /// When its head had been received.
    pub(crate) arrived_at: Time,
    /// When its answer was handed out to be written.
    pub(crate) answered_at: Time,
}

/// Says until when the answer to a request of the load is held back: by its number, and when it arrived.
type Hold = Box<dyn FnMut(usize, Time) -> Time + Send>;

/// What stands around the server. The load is told from what is asked beside it by its first question for
/// the balance: nothing else asks for that.
#[derive(Clone)]
struct Around {
    clock: Clock,
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    seen: Vec<Seen>,
    /// Requests since the first question for the balance.
    number: Option<usize>,
    hold: Hold,
}

/// A venue with the measurement around it.
pub(crate) struct Stage {
    pub(crate) venue: EmbeddedVenue,
    pub(crate) clock: Clock,
    around: Around,
    _folder: tempfile::TempDir,
}

impl Stage {
    /// Serves a venue that takes `rpm` requests a minute and holds answers back as `hold` says.
    pub(crate) fn open(rpm: u32, hold: impl FnMut(usize, Time) -> Time + Send + 'static) -> Self {
        let (clock, folder) = (Clock::start(), tempfile::tempdir().unwrap());
        let inner = Inner { seen: Vec::new(), number: None, hold: Box::new(hold) };
        let around = Around { clock, inner: Arc::new(Mutex::new(inner)) };
        let layer = |router: Router| router.layer(from_fn_with_state(around.clone(), watch_and_hold));
        let source = FeedSource::synthetic(7, SyntheticSettings::default());
        let rules = ServerSettings { requests_per_minute: rpm, ..ServerSettings::default() };
        let venue =
            EmbeddedVenue::open_with(folder.path(), source, Terms::default(), clock, rules, layer).unwrap();
        Self { venue, clock, around, _folder: folder }
    }

    /// Runs `plan` at this venue.
    pub(crate) async fn run(&self, plan: &LoadPlan) -> LoadReport {
        let (_keep, stop) = watch::channel(false);
        self.run_until(plan, stop).await
    }

    /// The same until `stop` changes.
    pub(crate) async fn run_until(&self, plan: &LoadPlan, stop: watch::Receiver<bool>) -> LoadReport {
        run(plan, self.venue.settings().unwrap(), self.clock, stop, &mut |_| {}).await.unwrap()
    }

    /// The load's own requests as the server saw them. What was asked before had ended when the load began,
    /// and what was asked after it began when the load had ended.
    pub(crate) fn seen(&self, report: &LoadReport) -> Vec<Seen> {
        let mut seen = self.around.inner.lock().unwrap().seen.clone();
        seen.sort_by_key(|one| one.arrived_at);
        let load = seen.into_iter().filter(|one| one.arrived_at >= report.began_at);
        load.take(usize::try_from(report.counts.sent).unwrap()).collect()
    }
}

async fn watch_and_hold(State(around): State<Around>, request: Request, next: Next) -> Response<Body> {
    let arrived_at = around.clock.now();
    let until = {
        let mut inner = around.inner.lock().unwrap();
        if inner.number.is_none() && request.uri().path().ends_with("/wallet/balance") {
            inner.number = Some(0);
        }
        let number = inner.number;
        inner.number = number.map(|number| number + 1);
        number.map_or(arrived_at, |number| (inner.hold)(number, arrived_at))
    };
    let (head, body) = next.run(request).await.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    tokio::time::sleep_until(around.clock.instant_of(until).into()).await;
    let answered_at = around.clock.now();
    around.inner.lock().unwrap().seen.push(Seen { arrived_at, answered_at });
    Response::from_parts(head, Body::from(body))
}

/// A plan of `rpm` requests a minute for `length`, whose verdict no busy machine can fail by its latencies.
pub(crate) fn plan(rpm: u32, length: Span) -> LoadPlan {
    let normal = NormalRate::of_rules(&Rules::default(), 3);
    let limits = Limits::default().with_p99(Span::from_secs(600));
    LoadPlan::new(normal, Rate::PerMinute(rpm), length, 11, limits).unwrap()
}

/// The value that `share` of `values` do not exceed: the smallest of that rank, exactly.
pub(crate) fn exact_percentile(values: &[Span], share: f64) -> Span {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a rank of a few hundred values"
    )]
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted[rank.max(1) - 1]
}

/// The checks of `report` that failed.
pub(crate) fn failed(report: &LoadReport) -> Vec<&'static str> {
    report.checks.iter().filter(|check| !check.passed).map(|check| check.what).collect()
}
