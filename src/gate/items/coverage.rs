//! Unit tests cover enough of the agent that runs now: of the whole, and of each of the strategy's modules.

use super::bound::Held;
use crate::gate::{Evidence, Facts, Finding, Judged};
use crate::model::{Decimal, Plan, Rate, neutralise};

/// Most of a file's name that is shown: its end, since folders are shared.
const FILE_CHARS_MAX: usize = 28;

/// As much of a commit as people read.
const COMMIT_CHARS: usize = 7;

pub(in crate::gate) fn judge(facts: &Facts, plan: &Plan) -> Judged {
    let next = "soak evidence add coverage FILE";
    let found = facts.evidence.iter().filter_map(report);
    let Some((evidence, report)) = found.max_by_key(|(evidence, _)| evidence.taken_at) else {
        return Judged::none_yet(next);
    };
    if let Some(why) = Held::against(facts, plan).lapse(evidence) {
        return Judged::wait(format!("stale: {why}"), next);
    }
    let Report { lines, covered, modules, weakest, commit } = report;
    let at = evidence.taken_at;
    let least = plan.gate.coverage_min;
    let wanted = least.percent().normalize();
    if lines == 0 {
        return Judged::wait("the report holds no lines", next);
    }
    if !is_enough(covered, lines, least) {
        let share = percent(covered, lines);
        return Judged::no_go(format!("{share}% of {lines} lines, at least {wanted}%"), next, at);
    }
    if modules == 0 || weakest.is_empty() {
        return Judged::wait("the report names no module", next);
    }
    let weak: Vec<_> =
        weakest.iter().filter(|(_, lines, covered)| !is_enough(*covered, *lines, least)).collect();
    if let Some(((file, lines, covered), more)) = weak.split_first() {
        let (file, share) = (end_of(file), percent(*covered, *lines));
        let more = if more.is_empty() { String::new() } else { format!(", {} more weak", more.len()) };
        return Judged::no_go(format!("{file} has {share}%, at least {wanted}%{more}"), next, at);
    }
    let of = commit.map_or(String::new(), |commit| {
        let short: String = commit.chars().take(COMMIT_CHARS).collect();
        format!(" at {}", neutralise(&short, COMMIT_CHARS))
    });
    Judged::go(format!("{}% of {lines} lines{of}", percent(covered, lines)), at)
}

/// A report as it was imported.
#[derive(Clone, Copy, Debug)]
struct Report<'a> {
    lines: u64,
    covered: u64,
    modules: u64,
    weakest: &'a [(String, u64, u64)],
    commit: Option<&'a str>,
}

fn report(evidence: &Evidence) -> Option<(&Evidence, Report<'_>)> {
    let Finding::Coverage { lines, covered, modules, weakest, commit } = &evidence.finding else {
        return None;
    };
    let commit = commit.as_deref();
    Some((evidence, Report { lines: *lines, covered: *covered, modules: *modules, weakest, commit }))
}

/// The end of a file's name, as much as is shown.
fn end_of(file: &str) -> String {
    let count = file.chars().count();
    if count <= FILE_CHARS_MAX {
        return neutralise(file, FILE_CHARS_MAX);
    }
    let end: String = file.chars().skip(count + 1 - FILE_CHARS_MAX).collect();
    neutralise(&format!("…{end}"), FILE_CHARS_MAX)
}

/// Whether `covered` of `lines` is at least the share `least`; no more can be covered than there are.
fn is_enough(covered: u64, lines: u64, least: Rate) -> bool {
    let wanted = Decimal::from(lines).checked_mul(least.get());
    covered <= lines && wanted.is_some_and(|wanted| Decimal::from(covered) >= wanted)
}

/// The share in per cent, rounded down to a tenth: what is shown never rounds up to a limit.
fn percent(covered: u64, lines: u64) -> Decimal {
    let tenths = u128::from(covered) * 1_000 / u128::from(lines.max(1));
    Decimal::new(i64::try_from(tenths).unwrap_or(i64::MAX), 1).normalize()
}
