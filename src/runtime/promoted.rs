//! The last look before a folder is opened: a run with real money was promoted, and no folder changes its money.
//!
//! Whoever asks for a live run has judged its proof before. What is checked here holds whoever asks.
//!
//! Invariant: a live run has a bundle that opened the door for its very fingerprints, an exchange elsewhere, and
//! real time; a soak that was begun on paper is never continued with real money, nor the other way round.

use super::{OpenError, Pace, Plan, VenuePlan};
use crate::engine::State;
use crate::model::TradingMode;

/// Whether `plan` may begin at all.
///
/// # Errors
/// [`OpenError::NotPromoted`].
pub(super) fn may_begin(plan: &Plan) -> Result<(), OpenError> {
    let mode = plan.to_prove.mode;
    let (embedded, asked) = match &plan.venue {
        VenuePlan::Embedded { .. } => (true, TradingMode::Paper),
        VenuePlan::External { settings, .. } => (false, settings.mode()),
    };
    if mode == TradingMode::Paper {
        assert!(asked == mode, "Invariant: nothing is traded for real money by a run on paper");
        return Ok(());
    }
    let lacks = [
        (embedded, "the embedded exchange has no real money"),
        (plan.pace != Pace::Real, "real money is traded in real time"),
        (asked != mode, "its requests would be on paper"),
        (plan.to_prove.promoted_by.is_none(), "no bundle has opened the door"),
    ];
    match lacks.into_iter().find(|(lacks, _)| *lacks) {
        Some((_, why)) => Err(OpenError::NotPromoted { name: plan.name.clone(), why }),
        None => Ok(()),
    }
}

/// Whether the soak that is as `engine` may go on with `plan`.
///
/// # Errors
/// [`OpenError::OtherMoney`] and [`OpenError::NotPromoted`].
pub(super) fn may_go_on(plan: &Plan, engine: &State) -> Result<(), OpenError> {
    // Without a plan nothing has left yet: it was killed in its first millisecond.
    let Some(before) = engine.plan() else { return Ok(()) };
    let now = &plan.to_prove;
    if before.mode != now.mode {
        let (name, begun) = (plan.name.clone(), money(before.mode));
        return Err(OpenError::OtherMoney { name, begun, asked: money(now.mode) });
    }
    let same_door = before.promoted_by == now.promoted_by;
    if now.mode == TradingMode::Live && before.fingerprints != now.fingerprints && same_door {
        let why = "it is another agent, configuration or binary than its bundle is of";
        return Err(OpenError::NotPromoted { name: plan.name.clone(), why });
    }
    Ok(())
}

const fn money(mode: TradingMode) -> &'static str {
    match mode {
        TradingMode::Paper => "on paper",
        TradingMode::Live => "with real money",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::apply;
    use crate::event::{Envelope, Input};
    use crate::model::{Fingerprints, Markets, Seq, Time};
    use crate::venue::VenueSettings;

    /// A run at an exchange elsewhere, in `mode`, by the bundle `door`, of the agent `agent`.
    fn plan(mode: TradingMode, door: Option<&str>, agent: &str) -> Plan {
        let settings = VenueSettings::new("http://127.0.0.1:1/api/v1").unwrap().with_mode(mode);
        let fingerprints = Fingerprints { agent: agent.to_owned(), ..Fingerprints::default() };
        let promoted_by = door.map(str::to_owned);
        Plan {
            name: "x".to_owned(),
            folder: "/nowhere".into(),
            rules: crate::model::Rules::default(),
            seed: 1,
            length: None,
            gap_after: crate::model::Span::from_secs(600),
            pace: Pace::Real,
            venue: VenuePlan::External { settings, markets: Markets::new([]) },
            log_level: tracing_subscriber::filter::LevelFilter::OFF,
            labels: crate::runtime::Labels::default(),
            alerts: crate::notify::NotifyRules::default(),
            to_prove: crate::model::Plan { fingerprints, mode, promoted_by, ..crate::model::Plan::default() },
        }
    }

    fn told(done: Result<(), OpenError>) -> String {
        done.err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn real_money_begins_with_a_bundle_elsewhere_in_real_time() {
        #[track_caller]
        fn check(change: impl FnOnce(&mut Plan), expect: &str) {
            let mut plan = plan(TradingMode::Live, Some("d"), "a");
            change(&mut plan);
            let told = told(may_begin(&plan));
            assert!(told.contains(expect) && told.is_empty() == expect.is_empty(), "{told}");
        }
        check(|_| {}, "");
        check(|plan| plan.to_prove.promoted_by = None, "no bundle has opened the door");
        check(|plan| plan.pace = Pace::Max, "real money is traded in real time");
        check(|live| live.venue = plan(TradingMode::Paper, None, "a").venue, "would be on paper");
        let source = || crate::runtime::FeedSource::synthetic(1, crate::market::SyntheticSettings::default());
        let embedded = || VenuePlan::embedded(source(), crate::paper::Terms::default());
        check(|plan| plan.venue = embedded(), "the embedded exchange has no real money");
        assert_eq!(told(may_begin(&plan(TradingMode::Paper, None, "a"))), "");
    }

    #[test]
    fn a_soak_goes_on_with_its_own_money_and_its_own_proof() {
        use TradingMode::{Live, Paper};
        #[track_caller]
        fn check(before: Option<Plan>, now: &Plan, expect: &str) {
            let mut engine = State::new();
            if let Some(before) = before {
                let input = Input::Plan(Box::new(before.to_prove));
                let envelope = Envelope { seq: Seq(1), at: Time::EPOCH, input };
                apply(&mut engine, &envelope, &mut Vec::new());
            }
            let told = told(may_go_on(now, &engine));
            assert!(told.contains(expect) && told.is_empty() == expect.is_empty(), "{told}");
        }
        let (live, paper) = (|door, agent| plan(Live, Some(door), agent), || plan(Paper, None, "a"));
        check(None, &live("d", "a"), "");
        check(None, &paper(), "");
        check(Some(live("d", "a")), &live("d", "a"), "");
        check(Some(live("d", "a")), &live("e", "b"), "");
        check(Some(live("d", "a")), &live("d", "b"), "another agent, configuration or binary");
        check(Some(paper()), &plan(Paper, None, "b"), "");
        check(Some(paper()), &live("d", "a"), "was begun on paper and never continues with real money");
        check(Some(live("d", "a")), &paper(), "was begun with real money and never continues on paper");
    }
}
