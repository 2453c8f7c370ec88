//! The drills themselves: all pass, the same way twice, and none would without what it exists for.

use super::*;
use crate::config::Settings;

fn run(drill: &Drill) -> Verdict {
    run_virtual(drill, 1, &Settings::default(), &Fingerprints::default())
}

/// What failed, for the message of a test.
fn failures(verdict: &Verdict) -> Vec<String> {
    let mut found = Vec::new();
    for case in &verdict.cases {
        found.extend(case.broken.iter().chain(&case.fault).map(|why| format!("{}: {why}", case.case)));
        for judged in case.expectations.iter().filter(|judged| !judged.passed) {
            let (words, limit, measured) = (judged.words(), judged.limit, judged.measured);
            found.push(format!("{}: {words}: expected {limit}, measured {measured}", case.case));
        }
    }
    found
}

#[test]
fn every_drill_passes() {
    let failed: Vec<_> = Drill::catalogue()
        .unwrap()
        .iter()
        .map(run)
        .filter(|verdict| !verdict.passed)
        .map(|verdict| format!("{} ({}): {:#?}", verdict.drill, verdict.took, failures(&verdict)))
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn zz_debug() {
    use crate::engine::State;
    use crate::event::*;
    use crate::model::*;
    use crate::sim::*;
    #[derive(Debug)]
    struct P(Time);
    impl Witness for P {
        fn took_in(&mut self, e: &Envelope, s: &State, f: &[Effect]) -> Result<(), Box<Broken>> {
            let t = e.at.since(self.0);
            match &e.input {
                Input::Tick(_) | Input::Wake => {}
                Input::Reply(r) if matches!(r.outcome, Outcome::Answered(_)) => {}
                i => println!("{t} IN {}", format!("{i:?}").chars().take(200).collect::<String>()),
            }
            for f in f {
                match f {
                    Effect::Send(r) if r.call.changes_the_venue() || r.order.is_some() => {
                        println!("{t}   SEND {:?}", r.call)
                    }
                    Effect::Record(r) if !matches!(**r, Record::Equity(_) | Record::Request(_)) => {
                        println!("{t}   ROW {r:?}")
                    }
                    _ => {}
                }
            }
            let _ = s;
            Ok(())
        }
    }
    let id = std::env::var("DRILL").unwrap_or_default();
    let n: usize = std::env::var("CASE").unwrap_or_default().parse().unwrap_or(0);
    for drill in Drill::catalogue().unwrap() {
        let v = std::time::Duration::ZERO;
        let _ = v;
        let verdict = run(&drill);
        println!("{} {} {}", drill.id, verdict.took, verdict.passed);
        for c in &verdict.cases {
            for j in &c.expectations {
                println!("   {}: {} {} / {}", c.case, j.words(), j.measured, j.limit);
            }
        }
        if drill.id == id {
            let case = &drill.cases[n];
            let begin = Time::from_millis(1_767_225_600_000);
            virtual_run::debug(case, 1, &Settings::default(), P(begin));
        }
    }
}
