//! Bounds of everything that could grow.

use super::law::{Breach, Law};
use crate::engine::State;

/// Orders that are not settled: one entry and one close in each of a few markets, and what a storm
/// leaves behind to be asked about.
const ORDERS_MAX: usize = 64;

/// Requests that wait: three for each such order, a cycle, a proof.
const WAITING_MAX: usize = 200;

/// Requests under way.
const UNDER_WAY_MAX: usize = 64;

/// Standing alerts: those of each market, each order, and each kind of trouble.
const ALERTS_MAX: usize = 200;

/// Settled orders kept.
const RECENT_MAX: usize = 256;

/// Differences kept.
const DIFFERENCES_MAX: usize = 200;

/// Looks at every bound; `asked` is how many requests have no end.
pub(super) fn bounded(engine: &State, asked: usize) -> Result<(), Breach> {
    let bounds = [
        ("orders not settled", engine.orders().active().count(), ORDERS_MAX),
        ("requests waiting", engine.outbox().waiting_count(), WAITING_MAX),
        ("requests under way", engine.outbox().in_flight_count().max(asked), UNDER_WAY_MAX),
        ("standing alerts", engine.alerts().open_count(), ALERTS_MAX),
        ("settled orders kept", engine.orders().recent().count(), RECENT_MAX),
        ("standing differences", engine.reconciler().standing().count(), DIFFERENCES_MAX),
    ];
    for (what, count, most) in bounds {
        Law::NothingGrows.holds(count <= most, || format!("{count} {what}, at most {most} are expected"))?;
    }
    Ok(())
}
