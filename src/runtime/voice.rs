//! What a headless run says: a line a second, and the result.
//!
//! Invariant: a reader that has gone away changes nothing for the soak.

use std::io::Write;

use crate::model::BreakerLevel;
use crate::snapshot::{Ended, RunResult, Snapshot};

/// Whom a run speaks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// A line for people each second.
    Words,
    /// A line of JSON each second, and one with the result.
    Json,
}

/// Where a run says what it has to say.
pub struct Console {
    /// Words for people or lines for programs.
    pub voice: Voice,
    /// Data: standard output.
    pub data: Box<dyn Write + Send>,
    /// Words for people: standard error.
    pub words: Box<dyn Write + Send>,
}

impl std::fmt::Debug for Console {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Console").field("voice", &self.voice).finish_non_exhaustive()
    }
}

impl Console {
    /// Says how the soak is.
    pub(super) fn status(&mut self, snapshot: &Snapshot) {
        match self.voice {
            Voice::Words => say(&mut self.words, &words(snapshot)),
            Voice::Json => say(&mut self.data, &json(snapshot)),
        }
    }

    /// Says a sentence to people.
    pub(super) fn words(&mut self, sentence: &str) {
        say(&mut self.words, sentence);
    }

    /// Says how the run ended.
    pub(super) fn result(&mut self, result: &RunResult) {
        match self.voice {
            Voice::Words => ended(result).iter().for_each(|line| say(&mut self.data, line)),
            Voice::Json => say(&mut self.data, &json(result)),
        }
    }
}

fn say(out: &mut dyn Write, line: &str) {
    // The soak goes on when nobody reads: a closed pipe is not its concern.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}"))
}

fn words(snapshot: &Snapshot) -> String {
    let pnl = &snapshot.pnl;
    let agreed = snapshot
        .reconcile
        .agreed_at
        .map_or("not agreed yet".to_owned(), |at| format!("agreed {} ago", snapshot.at.since(at)));
    let order = snapshot.latency.routes.iter().find(|route| route.route == "order" && route.window == "soak");
    let latency = order.map_or(String::new(), |order| format!("  order p99 {}", order.p99));
    let breaker = match snapshot.breaker.level {
        BreakerLevel::Armed => "ARMED".to_owned(),
        BreakerLevel::Paused => "PAUSED".to_owned(),
        BreakerLevel::Tripped | BreakerLevel::Flattening => format!("TRIPPED ({})", snapshot.breaker.reason),
    };
    let held = snapshot.soak.held_because.as_deref().map_or(String::new(), |why| format!("  held: {why}"));
    let alert = snapshot.alerts.first().map_or(String::new(), |alert| format!("  ! {}", alert.id));
    format!(
        "{}  PAPER  {}  {breaker}  equity {:.2}  {:+.2}  trades {}  open {}  {agreed}{latency}  {}/{} rpm{held}{alert}",
        snapshot.at,
        snapshot.soak.healthy,
        pnl.equity.get(),
        (pnl.equity - pnl.initial).get(),
        pnl.trades,
        snapshot.positions.len(),
        snapshot.headroom.used,
        snapshot.headroom.rpm,
    )
}

fn ended(result: &RunResult) -> Vec<String> {
    let how = match result.ended {
        Ended::Length => "ran its length".to_owned(),
        Ended::FeedEnds => "the feed ended".to_owned(),
        Ended::Stopped => "stopped".to_owned(),
        Ended::Fault => format!("FAULT: {}", result.fault.as_deref().unwrap_or("unknown")),
    };
    let venue = result.venue_equity.map_or("unknown".to_owned(), |equity| format!("{equity:.2}"));
    vec![
        format!("{}: {how}; {} s of its time in {} s", result.soak, result.virtual_s, result.wall_s),
        format!(
            "  equity {:.2} (venue {venue}, unexplained {})  realised {:.2}  fees {:.2}",
            result.equity.get(),
            result.drift_unexplained,
            result.realized_pnl.get(),
            result.fees.get()
        ),
        format!(
            "  {} ticks  {} orders  {} fills  {} trades  {} unknown  {} requests, at most {} a minute",
            result.ticks,
            result.orders,
            result.fills,
            result.trades,
            result.orders_unknown,
            result.requests,
            result.requests_per_min_max
        ),
        format!(
            "  drawdown {}% at most, {}% within a day  exposure {}% at most  alerts {} raised, {} open",
            result.max_drawdown_pct,
            result.max_drawdown_1d_pct,
            result.exposure_pct_max,
            result.alerts_raised,
            result.alerts_open
        ),
        format!("  journal {}", result.journal_sha256),
    ]
}
