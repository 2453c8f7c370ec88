//! What the report says, part by part, in words: the same for the page and for Markdown.

use super::SoakReport;
use super::words::{money, percent, signed};
use crate::event::AlertRecord;
use crate::gate::{ChecklistStatus, Finding, Item, Verdict};
use crate::model::{BreakerLevel, Span, Time};
use crate::snapshot::Execution;

/// Rows shown of each table: what a person reads. JSON has all of them.
const ROWS_SHOWN_MAX: usize = 500;

/// A table.
pub(super) struct Table {
    /// What it is about, as a heading.
    pub(super) title: &'static str,
    /// What stands there when it has no row.
    pub(super) empty: &'static str,
    pub(super) heads: Vec<&'static str>,
    pub(super) rows: Vec<Vec<String>>,
    /// Rows that are not shown.
    pub(super) more: usize,
}

/// A figure with what it is measured by.
pub(super) struct Figure {
    pub(super) name: &'static str,
    pub(super) value: String,
    pub(super) beside: String,
}

/// A moment in UTC, to the second.
pub(super) fn moment(at: Time) -> String {
    at.to_string().get(..19).unwrap_or_default().replace('T', " ")
}

/// The verdict in a word.
pub(super) const fn verdict(report: &SoakReport) -> &'static str {
    match report.judgement.verdict {
        Verdict::Go => "GO",
        Verdict::NoGo => "NO-GO",
    }
}

/// A status in a word and a sign, as colour alone tells nobody.
pub(super) const fn status(status: ChecklistStatus) -> (&'static str, &'static str) {
    match status {
        ChecklistStatus::Go => ("✓", "GO"),
        ChecklistStatus::Wait => ("…", "WAIT"),
        ChecklistStatus::NoGo => ("✗", "NO-GO"),
    }
}

/// What an item asks for.
pub(super) const fn question(item: Item) -> &'static str {
    match item {
        Item::Coverage => "Unit tests cover the agent",
        Item::Integration => "Integration tests pass",
        Item::SevenDays => "Seven healthy days on paper",
        Item::Load => "Load at twice the normal rate",
        Item::Chaos => "All five chaos cases",
        Item::Regression => "Recorded sessions give what is expected",
        Item::Reconciliation => "Reconciliation verified",
        Item::Breaker => "Max-loss breaker rehearsed",
        Item::Key => "The key is in the environment only",
        Item::Ramp => "A tenth of the capital first",
        Item::Unknown => "No order is UNKNOWN",
        Item::Drift => "No unexplained drift",
        Item::Alerts => "Alerts delivered and acknowledged",
        Item::Resources => "Memory, disk and clock in bounds",
        Item::Paper => "The paper proof is valid",
    }
}

/// What it was, in a sentence or two.
pub(super) fn lead(report: &SoakReport) -> String {
    let soak = &report.picture.soak;
    let length = soak.length.map_or(String::new(), |length| format!(" of {length}"));
    let gaps = match report.gaps.len() {
        0 => "without a gap".to_owned(),
        1 => format!("with one gap of {}", soak.gap_total),
        count => format!("with {count} gaps, {} in all", soak.gap_total),
    };
    let (from, until) = report.extent;
    let agent =
        if soak.agent.is_empty() { "The agent".to_owned() } else { format!("The agent {}", soak.agent) };
    let venue = match soak.venue.as_str() {
        "" => "its venue",
        "embedded" => "the embedded exchange",
        venue => venue,
    };
    let money = match soak.execution {
        Execution::Paper => "on paper",
        Execution::Live => "LIVE, with real money",
        Execution::Unproven => "without a proof that it is paper",
    };
    format!(
        "{} healthy{length} {gaps}, from {} to {} UTC. {agent} traded at {venue}, {money}.",
        soak.healthy,
        moment(from),
        moment(until)
    )
}

/// How many items are proven.
pub(super) fn proven(report: &SoakReport) -> (usize, usize) {
    let items = &report.judgement.items;
    (items.iter().filter(|item| item.judged.status == ChecklistStatus::Go).count(), items.len())
}

/// What stands beside the verdict: on what it was proven, where that is made up.
pub(super) fn caveat(report: &SoakReport) -> Option<String> {
    report.judgement.caveat()
}

/// The figures that matter most.
pub(super) fn figures(report: &SoakReport) -> Vec<Figure> {
    let (picture, pnl) = (&report.picture, &report.picture.pnl);
    let figure = |name, value, beside| Figure { name, value, beside };
    let latency = |window: &str| {
        let routes = &picture.latency.routes;
        routes.iter().find(|route| route.route == "all" && route.window == window)
    };
    let soak_latency = latency("soak");
    let open = report.alerts.iter().filter(|alert| alert.cleared_at.is_none()).count();
    let headroom = &picture.headroom;
    vec![
        figure("Equity", money(pnl.equity), format!("{} since the start", signed(pnl.total.net))),
        figure("Realised", signed(pnl.total.realized), format!("before {} of fees", money(pnl.total.fees))),
        figure(
            "Drawdown",
            percent(pnl.drawdown_max_pct),
            format!("limit {}", percent(pnl.drawdown_limit_pct)),
        ),
        figure("Trades", pnl.trades.to_string(), format!("{} fills", pnl.fills)),
        figure(
            "Round trip p99",
            soak_latency.map_or_else(|| "none".to_owned(), |route| route.p99.to_string()),
            soak_latency
                .map_or_else(String::new, |route| format!("p50 {}, longest {}", route.p50, route.max)),
        ),
        figure(
            "Requests a minute",
            headroom.peak_soak.to_string(),
            format!("at most, of {}; {} refused", headroom.rpm, headroom.rate_limited),
        ),
        figure("Alerts", report.alerts.len().to_string(), format!("{open} still open")),
        figure(
            "Unexplained",
            picture.reconcile.drift_unexplained.get().normalize().to_string(),
            format!("{} UNKNOWN orders", picture.reconcile.orders_unknown),
        ),
    ]
}

/// Every table, in the order in which they are shown.
pub(super) fn tables(report: &SoakReport) -> Vec<Table> {
    vec![
        alerts(report),
        acts(report),
        moves(report),
        interruptions(report),
        evidence(report),
        fingerprints(report),
    ]
}

fn table(
    title: &'static str,
    empty: &'static str,
    heads: &[&'static str],
    rows: impl ExactSizeIterator<Item = Vec<String>>,
) -> Table {
    let more = rows.len().saturating_sub(ROWS_SHOWN_MAX);
    Table { title, empty, heads: heads.to_vec(), rows: rows.take(ROWS_SHOWN_MAX).collect(), more }
}

fn alerts(report: &SoakReport) -> Table {
    let open = "stands".to_owned();
    let row = |alert: &AlertRecord| {
        let stood = alert.cleared_at.map_or(open.clone(), |at| at.since(alert.raised_at).to_string());
        let seen = alert.acknowledged_at.map(|at| format!("after {}", at.since(alert.raised_at)));
        vec![
            moment(alert.raised_at),
            alert.severity.as_str().to_owned(),
            alert.id.clone(),
            alert.text.clone(),
            seen.unwrap_or_else(|| "no".to_owned()),
            stood,
        ]
    };
    let heads = ["Raised", "Severity", "Alert", "What", "Acknowledged", "Stood for"];
    table("Alerts", "No alert was raised.", &heads, report.alerts.iter().map(row))
}

fn acts(report: &SoakReport) -> Table {
    let rows = report.acts.iter().map(|act| {
        let who = match act.terminal.as_str() {
            "" | "none" => act.user.clone(),
            terminal => format!("{} at {terminal}", act.user),
        };
        vec![moment(act.at), who, act.command.clone(), act.reason.clone(), act.result.clone()]
    });
    table("What people did", "Nobody did anything.", &["When", "Who", "Act", "Reason", "Result"], rows)
}

fn moves(report: &SoakReport) -> Table {
    let rows = report.moves.iter().map(|one| {
        let level = match one.level {
            BreakerLevel::Armed => "armed",
            BreakerLevel::Paused => "paused",
            BreakerLevel::Tripped => "tripped",
            BreakerLevel::Flattening => "closing everything",
        };
        vec![moment(one.at), level.to_owned(), one.by.clone(), one.reason.clone()]
    });
    table("The breaker", "The breaker never moved.", &["When", "To", "By", "Why"], rows)
}

fn interruptions(report: &SoakReport) -> Table {
    let line = |from: Time, what: &str, length: Option<Span>, why: &str| {
        let length = length.map_or(String::new(), |length| length.to_string());
        (from, vec![moment(from), what.to_owned(), length, why.to_owned()])
    };
    let mut rows: Vec<_> = report
        .gaps
        .iter()
        .map(|gap| line(gap.from, "gap", Some(gap.to.since(gap.from)), &gap.reason))
        .chain(report.restarts.iter().map(|at| line(*at, "restart", None, "the process was started again")))
        .chain(report.rehearsals.iter().map(|window| {
            line(window.from, "rehearsal", Some(window.until.since(window.from)), &window.label)
        }))
        .collect();
    rows.sort_by_key(|(from, _)| *from);
    let rows = rows.into_iter().map(|(_, row)| row);
    let heads = ["From", "What", "Length", "Why"];
    table("Gaps, restarts and rehearsals", "The soak was never interrupted.", &heads, rows)
}

fn evidence(report: &SoakReport) -> Table {
    let planned = report.plan.as_ref().map(|plan| &plan.fingerprints);
    let rows = report.evidence.iter().map(|one| {
        let holds = if planned == Some(&one.fingerprints) { "this soak" } else { "something else" };
        let found = finding(&one.finding);
        vec![one.name.clone(), found, moment(one.taken_at), one.origin.clone(), holds.to_owned()]
    });
    table("Evidence", "No evidence was taken.", &["Name", "Found", "Taken", "By", "Holds for"], rows)
}

fn finding(finding: &Finding) -> String {
    match finding {
        Finding::Drill { held, failed, recovery, real_time } => {
            let recovered = recovery.map_or(String::new(), |span| format!(", well again after {span}"));
            let how = if *real_time { "over real sockets" } else { "in virtual time" };
            format!("{held} held, {failed} failed {how}{recovered}")
        }
        Finding::Load(load) => {
            let p99 = load.p99.map_or(String::new(), |p99| format!(", p99 {p99}"));
            format!("{} a minute: {} sent, {} dropped{p99}", load.asked_rpm, load.sent, load.dropped)
        }
        Finding::Regression { sessions, failed, .. } => {
            format!("{sessions} sessions, {} failed", failed.len())
        }
        Finding::Coverage { lines, covered, .. } => format!("{covered} of {lines} lines covered"),
        Finding::Tests { run, failed, skipped } => format!("{run} run, {failed} failed, {skipped} left out"),
        Finding::KeyScan { searched, found, unsearched, excepted, .. } => {
            let (hits, left) = (found.len(), unsearched.len());
            let at: std::collections::BTreeSet<_> = excepted.iter().map(|one| one.place.as_str()).collect();
            let at: Vec<_> = at.into_iter().collect();
            let at = if at.is_empty() { String::new() } else { format!(": {}", at.join(", ")) };
            format!(
                "{searched} places searched, {hits} hits, {left} not searched, {} excepted{at}",
                excepted.len()
            )
        }
    }
}

fn fingerprints(report: &SoakReport) -> Table {
    let mut rows = Vec::new();
    if let Some(plan) = &report.plan {
        let prints = &plan.fingerprints;
        for (name, print) in
            [("agent", &prints.agent), ("configuration", &prints.configuration), ("program", &prints.binary)]
        {
            rows.push(vec![name.to_owned(), print.clone()]);
        }
    }
    let journal = &report.journal;
    let chain = match &journal.head {
        Some(head) => head.clone(),
        None => format!("damaged: {}", journal.damages.join("; ")),
    };
    rows.push(vec![format!("journal, {} inputs in {} chunks", journal.inputs, journal.chunks), chain]);
    table("Fingerprints", "There are no fingerprints.", &["Of", "SHA-256"], rows.into_iter())
}
