//! The soak itself: name, clock, breaker, journal.

use serde::{Deserialize, Serialize};

use crate::model::{BreakerLevel, Seq, Span, Stage, Time};

/// Name, clock, phase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoakView {
    /// The name people use.
    pub name: String,
    /// What tells its idempotency keys apart.
    pub id: String,
    /// `starting`, `trading`, `held` (with the reason in `held_because`), `ending`, `fault`.
    pub phase: String,
    /// Why no entries leave, if none do.
    pub held_because: Option<String>,
    /// When it began.
    pub started_at: Time,
    /// Time that counts: covered by market data, with the process up.
    pub healthy: Span,
    /// The length it was asked to run.
    pub length: Option<Span>,
    /// Gaps in the soak clock, and their sum.
    pub gaps: u64,
    /// The sum of the gaps.
    pub gap_total: Span,
    /// Restarts over this journal.
    pub restarts: u64,
    /// Whether money is at stake.
    pub execution: Execution,
    /// Where it trades: `embedded`, or the venue's host.
    pub venue: String,
    /// The variable that the venue's key was taken from. Pictures of an older build do not tell.
    #[serde(default)]
    pub key_env: Option<String>,
    /// Where prices come from, as on the command line: `synthetic:7`.
    pub feed: String,
    /// Who trades: `crossover`, `none`.
    pub agent: String,
    /// The seed.
    pub seed: u64,
    /// What it is played on; none before its plan. Pictures of an older build do not tell.
    #[serde(default)]
    pub stage: Option<Stage>,
}

/// Whether money is at stake.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Execution {
    /// The venue has not proven yet that it is paper; no order leaves.
    #[default]
    Unproven,
    /// The venue has proven that it is paper.
    Paper,
    /// Real money.
    Live,
}

/// The breaker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakerView {
    /// How far it has gone.
    pub level: BreakerLevel,
    /// Since when.
    pub since: Time,
    /// Who or what moved it last.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When the venue said, after the last trip, that nothing is held.
    pub flat_at: Option<Time>,
    /// Times it tripped.
    pub trips: u64,
}

/// The journal's disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalView {
    /// Why writes fail, if they do.
    pub failing: Option<String>,
    /// The last input that is durable.
    pub durable: Seq,
    /// Records shed because the disk took none.
    pub records_shed: u64,
    /// Log lines dropped.
    pub log_dropped: u64,
}

/// What was left out, of everything that has a limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DroppedView {
    /// Intents of the agent that risk, breaker or anything else held back.
    pub intents_refused: u64,
    /// Orders that were too old to be sent.
    pub intents_expired: u64,
    /// Alerts not kept because too many of their kind stood.
    pub alerts: u64,
    /// Answers of the venue that nobody had asked for.
    pub replies_unasked: u64,
    /// Words of alerts that will not leave the box, because too many waited or stood.
    #[serde(default)]
    pub notices: u64,
    /// Requests that had no place in the queue. Pictures of an older build do not tell.
    #[serde(default)]
    pub requests: u64,
}
