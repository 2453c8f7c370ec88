//! What the shell tells of its surroundings: alerts that left the box, and what the process uses.

use serde::{Deserialize, Serialize};

use crate::model::{Span, Time};

/// What became of telling a person of an alert by one way out of the box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The alert's identity, `kind:subject`.
    pub alert: String,
    /// When the alert was raised, which tells two of the same identity apart.
    pub raised_at: Time,
    /// The way, by its name in the configuration.
    pub sink: String,
    /// What came of it.
    pub outcome: DeliveryOutcome,
}

/// What came of a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeliveryOutcome {
    /// The other side took it.
    Delivered,
    /// It did not, several times; it is tried again until it does.
    Failing {
        /// Why, for people; without secrets.
        reason: String,
    },
    /// There is no such way any more: whoever started the process took it out of the configuration.
    Removed,
    /// It takes again what it is sent; what it took just now says of no alert that it stands.
    Well,
}

/// What the process uses of its machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resources {
    /// Memory of the process, KiB.
    pub memory_kib: u64,
    /// Free space on the journal's disk, KiB.
    pub disk_free_kib: u64,
    /// How far the machine's clock is ahead of the venue's at most, or behind when negative, from the dates of
    /// its answers since the sample before. Dates have whole seconds: what they leave open, from some
    /// milliseconds to one and a half seconds, is counted against the clock. None where it told none.
    pub clock_offset: Option<Span>,
}
