//! One load test from the proof to the report.

use tokio::sync::watch;

use super::asker::Asker;
use super::desk::Desk;
use super::sending::{Load, Sent};
use super::tally::Tally;
use super::verdict::{Found, judge};
use super::{LoadError, LoadPlan, LoadReport, Progress};
use crate::clock::Clock;
use crate::model::Span;
use crate::venue::{VenueClient, VenueSettings};

/// Asks `plan` of the venue of `settings`, and tells `watcher` four times a second how it stands.
///
/// When `stop` changes, no further request leaves, those under way are waited for, the account is closed, and
/// the report tells what there is.
///
/// # Errors
/// When the venue does not prove that it is paper, its account is in use, or it takes no order. Then nothing
/// of the load was sent.
///
/// Cancel safety: dropping it leaves requests under way unheard and positions of the smallest size open.
pub async fn run(
    plan: &LoadPlan,
    settings: VenueSettings,
    clock: Clock,
    mut stop: watch::Receiver<bool>,
    watcher: &mut (dyn FnMut(Progress) + Send),
) -> Result<LoadReport, LoadError> {
    let client = VenueClient::new(settings, clock)?;
    let mut desk = Desk::new(client.clone(), clock);
    desk.prove().await?;
    desk.refuse_used().await?;
    let markets = desk.markets().await?;
    let mut asker = Asker::new(&markets, clock.now());
    if let Err(error) = desk.warm_up(&mut asker).await {
        desk.close(&mut asker, &mut stop).await;
        return Err(error);
    }
    let tally = Tally::new(std::mem::take(&mut desk.gauge));
    let load = Load::start(plan, client, asker, clock, &stop);
    let mut sent = load.turn(plan, tally, watcher).await;
    desk.gauge = std::mem::take(&mut sent.tally.gauge);
    let closed = desk.close(&mut sent.asker, &mut stop).await;
    let Sent { tally, counts, began_at, elapsed, cut_short, .. } = sent;
    let headroom = desk.gauge.read(plan.limits.rpm, |limit| plan.limits.kept(limit));
    let (all, late) = (tally.all.figures(), tally.late.figures());
    let checks = judge(&plan.limits, &Found { counts, all, late, headroom: &headroom, closed: &closed });
    Ok(LoadReport {
        version: LoadReport::VERSION,
        began_at,
        venue: desk.venue(),
        normal_rpm: plan.normal_rpm,
        normal: plan.normal_from.clone(),
        times: plan.times,
        rpm_asked: plan.rpm,
        rpm_reached: per_minute(counts.sent, elapsed),
        length: plan.length,
        elapsed,
        seed: plan.seed,
        mix: LoadReport::mix_of(plan),
        orders_raised: plan.orders_raised,
        counts,
        all,
        reads: tally.reads.figures(),
        orders: tally.orders.figures(),
        from_leaving: tally.from_leaving.figures(),
        late,
        errors: tally.errors,
        headroom,
        closed,
        cut_short,
        passed: checks.iter().all(|check| check.passed),
        checks,
    })
}

#[expect(clippy::cast_precision_loss, reason = "a rate is a statistic, and the count is bounded")]
fn per_minute(count: u64, elapsed: Span) -> f64 {
    count as f64 * 60.0 / elapsed.as_secs_f64()
}
