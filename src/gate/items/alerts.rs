//! Alerts left the box and were acknowledged by a person, each within a day.

use serde::{Deserialize, Serialize};

use crate::engine::{AlertKind, State};
use crate::gate::Judged;
use crate::model::{Plan, Span, Time, neutralise};

/// The founding document's day.
const WITHIN: Span = Span::from_secs(86_400);

/// Most of a name that is shown.
const NAME_CHARS_MAX: usize = 28;

/// What it is judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::gate) struct Facts {
    /// The moment.
    pub(in crate::gate) at: Time,
    /// Pages that reached a person in time.
    pub(in crate::gate) reached: u64,
    /// Those that did not, and when the last of them came to be.
    pub(in crate::gate) late: (u64, Option<Time>),
    /// The page that is owed for the longest time.
    pub(in crate::gate) owed: Option<Owed>,
    /// Ways out of the box that take nothing.
    pub(in crate::gate) failing: Vec<String>,
}

/// A page that has not reached a person yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::gate) struct Owed {
    /// Its identity.
    pub(in crate::gate) alert: String,
    /// Since when it is owed.
    pub(in crate::gate) since: Time,
    /// Whether it left the box.
    pub(in crate::gate) delivered: bool,
    /// How many more are owed.
    pub(in crate::gate) more: usize,
}

impl From<&State> for Facts {
    fn from(state: &State) -> Self {
        let tellings = state.alerts().tellings();
        let failing = state.alerts().open().filter(|alert| alert.kind == AlertKind::Delivery);
        let owed = tellings.oldest_owed().map(|(owed, more)| Owed {
            alert: owed.alert.id(),
            since: owed.since,
            delivered: owed.alert.delivered_at.is_some(),
            more,
        });
        Self {
            at: state.at(),
            reached: tellings.reached(),
            late: (tellings.late(), tellings.late_at()),
            owed,
            failing: failing.map(|alert| alert.subject.clone()).collect(),
        }
    }
}

pub(in crate::gate) fn judge(facts: &Facts, plan: &Plan) -> Judged {
    let at = facts.at;
    let name = |text: &str| neutralise(text, NAME_CHARS_MAX);
    if let Some(sink) = facts.failing.first() {
        return Judged::no_go(format!("{} takes no alerts", name(sink)), "mend it, then soak alert test", at);
    }
    if let Some(owed) = &facts.owed {
        let more = if owed.more == 0 { String::new() } else { format!(", and {} more", owed.more) };
        let next = if owed.delivered { format!("soak alert ack {}", owed.alert) } else { deliver() };
        let lacks = if owed.delivered { "acknowledged" } else { "delivered" };
        let text = format!("{} is not {lacks}{more}", name(&owed.alert));
        return if at.since(owed.since) > WITHIN {
            Judged::no_go(format!("{text}, over a day"), next, at)
        } else {
            Judged::wait(text, next).judged_at(at)
        };
    }
    // A page that came too late counts as long as a proof takes: a new one has to be made without it.
    let late_at = facts.late.1.filter(|late_at| at.since(*late_at) <= plan.gate.healthy_min);
    if late_at.is_some() {
        let text = format!("{} pages reached nobody within a day", facts.late.0);
        return Judged::no_go(text, format!("{} without another", plan.gate.healthy_min), at);
    }
    if facts.reached == 0 {
        return Judged::wait("no page has reached a person yet", "soak alert test, then soak alert ack");
    }
    Judged::go(format!("{} pages delivered and acknowledged", facts.reached), at)
}

fn deliver() -> String {
    "[alerts] in soak.toml, then soak alert test".to_owned()
}
