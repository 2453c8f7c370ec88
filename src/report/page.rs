//! The page that `soak status` prints: is it paper, alive, trading, losing, and does it need anybody.

use super::words::{self, money, percent, signed};
use crate::model::{BreakerLevel, Side, Time, neutralise};
use crate::snapshot::{OrderView, PositionView, Snapshot};

/// Longest line, in characters: what is longer is cut with a mark.
const LINE_CHARS_MAX: usize = 200;

/// Positions, orders and alerts shown of each; how many there are is always said.
const SHOWN_MAX: usize = 12;

/// `snapshot` as a page of lines.
#[must_use]
pub fn status_page(snapshot: &Snapshot) -> Vec<String> {
    let paper = words::execution(snapshot.soak.execution);
    let needs = words::needs(snapshot).unwrap_or("needs nobody");
    let mut page = vec![format!("{}  {paper}  {}  {needs}", snapshot.soak.name, words::phase(snapshot))];
    let mut fact = |name: &str, text: String| page.push(format!("  {name:<11}{text}"));
    fact("clock", clock(snapshot));
    let pnl = &snapshot.pnl;
    let change = signed(pnl.equity - pnl.initial);
    fact(
        "equity",
        format!("{}  {change} since the beginning  {} today", money(pnl.equity), signed(pnl.day.net)),
    );
    let (realized, unrealized) = (signed(pnl.total.realized), signed(pnl.total.unrealized));
    fact("profit", format!("realised {realized}  unrealised {unrealized}  fees {}", money(pnl.total.fees)));
    let (realized, unrealized) = (signed(pnl.day.realized), signed(pnl.day.unrealized));
    fact("today", format!("realised {realized}  unrealised {unrealized}  fees {}", money(pnl.day.fees)));
    fact("risk", risk(snapshot));
    fact("breaker", breaker(snapshot));
    if snapshot.game_day.is_some() {
        fact("game day", game_day(snapshot));
    }
    fact("orders", orders(snapshot));
    fact("venue", venue(snapshot));
    fact("requests", requests(snapshot));
    fact("market", market(snapshot));
    fact("journal", journal(snapshot));
    fact("positions", snapshot.positions.len().to_string());
    listed(&mut page, &snapshot.positions, position);
    page.push(format!("  {:<11}{}", "alerts", snapshot.alerts.len()));
    listed(&mut page, &snapshot.alerts, |alert| {
        let since = snapshot.at.since(alert.raised_at);
        let seen = if alert.acknowledged_at.is_some() { ", acknowledged" } else { "" };
        format!("! {} {} (for {since}{seen}): {}", alert.severity.as_str(), alert.id, alert.text)
    });
    page.iter().map(|line| neutralise(line, LINE_CHARS_MAX)).collect()
}

fn listed<T>(page: &mut Vec<String>, things: &[T], line: impl Fn(&T) -> String) {
    page.extend(things.iter().take(SHOWN_MAX).map(|thing| format!("    {}", line(thing))));
    if things.len() > SHOWN_MAX {
        page.push(format!("    and {} more", things.len() - SHOWN_MAX));
    }
}

fn clock(snapshot: &Snapshot) -> String {
    let soak = &snapshot.soak;
    let gaps = match soak.gaps {
        0 => "no gaps".to_owned(),
        gaps => format!("gaps {gaps} ({} in all)", soak.gap_total),
    };
    let ran = words::clock(soak.healthy, soak.length);
    format!("{ran}  {gaps}  restarts {}  began {}", soak.restarts, soak.started_at)
}

fn risk(snapshot: &Snapshot) -> String {
    let pnl = &snapshot.pnl;
    format!(
        "day loss {} of {}  drawdown {} of {}  exposure {}",
        percent(pnl.day_loss_pct),
        percent(pnl.day_loss_limit_pct),
        percent(pnl.drawdown_pct),
        percent(pnl.drawdown_limit_pct),
        percent(pnl.exposure_pct)
    )
}

fn breaker(snapshot: &Snapshot) -> String {
    let breaker = &snapshot.breaker;
    let word = words::breaker(breaker);
    if breaker.level == BreakerLevel::Armed {
        return word.to_owned();
    }
    let reason = if breaker.reason.is_empty() { "no reason given" } else { &breaker.reason };
    let next = match breaker.level {
        BreakerLevel::Paused => "resume",
        BreakerLevel::Armed | BreakerLevel::Tripped | BreakerLevel::Flattening => "reset",
    };
    let for_how_long = snapshot.at.since(breaker.since);
    format!("{word} for {for_how_long} by {}: {reason}; soak {next} ends it", breaker.by)
}

fn game_day(snapshot: &Snapshot) -> String {
    match words::rehearsal(snapshot) {
        Some(what) => format!("{what}, injected on purpose"),
        None => "nothing is injected now".to_owned(),
    }
}

fn orders(snapshot: &Snapshot) -> String {
    let active = snapshot.orders.len();
    let unknown = snapshot.reconcile.orders_unknown;
    let oldest = snapshot.orders.iter().map(|order: &OrderView| order.created_at).min();
    let age = oldest.map_or(String::new(), |at| format!(", the oldest {} old", snapshot.at.since(at)));
    format!("under way {active}{age}  UNKNOWN {unknown}  trades {}", snapshot.pnl.trades)
}

fn venue(snapshot: &Snapshot) -> String {
    let (reconcile, venue) = (&snapshot.reconcile, &snapshot.venue);
    let answers = match (reconcile.blind_since, venue.answered_at) {
        (Some(since), _) => format!("SILENT for {}  ", snapshot.at.since(since)),
        (None, None) => "no answer yet  ".to_owned(),
        (None, Some(_)) => String::new(),
    };
    let failed = match venue.errors_in_row {
        0 => String::new(),
        count => format!("failed in a row {count}  "),
    };
    let held = venue.held_until.map(|until| format!("held for {}  ", until.since(snapshot.at)));
    let held = held.unwrap_or_default();
    let agreed = ago(snapshot, reconcile.agreed_at, "books agreed", "books have not agreed yet");
    let standing = match reconcile.standing.len() {
        0 => String::new(),
        count => format!("  differences {count}"),
    };
    format!(
        "{answers}{failed}{held}{agreed}  unexplained {}{standing}",
        reconcile.drift_unexplained.get().normalize()
    )
}

fn requests(snapshot: &Snapshot) -> String {
    let headroom = &snapshot.headroom;
    let (used, rpm, most) = (headroom.used, headroom.rpm, headroom.peak_soak);
    let refused = match headroom.rate_limited {
        0 => String::new(),
        count => format!("  refused as too many {count}"),
    };
    let all = snapshot.latency.routes.iter().find(|route| route.route == "all" && route.window == "minute");
    let latency = all.map_or(String::new(), |all| format!("  p50 {}  p99 {}", all.p50, all.p99));
    format!("{used} of {rpm} in the last minute, {most} at most{refused}{latency}")
}

fn market(snapshot: &Snapshot) -> String {
    let feed = &snapshot.feed;
    let state = match &feed.lost {
        Some(why) => format!("LOST: {why}"),
        None if feed.ended => "ended".to_owned(),
        None => ago(snapshot, feed.last_tick, "last tick", "no tick yet"),
    };
    let conflated = match feed.conflated {
        0 => String::new(),
        count => format!("  left out as too fast {count}"),
    };
    format!("{state}  ticks {}{conflated}", feed.ticks)
}

fn journal(snapshot: &Snapshot) -> String {
    match &snapshot.journal.failing {
        Some(why) => format!("FAILING: {why}"),
        None => format!("ok  inputs {}", snapshot.seq),
    }
}

fn position(position: &PositionView) -> String {
    let side = match position.side {
        Side::Buy => "long",
        Side::Sell => "short",
    };
    let mark = position.mark.map_or("-".to_owned(), |mark| mark.get().normalize().to_string());
    let quarantined = if position.quarantined { "  QUARANTINED" } else { "" };
    let unknown = if position.unknown { "  UNKNOWN order" } else { "" };
    format!(
        "{} {side} {} from {} now {mark}  {}  stop {} away{quarantined}{unknown}",
        position.symbol,
        position.quantity.get().normalize(),
        position.entry.get().round_dp(8).normalize(),
        signed(position.pnl),
        percent(position.stop_distance_pct)
    )
}

fn ago(snapshot: &Snapshot, at: Option<Time>, what: &str, never: &str) -> String {
    at.map_or(never.to_owned(), |at| format!("{what} {} ago", snapshot.at.since(at)))
}
