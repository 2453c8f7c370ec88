//! What a verdict is as evidence: how much held, how much did not, and how long the recovery took.
//!
//! The gate judges by these numbers; the verdict itself stays beside them, as the detail for people.

use super::{Measure, Mode, Verdict};
use crate::gate::{Evidence, Finding};
use crate::model::{Decimal, Span};

/// Microseconds in the unit of a figure that is a length of time.
const MICROS_PER_SEC: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

impl Verdict {
    /// The verdict as evidence, named after the drill and the kind of time in which it ran:
    /// `flash-crash.virtual`.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        let real_time = self.mode == Mode::RealTime;
        let judged = self.cases.iter().flat_map(|case| &case.expectations);
        let off = judged.clone().filter(|judged| !judged.passed).count();
        let ends = self.cases.iter().flat_map(|case| [&case.broken, &case.fault]).flatten().count();
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let finding = Finding::Drill {
            real_time,
            held: count(judged.count() - off),
            failed: count(off + ends),
            recovery: self.recovery(),
        };
        let flag = if real_time { " --real-time" } else { "" };
        Evidence {
            name: format!("{}.{}", self.drill, self.mode.as_str()),
            finding,
            taken_at: self.started_at,
            origin: format!("soak drill {} --seed {}{flag}", self.drill, self.seed),
            fingerprints: self.fingerprints.clone(),
        }
    }

    /// The longest recovery of its cases; none where no case asks for one, or none came.
    fn recovery(&self) -> Option<Span> {
        let judged = self.cases.iter().flat_map(|case| &case.expectations);
        let recovered = judged.filter(|judged| judged.measure == Measure::RecoveredAfter);
        let micros = recovered.filter_map(|judged| judged.measured.value?.checked_mul(MICROS_PER_SEC));
        micros.filter_map(|micros| i64::try_from(micros).ok()).max().map(Span::from_micros)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::{CaseVerdict, Family, Figure, Judged, Limit};
    use crate::model::{Fingerprints, Time};

    fn judged(measure: Measure, measured: Figure, passed: bool) -> Judged {
        Judged { measure, of: None, limit: Limit::AtMost(measured), measured, passed }
    }

    fn verdict(mode: Mode, expectations: Vec<Judged>, fault: Option<&str>) -> Verdict {
        let case = CaseVerdict {
            case: "in one tick".to_owned(),
            passed: false,
            expectations,
            broken: None,
            fault: fault.map(str::to_owned),
            length: Span::ZERO,
            journal: None,
            configuration: String::new(),
        };
        Verdict {
            drill: "latch".to_owned(),
            family: Family::Field,
            mode,
            seed: 7,
            passed: false,
            cases: vec![case.clone(), case],
            started_at: Time::from_millis(5),
            took: Span::ZERO,
            fingerprints: Fingerprints::default(),
        }
    }

    #[test]
    fn what_held_and_what_did_not_is_counted_over_all_cases() {
        #[track_caller]
        fn check(expectations: Vec<Judged>, fault: Option<&str>, expect: (u32, u32, Option<i64>)) {
            let evidence = verdict(Mode::Virtual, expectations, fault).evidence();
            let (held, failed, recovery) = expect;
            let recovery = recovery.map(Span::from_millis);
            assert_eq!(evidence.finding, Finding::Drill { real_time: false, held, failed, recovery });
        }
        let after = |millis, passed| {
            judged(Measure::RecoveredAfter, Figure::span(Some(Span::from_millis(millis))), passed)
        };
        let fills = |passed| judged(Measure::Fills, Figure::count(9), passed);
        check(vec![fills(true)], None, (2, 0, None));
        check(vec![fills(true), after(5_250, true), after(90, true)], None, (6, 0, Some(5_250)));
        check(vec![fills(false), after(5_250, true)], None, (2, 2, Some(5_250)));
        check(vec![judged(Measure::RecoveredAfter, Figure::span(None), false)], None, (0, 2, None));
        check(vec![fills(true)], Some("the disk is full"), (2, 2, None));
        check(Vec::new(), None, (0, 0, None));
    }

    #[test]
    fn its_name_and_its_origin_say_how_it_was_taken() {
        #[track_caller]
        fn check(mode: Mode, name: &str, origin: &str) {
            let evidence = verdict(mode, Vec::new(), None).evidence();
            assert_eq!((evidence.name.as_str(), evidence.origin.as_str()), (name, origin));
            assert_eq!(evidence.taken_at, Time::from_millis(5));
        }
        check(Mode::Virtual, "latch.virtual", "soak drill latch --seed 7");
        check(Mode::RealTime, "latch.real_time", "soak drill latch --seed 7 --real-time");
    }
}
