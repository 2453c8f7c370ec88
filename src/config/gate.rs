//! `[gate]` and `[ramp]`: the limits that the verdict is judged by, set before the run, and the steps from a
//! small share of the capital to all of it.
//!
//! Invariant: no file loosens what the founding document asks for: coverage, seven days, how long a rehearsal
//! counts, a tenth of the capital first and for two days. A shorter trial run needs no looser limits; it ends
//! with a NO-GO that says what is missing.

#[cfg(test)]
mod tests;

use super::kind::{Kind, Raw};
use super::kinds::{count, percent, span};
use super::read::Places;
use super::schema::Visit;
use super::{Problem, Settings, Weight};
use crate::model::{GateRules, RampRules, Rate};

/// Most steps of a ramp: with two days on each, three weeks.
const STEPS_MAX: usize = 10;

/// The first step may be this much of the capital, as the founding document has it.
const FIRST_STEP_MAX_BP: i64 = 1_000;

/// Walks `[gate]`.
pub(super) fn gate(rules: &mut GateRules, visitor: &mut impl Visit) {
    visitor.section("gate");
    visitor.field("coverage_min_pct", &percent("90", "100"), &mut rules.coverage_min);
    visitor.field("healthy_min", &span("7d", "366d"), &mut rules.healthy_min);
    visitor.field("gap_max", &span("1s", "6h"), &mut rules.gap_max);
    visitor.field("volatile_move_pct", &percent("0.5", "50"), &mut rules.volatile_move);
    visitor.field("volatile_window", &span("1m", "1d"), &mut rules.volatile_window);
    visitor.field("pnl_min_pct", &percent("-20", "1000"), &mut rules.pnl_min);
    visitor.field("pnl_max_pct", &percent("0", "1000"), &mut rules.pnl_max);
    visitor.field("drawdown_max_pct", &percent("0.1", "20"), &mut rules.drawdown_max);
    visitor.field("load_p99_max", &span("10ms", "10s"), &mut rules.load_p99_max);
    visitor.field("memory_max_mib", &count(32, 4_096), &mut rules.memory_max_mib);
    visitor.field("disk_free_min_mib", &count(64, 1_048_576), &mut rules.disk_free_min_mib);
    visitor.field("clock_offset_max", &span("10ms", "10s"), &mut rules.clock_offset_max);
    visitor.field("fresh_for", &span("1h", "24h"), &mut rules.fresh_for);
}

/// Walks `[ramp]`.
pub(super) fn ramp(rules: &mut RampRules, visitor: &mut impl Visit) {
    visitor.section("ramp");
    visitor.field("steps_pct", &steps(), &mut rules.steps);
    visitor.field("hold", &span("48h", "366d"), &mut rules.hold);
}

/// A list of percentages that goes up from a tenth or less to all of it, or an empty one.
fn steps() -> Kind<Vec<Rate>> {
    let step = percent("0.01", "100");
    let read = move |raw: &Raw<'_>| {
        let Raw::List(list) = raw else { return None };
        let steps: Vec<_> = list
            .iter()
            .map(|entry| (step.read)(&Raw::of(entry.get_ref())).map(whole))
            .collect::<Option<_>>()?;
        is_ramp(&steps).then_some(steps)
    };
    let allowed = format!(
        "a list of at most {STEPS_MAX} percentages that go up from 10 or less to 100, such as [10, 50, 100]"
    );
    Kind::new(allowed, read, |steps| {
        let steps: Vec<_> = steps.iter().map(|step| step.percent().normalize().to_string()).collect();
        Some(format!("[{}]", steps.join(", ")))
    })
}

/// All of it has one form in the journal, however many zeros the file gave it.
fn whole(step: Rate) -> Rate {
    if step == Rate::ONE { Rate::ONE } else { step }
}

fn is_ramp(steps: &[Rate]) -> bool {
    let (Some(first), Some(last)) = (steps.first(), steps.last()) else { return true };
    *first <= Rate::from_bp(FIRST_STEP_MAX_BP)
        && *last == Rate::ONE
        && steps.is_sorted_by(|lower, upper| lower < upper)
        && steps.len() <= STEPS_MAX
}

/// Every problem of the sections that one key alone does not show.
pub(super) fn problems(settings: &Settings, places: &Places) -> Vec<Problem> {
    let gate = &settings.gate;
    let mut problems = Vec::new();
    let mut tell = |weight: Weight, holds: bool, key: &str, text: String| {
        if !holds && !places.any_refused(&[key]) {
            let (line, column) = places.first_of(&[key]);
            problems.push(Problem { weight, line, column, key: key.to_owned(), found: None, text });
        }
    };
    let (least, most) = (gate.pnl_min.percent().normalize(), gate.pnl_max.percent().normalize());
    let text = format!("the worst result ({least}%) must be below gate.pnl_max_pct ({most}%)");
    tell(Weight::Error, gate.pnl_min < gate.pnl_max, "gate.pnl_min_pct", text);
    let text =
        "without steps there is no plan for the first money, and the verdict is a NO-GO for this alone";
    tell(Weight::Warning, !settings.ramp.steps.is_empty(), "ramp.steps_pct", text.to_owned());
    problems
}
