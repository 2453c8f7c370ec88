//! The limits of what comes from elsewhere: coverage, tests, recorded sessions.

use super::limits::{found, plan};
use super::{breaks, keeps};
use crate::gate::ChecklistStatus::{NoGo, Wait};
use crate::gate::{Facts, Finding, Item};
use crate::model::Rate;

fn coverage(lines: u64, covered: u64) -> impl FnOnce(&mut Facts) {
    found("coverage", move |finding| {
        if let Finding::Coverage { lines: of, covered: c, .. } = finding {
            (*of, *c) = (lines, covered);
        }
    })
}

fn module(lines: u64, covered: u64) -> impl FnOnce(&mut Facts) {
    found("coverage", move |finding| {
        if let Finding::Coverage { weakest, .. } = finding {
            weakest.push(("risk.py".to_owned(), lines, covered));
        }
    })
}

#[test]
fn coverage_of_the_whole_and_of_each_module() {
    let item = Item::Coverage;
    keeps(coverage(1_000, 900));
    breaks(item, NoGo, "89.9% of 1000 lines, at least 90%", coverage(1_000, 899));
    keeps(coverage(10, 10));
    breaks(item, NoGo, "110% of 10 lines, at least 90%", coverage(10, 11));
    breaks(item, Wait, "the report holds no lines", coverage(0, 0));
    // The plan's limit counts, whichever the report was imported with.
    breaks(item, NoGo, "strategy.py has 90%, at least 92%", |facts| {
        coverage(1_000, 990)(facts);
        plan(|plan| plan.gate.coverage_min = Rate::from_bp(9_200))(facts);
    });
    breaks(
        item,
        Wait,
        "the report names no module",
        found("coverage", |finding| {
            if let Finding::Coverage { modules, .. } = finding {
                *modules = 0;
            }
        }),
    );
    keeps(module(10, 9));
    breaks(item, NoGo, "risk.py has 80%, at least 90%", module(10, 8));
    breaks(item, NoGo, "risk.py has 89.9%, at least 90%", module(100_000, 89_999));
}

#[test]
fn imported_tests_and_recorded_sessions() {
    let tests = |counts: (u64, u64, u64)| {
        found("tests", move |finding| {
            if let Finding::Tests { run, failed, skipped } = finding {
                (*run, *failed, *skipped) = counts;
            }
        })
    };
    breaks(Item::Integration, NoGo, "tests: 1 of 120 tests failed", tests((120, 1, 0)));
    // Either is enough, and none is not.
    let undrilled = |facts: &mut Facts| facts.evidence.retain(|one| !one.name.starts_with("malformed"));
    keeps(undrilled);
    breaks(Item::Integration, Wait, "the imported report ran no test", |facts| {
        undrilled(facts);
        tests((0, 0, 0))(facts);
    });
    keeps(|facts| {
        undrilled(facts);
        tests((1, 0, 1))(facts);
    });
    keeps(tests((0, 0, 0)));
    // More left out than run prove nothing, whatever the drills say.
    keeps(tests((250, 0, 250)));
    breaks(Item::Integration, Wait, "tests: 499 of 500 tests were left out", tests((1, 0, 499)));
    breaks(Item::Integration, Wait, "tests: 499 of 500 tests were left out", |facts| {
        undrilled(facts);
        tests((1, 0, 499))(facts);
    });
    breaks(Item::Integration, Wait, "malformed not drilled", |facts| {
        undrilled(facts);
        facts.evidence.retain(|one| one.name != "tests");
    });

    let sessions = |count: u32, names: &'static [&'static str]| {
        found("regression", move |finding| {
            if let Finding::Regression { sessions, failed, .. } = finding {
                *sessions = count;
                *failed = names.iter().map(|name| (*name).to_owned()).collect();
            }
        })
    };
    let item = Item::Regression;
    keeps(sessions(1, &[]));
    breaks(item, Wait, "no session was run", sessions(0, &[]));
    breaks(item, NoGo, "crash of 3 sessions failed", sessions(3, &["crash"]));
    breaks(item, NoGo, "crash and 1 more of 3 failed", sessions(3, &["crash", "bull"]));
}
