//! From facts to a judgement of every item, and from that to the verdict.

use std::any::Any;

use serde::{Deserialize, Serialize};

use super::items::{
    alerts, breaker, chaos, coverage, drift, integration, key, load, paper, ramp, reconciliation, regression,
    resources, seven_days, unknown,
};
use super::{ChecklistStatus, Facts, Item, Judged};
use crate::caught::catch;
use crate::model::{Plan, Stage, Time, neutralise};

/// Most of what a crashed check says that is shown.
const WORDS_CHARS_MAX: usize = 40;

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
    /// What the run is played on; none before it began.
    #[serde(default)]
    pub stage: Option<Stage>,
    /// The items, in their order.
    pub items: Vec<ItemJudged>,
}

/// Judges every item by `facts`. An item whose check crashes is not proven, and says so.
#[must_use]
pub fn judge(facts: &Facts) -> Judgement {
    judge_by(facts, judge_one)
}

fn judge_by(facts: &Facts, judge_one: impl Fn(Item, &Facts) -> Judged) -> Judgement {
    let judge_item = |item| {
        let judged = catch(|| judge_one(item, facts));
        ItemJudged { item, judged: judged.unwrap_or_else(|cause| crashed(item, cause.as_ref(), facts.at)) }
    };
    let items: Vec<_> = Item::ALL.into_iter().map(judge_item).collect();
    let proven = items.iter().all(|item| item.judged.status == ChecklistStatus::Go);
    let verdict = if proven { Verdict::Go } else { Verdict::NoGo };
    Judgement { at: facts.at, verdict, stage: facts.plan.as_ref().map(|plan| plan.stage), items }
}

impl Judgement {
    /// What stands beside the verdict where the stage is made up, whatever the verdict is; none where nothing
    /// is: `on virtual time: opens only an exchange on this machine`.
    #[must_use]
    pub fn caveat(&self) -> Option<String> {
        let pretence = self.stage.and_then(Stage::pretence)?;
        Some(match self.verdict {
            Verdict::Go => format!("on {pretence}: opens only an exchange on this machine"),
            Verdict::NoGo => format!("on {pretence}"),
        })
    }
}

fn judge_one(item: Item, facts: &Facts) -> Judged {
    let run = &facts.run;
    let with_plan = |judge: &dyn Fn(&Plan) -> Judged| match &facts.plan {
        Some(plan) => judge(plan),
        None => Judged::wait("no limits were set before the run", "soak stop, and soak run again"),
    };
    match item {
        Item::Coverage => with_plan(&|plan| coverage::judge(facts, plan)),
        Item::Integration => with_plan(&|plan| integration::judge(facts, plan)),
        Item::SevenDays => with_plan(&|plan| seven_days::judge(&run.seven_days, plan)),
        Item::Load => with_plan(&|plan| load::judge(facts, plan)),
        Item::Chaos => with_plan(&|plan| chaos::judge(facts, plan)),
        Item::Regression => with_plan(&|plan| regression::judge(facts, plan)),
        Item::Reconciliation => with_plan(&|plan| reconciliation::judge(facts, plan)),
        Item::Breaker => with_plan(&|plan| breaker::judge(facts, plan)),
        Item::Key => with_plan(&|plan| key::judge(facts, plan)),
        Item::Ramp => with_plan(&|plan| ramp::judge(facts, plan)),
        Item::Unknown => unknown::judge(&run.unknown),
        Item::Drift => drift::judge(&run.drift),
        Item::Alerts => with_plan(&|plan| alerts::judge(&run.alerts, plan)),
        Item::Resources => with_plan(&|plan| resources::judge(&run.resources, plan)),
        Item::Paper => paper::judge(&run.paper),
    }
}

/// The row of a check that crashed.
fn crashed(item: Item, cause: &(dyn Any + Send), at: Time) -> Judged {
    let words = cause.downcast_ref::<String>().map(String::as_str);
    let words = words.or_else(|| cause.downcast_ref::<&str>().copied()).unwrap_or("no words");
    let text = format!("the check of {} crashed: {}", item.as_str(), neutralise(words, WORDS_CHARS_MAX));
    Judged::no_go(text, "report it, with soak gate --json", at)
}

#[cfg(test)]
mod tests;
