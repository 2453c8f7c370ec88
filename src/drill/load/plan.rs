//! What is to be asked: how fast, how long, of what.

use super::{Limits, LoadError, Mix, NormalRate, RateSource};
use crate::model::Span;

/// Most requests of one load test: an hour at a thousand a minute, three times what the venue allows.
const REQUESTS_MAX: u64 = 60_000;

/// Longest load test: beyond it a soak tells more.
const LENGTH_MAX: Span = Span::from_secs(3_600);

/// How fast requests leave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rate {
    /// So many a minute.
    PerMinute(u32),
    /// So many times the normal rate.
    TimesNormal(f64),
}

/// One load test.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadPlan {
    /// Requests a minute.
    pub rpm: f64,
    /// How many times the normal rate that is, if it was asked so.
    pub times: Option<f64>,
    /// How long requests leave.
    pub length: Span,
    /// How many leave in it.
    pub requests: u64,
    /// What they ask.
    pub mix: Mix,
    /// Whether orders were raised to a tenth of the mix.
    pub orders_raised: bool,
    /// The normal rate, and who says so.
    pub normal_rpm: f64,
    /// Where the normal rate comes from.
    pub normal_from: RateSource,
    /// The seed of when each request is due and what it asks.
    pub seed: u64,
    /// What the verdict asks.
    pub limits: Limits,
}

impl LoadPlan {
    /// The load test of `rate` for `length` against what is `normal`.
    ///
    /// # Errors
    /// [`LoadError::Plan`] when it would have no request, or more than the bounds allow.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be a small number above zero"
    )]
    #[expect(clippy::cast_precision_loss, reason = "the bound is a small number")]
    pub fn new(
        normal: NormalRate,
        rate: Rate,
        length: Span,
        seed: u64,
        limits: Limits,
    ) -> Result<Self, LoadError> {
        let (rpm, times) = match rate {
            Rate::PerMinute(rpm) => (f64::from(rpm), None),
            Rate::TimesNormal(times) => (normal.rpm * times, Some(times)),
        };
        if length <= Span::ZERO || length > LENGTH_MAX {
            return Err(LoadError::Plan(format!(
                "a load test of {length} is not between 1s and {LENGTH_MAX}"
            )));
        }
        let requests = (rpm * length.as_secs_f64() / 60.0).round();
        if requests.is_nan() || requests < 1.0 {
            return Err(LoadError::Plan(format!(
                "{rpm:.1} requests a minute for {length} is not one request; raise the rate or the duration"
            )));
        }
        if requests > REQUESTS_MAX as f64 {
            return Err(LoadError::Plan(format!(
                "{rpm:.0} requests a minute for {length} is more than {REQUESTS_MAX} requests; lower the rate or the duration"
            )));
        }
        let (mix, orders_raised) = normal.mix.with_orders();
        Ok(Self {
            rpm,
            times,
            length,
            requests: requests as u64,
            mix,
            orders_raised,
            normal_rpm: normal.rpm,
            normal_from: normal.source,
            seed,
            limits,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Rules;

    #[track_caller]
    fn check(rate: Rate, length: &str, expect: Result<u64, &str>) {
        let normal = NormalRate::of_rules(&Rules::default(), 3);
        let plan = LoadPlan::new(normal, rate, length.parse().unwrap(), 1, Limits::default());
        match (plan.map_err(|error| error.to_string()), expect) {
            (Ok(plan), Ok(requests)) => assert_eq!(plan.requests, requests),
            (Err(error), Err(part)) => assert!(error.contains(part), "{error}"),
            (plan, expect) => panic!("{plan:?} instead of {expect:?}"),
        }
    }

    #[test]
    fn a_plan_is_bounded_in_count_and_time() {
        check(Rate::TimesNormal(2.0), "60s", Ok(96));
        check(Rate::PerMinute(240), "3s", Ok(12));
        check(Rate::PerMinute(1_000), "60m", Ok(60_000));
        check(Rate::PerMinute(1_001), "60m", Err("more than 60000 requests"));
        check(Rate::PerMinute(1), "61m", Err("not between 1s and 1h"));
        check(Rate::PerMinute(1), "1s", Err("is not one request"));
        check(Rate::PerMinute(1), "0s", Err("not between"));
        check(Rate::TimesNormal(f64::NAN), "60s", Err("is not one request"));
    }
}
