//! What values may not be together, although each may be alone.

use rust_decimal::Decimal;

use super::read::Places;
use super::{FeedKind, Problem, Settings, VenueUrl, Weight};
use crate::model::{Rate, TradingMode};

/// The exposure that bounds a gap of 40% to a loss of 5%: no stop can, because the price is never
/// in between.
const EXPOSURE_WITHOUT_WARNING: Decimal = Decimal::from_parts(125, 0, 0, false, 3);

/// Requests of one reconciliation: orders, fills, positions, balance.
const REQUESTS_PER_CYCLE: i64 = 4;

/// Every problem between two keys.
pub(super) fn across(settings: &Settings, places: &Places) -> Vec<Problem> {
    let mut checks = Checks { places, problems: Vec::new() };
    agent_and_risk(settings, &mut checks);
    budget(settings, &mut checks);
    waits(settings, &mut checks);
    venue(settings, &mut checks);
    live(settings, &mut checks);
    checks.problems.extend(super::gate::problems(settings, places));
    checks.problems.extend(super::game_day::problems(settings, places));
    checks.problems.extend(super::notify::problems(settings, places));
    checks.problems
}

struct Checks<'a> {
    places: &'a Places,
    problems: Vec<Problem>,
}

impl Checks<'_> {
    /// A problem of `keys` unless `holds`; it stands where the file sets the first of them.
    fn must(&mut self, holds: bool, keys: &[&str], text: impl FnOnce() -> String) {
        self.tell(Weight::Error, holds, keys, text);
    }

    fn should(&mut self, holds: bool, keys: &[&str], text: impl FnOnce() -> String) {
        self.tell(Weight::Warning, holds, keys, text);
    }

    fn tell(&mut self, weight: Weight, holds: bool, keys: &[&str], text: impl FnOnce() -> String) {
        if holds || self.places.any_refused(keys) {
            return;
        }
        let (line, column) = self.places.first_of(keys);
        let key = keys.first().copied().unwrap_or_default().to_owned();
        self.problems.push(Problem { weight, line, column, key, found: None, text: text() });
    }
}

fn agent_and_risk(settings: &Settings, checks: &mut Checks<'_>) {
    let agent = &settings.rules.agent;
    checks.must(agent.fast < agent.slow, &["agent.fast", "agent.slow"], || {
        format!(
            "the fast average ({} bars) must be shorter than agent.slow ({} bars)",
            agent.fast, agent.slow
        )
    });
    let risk = &settings.rules.risk;
    let keys = ["risk.trade_max_pct", "risk.exposure_max_pct"];
    checks.must(risk.trade_max <= risk.exposure_max, &keys, || {
        let (trade, all) = (risk.trade_max.percent(), risk.exposure_max.percent());
        format!("one trade ({trade}%) must fit into risk.exposure_max_pct ({all}%)")
    });
    checks.should(risk.exposure_max.get() <= EXPOSURE_WITHOUT_WARNING, &["risk.exposure_max_pct"], || {
        "above 12.5% a sudden gap of 40% can cost more than 5% of equity; no stop-loss can prevent that"
            .into()
    });
}

fn budget(settings: &Settings, checks: &mut Checks<'_>) {
    let budget = &settings.rules.budget;
    let (normal, reserve) = (budget.normal_max, budget.reserve);
    let keys = ["budget.reserve_pct", "budget.normal_pct"];
    checks.must(reserve < normal && normal + reserve <= Rate::ONE, &keys, || {
        format!(
            "the reserve ({}%) must be below budget.normal_pct ({}%) and leave room for it within 100%",
            reserve.percent(),
            normal.percent()
        )
    });
    for (route, limit) in &budget.per_route {
        let key = format!("budget.per_route.{route}");
        checks.must(*limit <= budget.rpm, &[&key, "budget.rpm"], || {
            format!("the route's limit ({limit}) must not be above budget.rpm ({})", budget.rpm)
        });
    }
    let every = settings.rules.reconcile.every;
    let per_minute = REQUESTS_PER_CYCLE * 60_000_000 / every.as_micros().max(1);
    let allowed = Decimal::from(budget.rpm) * normal.get();
    checks.should(Decimal::from(per_minute) <= allowed, &["budget.rpm", "reconcile.every"], || {
        format!(
            "reconciling every {every} takes about {per_minute} requests a minute, and normal running may use \
             {}; it will run less often",
            allowed.normalize()
        )
    });
}

/// What a live run needs is demanded where the file asks for one; what would be wrong of any, always.
fn live(settings: &Settings, checks: &mut Checks<'_>) {
    let venue = &settings.venue;
    checks.must(venue.live_key_env.as_ref() != Some(&venue.key_env), &["venue.live_key_env"], || {
        "must not be venue.key_env: give the live account a key and a variable of its own".into()
    });
    let embedded = venue.live_url.is_none() && venue.url == VenueUrl::Embedded;
    let keys = ["venue.live_stream_url", "venue.live_url", "venue.url"];
    checks.should(!(embedded && venue.live_stream_url.is_some()), &keys, || {
        "has no effect without an address in venue.live_url or venue.url".into()
    });
    if settings.soak.mode == TradingMode::Live {
        for lack in settings.lacks_for_live() {
            checks.must(false, &[lack.key, "soak.mode"], || lack.text.into());
        }
    }
}

fn waits(settings: &Settings, checks: &mut Checks<'_>) {
    let orders = &settings.rules.orders;
    let keys = ["orders.backoff_first", "orders.backoff_max"];
    checks.must(orders.backoff_first <= orders.backoff_max, &keys, || {
        format!(
            "the first wait ({}) must not be above orders.backoff_max ({})",
            orders.backoff_first, orders.backoff_max
        )
    });
    let venue = &settings.venue;
    let keys = ["venue.connect_timeout", "venue.total_timeout"];
    checks.must(venue.connect_timeout <= venue.total_timeout, &keys, || {
        format!(
            "connecting ({}) must fit into venue.total_timeout ({})",
            venue.connect_timeout, venue.total_timeout
        )
    });
}

fn venue(settings: &Settings, checks: &mut Checks<'_>) {
    let embedded = settings.venue.url == VenueUrl::Embedded;
    let streamless = *settings.venue.address(settings.soak.mode).url == VenueUrl::Embedded;
    checks.must(!(streamless && settings.feed.kind == FeedKind::Venue), &["feed.kind", "venue.url"], || {
        "the venue's own stream needs an address in venue.url; the embedded exchange has none of its own"
            .into()
    });
    checks.should(
        !(embedded && settings.venue.stream_url.is_some()),
        &["venue.stream_url", "venue.url"],
        || "has no effect while venue.url is \"embedded\"".into(),
    );
}
