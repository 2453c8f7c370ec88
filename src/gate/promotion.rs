//! Whether a soak's proof is enough to trade with real money.
//!
//! The judgement is made again from the facts of the bundle and not read from it, and the bundle counts for a
//! day.
//!
//! Invariant: every reason against it is told at once, and one is enough.

use crate::gate::{ChecklistStatus, Facts, judge};
use crate::model::{Decimal, Fingerprints, Rate, Span, Time, TradingMode};

/// How long a proof counts: a day, as the founding document asks for the rehearsals.
const FRESH_FOR: Span = Span::from_secs(86_400);

/// The largest first step in basis points: the founding document's tenth.
const FIRST_STEP_MAX_BP: i64 = 1_000;

/// What is about to start.
#[derive(Clone, Debug)]
pub struct Start<'a> {
    /// The moment.
    pub at: Time,
    /// What it would run with.
    pub fingerprints: &'a Fingerprints,
    /// SHA-256 of the live key, shortened as in a key scan; none where its variable is not set.
    pub live_key: Option<&'a str>,
    /// The account's name as the operator typed it.
    pub typed_account: &'a str,
    /// The account's name as the venue or the configuration has it.
    pub account: &'a str,
    /// Whether the exchange that it would trade at is on this machine.
    pub venue_is_local: bool,
}

/// Why real money is out of the question. Policy of every variant: nothing starts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The soak behind the proof traded with real money itself.
    #[error("the bundle is of a live run; only a paper soak proves anything: give one of the paper soak")]
    NotPaper,
    /// An item is not green now.
    #[error("{item} is not green: {evidence}; next: {next}")]
    NotGo {
        /// The item.
        item: &'static str,
        /// Its evidence in one line.
        evidence: String,
        /// What turns it green.
        next: String,
    },
    /// The soak behind the proof was played on a stage that somebody made up.
    #[error(
        "the soak behind the bundle had {pretence}, which opens no venue but one on this machine; soak over the venue's own prices, in real time"
    )]
    MadeUp {
        /// What was made up.
        pretence: &'static str,
    },
    /// The proof is too old.
    #[error("the bundle was judged {} ago, a day is the most; soak report --bundle makes a new one", coarse(*age))]
    Stale {
        /// How old.
        age: Span,
    },
    /// The proof is from the future.
    #[error("the bundle was judged {} from now by this machine's clock; set the clock", coarse(*ahead))]
    Future {
        /// How far.
        ahead: Span,
    },
    /// The proof holds for something else.
    #[error("the {what} is not the one that was soaked; soak it again")]
    Changed {
        /// `agent`, `configuration` or `binary`.
        what: &'static str,
    },
    /// There is no live key.
    #[error("no live key is set; put it into the variable that venue.live_key_env names")]
    NoLiveKey,
    /// The live key is the one that the soak was made with.
    #[error("the live key is the paper key; give the live account a key of its own")]
    SameKey,
    /// The first step is too large.
    #[error(
        "the ramp begins with {percent}% of the exposure, at most 10% are allowed; set ramp.steps_pct, and soak it again"
    )]
    Ramp {
        /// Its first step, in per cent.
        percent: Decimal,
    },
    /// The operator typed another name.
    #[error("the account's name was not typed as venue.live_account has it; nothing was started")]
    WrongAccount,
}

/// `span` to the minute, and in words where that says nothing.
fn coarse(span: Span) -> String {
    let minutes = Span::from_secs(span.as_secs() / 60 * 60);
    if minutes > Span::ZERO { minutes.to_string() } else { "less than a minute".to_owned() }
}

/// Every reason against trading with real money by the proof `facts`; none when it may begin.
#[must_use]
pub fn refusals(facts: &Facts, start: &Start<'_>) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let age = start.at.since(facts.at);
    if age > FRESH_FOR {
        refusals.push(Refusal::Stale { age });
    } else if age < Span::ZERO {
        refusals.push(Refusal::Future { ahead: Span::ZERO - age });
    }
    let plan = facts.plan.clone().unwrap_or_default();
    if plan.mode == TradingMode::Live {
        refusals.push(Refusal::NotPaper);
    }
    if let Some(pretence) = plan.stage.pretence().filter(|_| !start.venue_is_local) {
        refusals.push(Refusal::MadeUp { pretence });
    }
    let (soaked, now) = (&plan.fingerprints, start.fingerprints);
    let parts = [
        ("agent", &soaked.agent, &now.agent),
        ("configuration", &soaked.configuration, &now.configuration),
        ("binary", &soaked.binary, &now.binary),
    ];
    let changed = parts.into_iter().filter(|(_, soaked, now)| soaked != now || now.is_empty());
    refusals.extend(changed.map(|(what, ..)| Refusal::Changed { what }));
    let red = judge(facts).items.into_iter().filter(|item| item.judged.status != ChecklistStatus::Go);
    refusals.extend(red.map(|red| {
        let (item, evidence, next) = (red.item.as_str(), red.judged.evidence, red.judged.next);
        Refusal::NotGo { item, evidence, next }
    }));
    let paper_keys = facts.evidence.iter().filter_map(|evidence| evidence.finding.paper_key());
    match start.live_key {
        None => refusals.push(Refusal::NoLiveKey),
        Some(live) if paper_keys.into_iter().any(|paper| paper == live) => refusals.push(Refusal::SameKey),
        Some(_) => {}
    }
    let first = plan.ramp.steps.first().copied().unwrap_or(Rate::ONE);
    if first > Rate::from_bp(FIRST_STEP_MAX_BP) {
        refusals.push(Refusal::Ramp { percent: first.percent().normalize() });
    }
    if start.account.is_empty() || start.typed_account != start.account {
        refusals.push(Refusal::WrongAccount);
    }
    refusals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::State;
    use crate::gate::{Evidence, Finding, RunFacts};
    use crate::model::{Plan, RampRules, Stage, StagePrices, StageTime};

    const PACKED: Time = Time::from_millis(1_000_000);

    fn prints(agent: &str) -> Fingerprints {
        Fingerprints { agent: agent.into(), configuration: "c".into(), binary: "b".into() }
    }

    fn facts() -> Facts {
        let plan = Plan { fingerprints: prints("a"), ..Plan::default() };
        let finding = Finding::KeyScan {
            searched: 9,
            found: Vec::new(),
            unsearched: Vec::new(),
            paper_key: Some("paper".into()),
            live_key: None,
            places: Vec::new(),
            excepted: Vec::new(),
        };
        let (name, origin) = ("keys".to_owned(), "soak evidence scan".to_owned());
        let scan = Evidence { name, finding, taken_at: PACKED, origin, fingerprints: prints("a") };
        Facts {
            at: PACKED,
            plan: Some(plan),
            run: RunFacts::of(&State::new()),
            venue: "embedded".into(),
            key_env: None,
            evidence: vec![scan],
            fixtures: std::collections::BTreeMap::new(),
        }
    }

    /// What speaks against a start that `change` made wrong, apart from items that are not green.
    #[track_caller]
    fn check(change: impl FnOnce(&mut Facts, &mut Start<'_>), expect: &[Refusal]) {
        let prints = prints("a");
        let (live_key, account) = (Some("live"), "main");
        let at = PACKED + FRESH_FOR;
        let venue_is_local = true;
        let mut start =
            Start { at, fingerprints: &prints, live_key, typed_account: account, account, venue_is_local };
        let mut facts = facts();
        change(&mut facts, &mut start);
        let mut refusals = refusals(&facts, &start);
        refusals.retain(|refusal| !matches!(refusal, Refusal::NotGo { .. }));
        assert_eq!(refusals, expect);
    }

    #[test]
    fn each_reason_is_told() {
        let micro = Span::from_micros(1);
        check(|_, _| {}, &[]);
        check(|_, start| start.at = start.at + micro, &[Refusal::Stale { age: FRESH_FOR + micro }]);
        check(|_, start| start.at = PACKED - micro, &[Refusal::Future { ahead: micro }]);
        check(|_, start| start.live_key = None, &[Refusal::NoLiveKey]);
        check(|_, start| start.live_key = Some("paper"), &[Refusal::SameKey]);
        check(|_, start| start.typed_account = "Main", &[Refusal::WrongAccount]);
        check(|_, start| (start.typed_account, start.account) = ("", ""), &[Refusal::WrongAccount]);
        let plan = |change: fn(&mut Plan)| {
            move |facts: &mut Facts, _: &mut Start<'_>| facts.plan.iter_mut().for_each(change)
        };
        check(plan(|plan| plan.mode = TradingMode::Live), &[Refusal::NotPaper]);
        let changed = |what| [Refusal::Changed { what }];
        check(plan(|plan| plan.fingerprints.agent = "other".into()), &changed("agent"));
        check(plan(|plan| plan.fingerprints.configuration.clear()), &changed("configuration"));
        check(plan(|plan| plan.fingerprints.binary.push('x')), &changed("binary"));
        let steps = |steps: Vec<Rate>| RampRules { steps, ..RampRules::default() };
        let first = |percent: i64| [Refusal::Ramp { percent: Decimal::from(percent) }];
        check(|facts, _| facts.plan.as_mut().unwrap().ramp = steps(vec![Rate::from_bp(1_100)]), &first(11));
        check(|facts, _| facts.plan.as_mut().unwrap().ramp = steps(Vec::new()), &first(100));
    }

    #[test]
    fn a_made_up_stage_opens_only_what_is_on_this_machine() {
        use StagePrices::{Recorded, Synthetic, Venue};
        use StageTime::{Real, Virtual};
        for (time, prices, pretence) in [
            (Virtual, Synthetic, Some("virtual time and synthetic prices")),
            (Virtual, Recorded, Some("virtual time and recorded prices")),
            (Virtual, Venue, Some("virtual time")),
            (Real, Synthetic, Some("synthetic prices")),
            (Real, Recorded, Some("recorded prices")),
            (Real, Venue, None),
        ] {
            for venue_is_local in [true, false] {
                let refused = pretence.filter(|_| !venue_is_local);
                let expect: Vec<_> =
                    refused.into_iter().map(|pretence| Refusal::MadeUp { pretence }).collect();
                let staged = |facts: &mut Facts, start: &mut Start<'_>| {
                    facts.plan.as_mut().unwrap().stage = Stage { time, prices };
                    start.venue_is_local = venue_is_local;
                };
                check(staged, &expect);
            }
        }
    }

    #[test]
    fn ages_are_told_as_people_say_them() {
        #[track_caller]
        fn check(refusal: &Refusal, expect: &str) {
            assert!(refusal.to_string().contains(expect), "{refusal}");
        }
        let micro = Span::from_micros(1);
        check(&Refusal::Stale { age: FRESH_FOR + micro }, "judged 1d 00h ago");
        check(&Refusal::Future { ahead: micro }, "judged less than a minute from now");
        check(&Refusal::Future { ahead: Span::from_secs(3_659) }, "judged 1h 00m from now");
    }

    #[test]
    fn an_item_that_is_not_green_is_named() {
        let prints = prints("a");
        let start = Start {
            at: PACKED,
            fingerprints: &prints,
            live_key: Some("l"),
            typed_account: "m",
            account: "m",
            venue_is_local: true,
        };
        let refusals = refusals(&facts(), &start);
        assert!(
            refusals.iter().any(|one| matches!(one, Refusal::NotGo { item: "coverage", .. })),
            "{refusals:?}"
        );
    }
}
