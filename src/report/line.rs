//! The line of status per second.

use super::words;
use crate::model::{BreakerLevel, neutralise};
use crate::snapshot::Snapshot;

/// Longest line, in characters: what is longer is cut with a mark.
const LINE_CHARS_MAX: usize = 400;

/// The kind of the note that marks a rehearsal.
const GAME_DAY: &str = "game_day";

/// `snapshot` in one line. What is as it should be is left out after the breaker: the longer the line, the
/// more there is to see to.
#[must_use]
pub fn status_line(snapshot: &Snapshot) -> String {
    let (soak, pnl) = (&snapshot.soak, &snapshot.pnl);
    let mut parts = vec![
        snapshot.at.to_string().get(..19).unwrap_or_default().replace('T', " "),
        words::execution(soak.execution).to_owned(),
        soak.phase.clone(),
        words::clock(soak.healthy, soak.length),
        format!("equity {} ({})", words::money(pnl.equity), words::signed(pnl.equity - pnl.initial)),
        format!("open {}", snapshot.positions.len()),
        format!("trades {}", pnl.trades),
        format!("requests {}/{}", snapshot.headroom.used, snapshot.headroom.rpm),
    ];
    if let Some(at) = snapshot.reconcile.agreed_at {
        parts.push(format!("agreed {} ago", snapshot.at.since(at)));
    }
    let order = snapshot.latency.routes.iter().find(|route| route.route == "order" && route.window == "soak");
    parts.extend(order.map(|order| format!("order p99 {}", order.p99)));
    parts.push(words::breaker(&snapshot.breaker).to_owned());
    parts.extend(words::rehearsal(snapshot).map(|what| format!("GAME DAY {what}")));
    if snapshot.reconcile.orders_unknown > 0 {
        parts.push(format!("UNKNOWN {}", snapshot.reconcile.orders_unknown));
    }
    if snapshot.breaker.level != BreakerLevel::Armed && !snapshot.breaker.reason.is_empty() {
        parts.push(format!("({})", snapshot.breaker.reason));
    } else if let Some(why) = &soak.held_because {
        parts.push(format!("held: {why}"));
    }
    // What is rehearsed stands in the line already.
    let mut alerts = snapshot.alerts.iter().filter(|alert| alert.kind != GAME_DAY);
    if let Some(first) = alerts.next() {
        let more = match alerts.count() + 1 {
            1 => String::new(),
            alerts => format!(" and {} more", alerts - 1),
        };
        parts.push(format!("! {}{more}", first.id));
    }
    neutralise(&parts.join("  "), LINE_CHARS_MAX)
}
