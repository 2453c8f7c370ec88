//! What the engine cannot know about itself.

use super::WindowView;
use crate::gate::Gathered;
use crate::model::{Seq, Span, Time};

/// What only the shell around the engine knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vitals {
    /// The name people use.
    pub name: String,
    /// Length that the run was asked for; none when it runs until the feed ends or is stopped.
    pub length: Option<Span>,
    /// Where it trades: `embedded`, or the venue's host.
    pub venue: String,
    /// Where prices come from.
    pub feed: String,
    /// Who trades.
    pub agent: String,
    /// The variable that the venue's key was taken from; none when the venue needs none.
    pub key_env: Option<String>,
    /// Every window in which a fault is injected, past and to come; none where no fault may be.
    pub game_day: Option<Vec<WindowView>>,
    /// The newest evidence of each name, and what it is held against on this machine.
    pub evidence: Gathered,
    /// When the soak is judged, if it does not run any more: later than its end.
    pub judged_at: Option<Time>,
    /// The last input that is durable.
    pub durable: Seq,
    /// Records shed because the disk took none.
    pub records_shed: u64,
    /// Log lines dropped.
    pub log_dropped: u64,
    /// Words of alerts that will not leave, because too many waited or stood.
    pub notices_shed: u64,
}
