//! What a report is as evidence. The gate judges by these numbers; the report itself stays beside them, as
//! the detail for people.

use super::LoadReport;
use crate::gate::{Evidence, Finding, LoadFinding};
use crate::model::Fingerprints;

/// The name of a load test among evidence.
const NAME: &str = "load";

impl LoadReport {
    /// The report as evidence that holds for `fingerprints` and was brought by the command `origin`.
    #[must_use]
    pub fn evidence(&self, fingerprints: Fingerprints, origin: String) -> Evidence {
        let finding = LoadFinding {
            normal_rpm: whole(self.normal_rpm),
            asked_rpm: whole(self.rpm_asked),
            sent: self.counts.sent,
            dropped: self.counts.dropped,
            errors: self.counts.errors + self.counts.rate_limited,
            p99: self.all.p99_at_most(),
            length: self.elapsed,
            cut_short: self.cut_short.is_some(),
        };
        Evidence {
            name: NAME.to_owned(),
            finding: Finding::Load(finding),
            taken_at: self.began_at,
            origin,
            fingerprints,
        }
    }
}

/// Whole requests a minute, rounded down: then twice a rate is at least twice as many.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rates saturate at the bounds")]
fn whole(rpm: f64) -> u32 {
    // A multiple that misses its whole number by what floats lose is meant to be that number.
    (rpm + 1e-6).floor() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twice_a_rate_stays_twice_as_many() {
        #[track_caller]
        fn check(rpm: f64, expect: u32) {
            assert_eq!(whole(rpm), expect);
        }
        check(0.0, 0);
        check(24.25, 24);
        check(48.5, 48);
        check(24.9, 24);
        check(49.8, 49);
        check(3.0 * 16.1 / 16.1, 3);
        check(f64::INFINITY, u32::MAX);
    }
}
