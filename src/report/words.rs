//! Single facts in words: money, the breaker, who is needed.

use crate::event::Severity;
use crate::model::{BreakerLevel, Decimal, Money, Span};
use crate::snapshot::{BreakerView, Execution, Snapshot};

/// An amount with two decimals, rounded.
pub(super) fn money(amount: Money) -> String {
    format!("{:.2}", rounded(amount))
}

/// The same with its sign.
pub(super) fn signed(amount: Money) -> String {
    format!("{:+.2}", rounded(amount))
}

fn rounded(amount: Money) -> Decimal {
    let rounded = amount.get().round_dp(2);
    // There is no loss of -0.00.
    if rounded.is_zero() { Decimal::ZERO } else { rounded }
}

/// A percentage with two decimals.
pub(super) fn percent(value: Decimal) -> String {
    format!("{:.2}%", value.round_dp(2))
}

/// Whether money is at stake.
pub(super) fn execution(execution: Execution) -> &'static str {
    match execution {
        Execution::Unproven => "NOT PROVEN PAPER",
        Execution::Paper => "PAPER",
        Execution::Live => "LIVE",
    }
}

/// How far the breaker has gone. `FLAT` is said only when the venue has said that nothing is held.
pub(super) fn breaker(breaker: &BreakerView) -> &'static str {
    match (breaker.level, breaker.flat_at) {
        (BreakerLevel::Armed, _) => "ARMED",
        (BreakerLevel::Paused, _) => "PAUSED",
        (BreakerLevel::Tripped, None) => "TRIPPED",
        (BreakerLevel::Flattening, None) => "CLOSING",
        (BreakerLevel::Tripped | BreakerLevel::Flattening, Some(_)) => "TRIPPED, FLAT",
    }
}

/// Time run, of the time asked for where that is known.
pub(super) fn clock(healthy: Span, length: Option<Span>) -> String {
    match length {
        Some(length) => format!("{} of {length}", whole(healthy)),
        None => whole(healthy),
    }
}

/// Whole seconds, so that a clock does not flicker.
fn whole(span: Span) -> String {
    match span.as_secs() {
        0 => "0s".to_owned(),
        secs => Span::from_secs(secs).to_string(),
    }
}

/// What the soak is doing, and what holds it back if something does.
pub(super) fn phase(snapshot: &Snapshot) -> String {
    match &snapshot.soak.held_because {
        Some(why) => format!("{}: {why}", snapshot.soak.phase),
        None => snapshot.soak.phase.clone(),
    }
}

/// What is injected on purpose, and for how long yet; nothing when nothing is.
pub(super) fn rehearsal(snapshot: &Snapshot) -> Option<String> {
    let open = &snapshot.game_day.as_ref()?.open;
    let last = open.iter().map(|window| window.until).max()?;
    let labels: Vec<_> = open.iter().map(|window| window.label.as_str()).collect();
    Some(format!("{} for {} more", labels.join(", "), whole(last.since(snapshot.at))))
}

/// Whether a person is needed, in a word or two; nothing when nobody is. What a rehearsal brings about
/// needs nobody, unless an alert is raised for it.
pub(super) fn needs(snapshot: &Snapshot) -> Option<&'static str> {
    let loudest = snapshot.alerts.iter().map(|alert| alert.severity).max();
    match loudest {
        _ if snapshot.soak.phase == "fault" || snapshot.journal.failing.is_some() => Some("NEEDS YOU NOW"),
        Some(Severity::Page) => Some("NEEDS YOU NOW"),
        Some(Severity::Warn) => Some("look when awake"),
        _ if snapshot.feed.lost.is_some() && !snapshot.is_rehearsing() => Some("look when awake"),
        Some(Severity::Note) | None => None,
    }
}
