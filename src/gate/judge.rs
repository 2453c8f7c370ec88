//! From facts to a judgement of every item, and from that to the verdict.

use serde::{Deserialize, Serialize};

use super::items::{breaker, key, reconciliation, seven_days};
use super::{ChecklistStatus, Facts, Item, Judged};
use crate::model::Time;

/// The decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every item is proven.
    Go,
    /// One is not.
    NoGo,
}

/// An item as it was judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemJudged {
    /// Which.
    pub item: Item,
    /// How it stands.
    #[serde(flatten)]
    pub judged: Judged,
}

/// Every item as it was judged, and the verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// The moment.
    pub at: Time,
    /// The decision.
    pub verdict: Verdict,
    /// The items, in their order.
    pub items: Vec<ItemJudged>,
}

/// Judges every item by `facts`.
#[must_use]
pub fn judge(facts: &Facts) -> Judgement {
    let items: Vec<_> =
        Item::ALL.into_iter().map(|item| ItemJudged { item, judged: judge_one(item, facts) }).collect();
    let proven = items.iter().all(|item| item.judged.status == ChecklistStatus::Go);
    Judgement { at: facts.at, verdict: if proven { Verdict::Go } else { Verdict::NoGo }, items }
}

fn judge_one(item: Item, facts: &Facts) -> Judged {
    match item {
        Item::Coverage => Judged::none_yet("soak evidence add coverage FILE"),
        Item::Integration => Judged::none_yet("soak drill scenarios"),
        Item::SevenDays => seven_days::judge(&facts.run.seven_days),
        Item::Load => Judged::none_yet("soak load --times 2"),
        Item::Chaos => Judged::none_yet("soak drill chaos"),
        Item::Regression => Judged::none_yet("soak regress DIR"),
        Item::Reconciliation => reconciliation::judge(&facts.run.reconciliation),
        Item::Breaker => breaker::judge(&facts.run.breaker),
        Item::Key => key::judge(&facts.venue, facts.key_env.as_deref()),
        Item::Ramp => Judged::wait("no ramp in soak.toml", "[ramp] in soak.toml"),
        Item::Unknown | Item::Drift | Item::Alerts | Item::Resources | Item::Paper => {
            Judged::wait("not judged yet", "soak gate")
        }
    }
}
