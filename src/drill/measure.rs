//! What can be measured in a drill, by name.

use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};
use serde::{Deserialize, Serialize};

use super::Unit;
use crate::engine::AlertKind;

/// One thing that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Requests that left while a fault's window was open; of one label, or of any.
    RequestsInFaults,
    /// The most requests that left in any 60 seconds.
    RequestsPerMinuteMax,
    /// Requests that left before the time that a 429 had asked for was over.
    RequestsInHold,
    /// Times that the same order was posted, at the most.
    PostsPerOrderMax,
    /// Orders that were posted after they may have happened, and without proof that they did not.
    PostsWithoutProof,
    /// Orders posted, of one purpose or of any, each counted once.
    OrdersPosted,
    /// Orders at the venue that bear a key of ours, of one purpose or of any.
    OrdersAtVenue,
    /// Market orders that left while a price stood a crash away from where it had been.
    MarketOrdersInCrash,
    /// The largest fall of marked equity from its highest.
    LossMax,
    /// The largest share of marked equity that was exposed.
    ExposureMax,
    /// From the opening of the first fault's window to the first alert of a kind.
    AlertAfterFault,
    /// From the first close that was wanted to the first alert of a kind.
    AlertAfterClose,
    /// Alerts raised, of one kind or of any.
    AlertsRaised,
    /// Alerts standing at the end, of one kind or of any.
    AlertsLeft,
    /// Orders that left when their intent was older than its time to live.
    StaleOrders,
    /// Intents dropped because they were too old.
    IntentsExpired,
    /// Answers that ended as a word says: `timed_out`, `rate_limited`, `server_error`, `malformed`, …
    Replies,
    /// Times that an order became UNKNOWN.
    UnknownSeen,
    /// Orders still UNKNOWN at the end.
    UnknownLeft,
    /// The longest that an order was UNKNOWN.
    UnknownLongest,
    /// What no fill and no fee explains between the venue's cash and ours, as the engine saw it last.
    Drift,
    /// What the venue's cash truly is apart from ours at the end.
    CashApart,
    /// Markets in which the venue truly holds another position than we do at the end.
    PositionsApart,
    /// Fills that one side has at the end and the other has not.
    FillsApart,
    /// Fills that the venue made.
    Fills,
    /// Entries that left while they should have been held back: `tripped`, `stale`, `blind`, `failing` or
    /// `quarantined`.
    EntriesWhile,
    /// Cancels sent for the same order, at the most.
    CancelsPerOrderMax,
    /// The shortest time between two cancels of the same order.
    CancelGapMin,
    /// How far the breaker had gone at the end.
    BreakerLeft,
    /// How far it had gone right after the last restart.
    BreakerAfterRestart,
    /// Restarts.
    Restarts,
    /// Markets with a position at the venue at the end.
    PositionsLeft,
    /// From the end of the last fault until the books agreed and no order was in doubt.
    RecoveredAfter,
}

/// What a measure is of, if it asks for that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Of nothing.
    Nothing,
    /// Of a kind of alert; of any if left out and the measure allows that.
    Alert {
        /// Whether it may be left out.
        optional: bool,
    },
    /// Of a window's label, or of any.
    Label,
    /// Of an order's purpose, or of any.
    Purpose,
    /// Of how a request ended.
    Outcome,
    /// Of why entries should have been held back.
    Condition,
}

/// How a request can end, in words.
const OUTCOMES: [&str; 8] =
    ["ok", "rate_limited", "refused", "not_sent", "timed_out", "disconnected", "server_error", "malformed"];

/// Why entries can be held back, in words.
const CONDITIONS: [&str; 5] = ["tripped", "stale", "blind", "failing", "quarantined"];

/// What an order can be for, in words.
const PURPOSES: [&str; 4] = ["entry", "exit", "stop_loss", "flatten"];

impl Measure {
    /// What it counts in.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Self::LossMax | Self::ExposureMax => Unit::Percent,
            Self::AlertAfterFault
            | Self::AlertAfterClose
            | Self::UnknownLongest
            | Self::CancelGapMin
            | Self::RecoveredAfter => Unit::Seconds,
            Self::Drift | Self::CashApart => Unit::Money,
            Self::BreakerLeft | Self::BreakerAfterRestart => Unit::Level,
            _ => Unit::Count,
        }
    }

    /// What it is of.
    #[must_use]
    pub const fn subject(self) -> Subject {
        match self {
            Self::RequestsInFaults => Subject::Label,
            Self::OrdersPosted | Self::OrdersAtVenue => Subject::Purpose,
            Self::AlertAfterFault | Self::AlertAfterClose => Subject::Alert { optional: false },
            Self::AlertsRaised | Self::AlertsLeft => Subject::Alert { optional: true },
            Self::Replies => Subject::Outcome,
            Self::EntriesWhile => Subject::Condition,
            _ => Subject::Nothing,
        }
    }

    /// Words for people, to be followed by the figure.
    #[must_use]
    pub(super) fn words_of(self, of: Option<&str>) -> String {
        let words = self.words();
        of.map_or_else(|| words.to_owned(), |of| format!("{words} ({of})"))
    }

    const fn words(self) -> &'static str {
        match self {
            Self::RequestsInFaults => "requests while the fault lasted",
            Self::RequestsPerMinuteMax => "most requests in a minute",
            Self::RequestsInHold => "requests before the venue's waiting time was over",
            Self::PostsPerOrderMax => "most posts of one order",
            Self::PostsWithoutProof => "orders sent again without proof",
            Self::OrdersPosted => "orders posted",
            Self::OrdersAtVenue => "orders at the venue",
            Self::MarketOrdersInCrash => "market orders in the crash",
            Self::LossMax => "largest loss of marked equity",
            Self::ExposureMax => "largest exposure",
            Self::AlertAfterFault => "alert after the fault began",
            Self::AlertAfterClose => "alert after the close",
            Self::AlertsRaised => "alerts raised",
            Self::AlertsLeft => "alerts left",
            Self::StaleOrders => "orders sent too late",
            Self::IntentsExpired => "intents dropped as too old",
            Self::Replies => "requests that ended",
            Self::UnknownSeen => "orders that became unknown",
            Self::UnknownLeft => "orders left unknown",
            Self::UnknownLongest => "longest time an order was unknown",
            Self::Drift => "cash that nothing explains",
            Self::CashApart => "cash apart from the venue's",
            Self::PositionsApart => "positions apart from the venue's",
            Self::FillsApart => "fills apart from the venue's",
            Self::Fills => "fills at the venue",
            Self::EntriesWhile => "entries that left",
            Self::CancelsPerOrderMax => "most cancels of one order",
            Self::CancelGapMin => "shortest time between two cancels of an order",
            Self::BreakerLeft => "breaker at the end",
            Self::BreakerAfterRestart => "breaker after the restart",
            Self::Restarts => "restarts",
            Self::PositionsLeft => "positions left open",
            Self::RecoveredAfter => "recovered after the last fault",
        }
    }

    /// Whether it can be measured of `of`.
    ///
    /// # Errors
    /// What it can be measured of.
    pub fn check_subject(self, of: Option<&str>) -> Result<(), String> {
        let known = |of: &str, words: &[&str]| {
            let fits = words.contains(&of);
            if fits { Ok(()) } else { Err(format!("{of:?} is not one of {}", words.join(", "))) }
        };
        match (self.subject(), of) {
            (
                Subject::Nothing | Subject::Label | Subject::Purpose | Subject::Alert { optional: true },
                None,
            )
            | (Subject::Label, Some(_)) => Ok(()),
            (Subject::Nothing, Some(_)) => {
                Err("this measure is of nothing in particular: leave of out".to_owned())
            }
            (Subject::Alert { .. }, Some(of)) => alert_kind(of).map(|_| ()),
            (Subject::Purpose, Some(of)) => known(of, &PURPOSES),
            (Subject::Outcome, Some(of)) => known(of, &OUTCOMES),
            (Subject::Condition, Some(of)) => known(of, &CONDITIONS),
            (_, None) => Err("this measure is of something: say of what with of".to_owned()),
        }
    }
}

/// The kind of alert that people call `word`.
///
/// # Errors
/// Which words there are.
pub(super) fn alert_kind(word: &str) -> Result<AlertKind, String> {
    let from: StrDeserializer<'_, Error> = word.into_deserializer();
    AlertKind::deserialize(from).map_err(|error| error.to_string())
}
