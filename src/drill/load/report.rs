//! What a load test found, as data.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Check, Figures, Headroom, LoadPlan, RateSource};
use crate::model::{Span, Time};

/// The version of this form; it grows with each change that a reader of it would notice.
const VERSION: u32 = 1;

/// What a load test found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LoadReport {
    /// The version of this form.
    pub version: u32,
    /// When the first request could have been due.
    #[serde(serialize_with = "text")]
    pub began_at: Time,
    /// The venue's address.
    pub venue: String,
    /// The normal rate, a minute.
    pub normal_rpm: f64,
    /// Where that comes from.
    pub normal: RateSource,
    /// How many times the normal rate was asked for, if it was asked so.
    pub times: Option<f64>,
    /// Requests a minute that were asked for.
    pub rpm_asked: f64,
    /// Requests a minute that left.
    pub rpm_reached: f64,
    /// How long requests were to leave, in seconds.
    #[serde(rename = "length_s", serialize_with = "seconds")]
    pub length: Span,
    /// How long they did.
    #[serde(rename = "elapsed_s", serialize_with = "seconds")]
    pub elapsed: Span,
    /// The seed.
    pub seed: u64,
    /// How many requests there were to be by route.
    pub mix: BTreeMap<&'static str, u64>,
    /// Whether orders were raised to a tenth of the mix.
    pub orders_raised: bool,
    /// What became of the requests.
    pub counts: Counts,
    /// Errors by kind, rate limits apart.
    pub errors: BTreeMap<String, u64>,
    /// From when each request was due until its end.
    pub all: Figures,
    /// Those that only ask.
    pub reads: Figures,
    /// Those that change the venue's books.
    pub orders: Figures,
    /// From when each request left until its end: what a sender that waits would have measured.
    pub from_leaving: Figures,
    /// How late requests left.
    pub late: Figures,
    /// What was left of the venue's limit.
    pub headroom: Headroom,
    /// How the account was left.
    pub closed: Closed,
    /// Why it ended before its time, if it did.
    pub cut_short: Option<&'static str>,
    /// What the verdict asks, one by one.
    pub checks: Vec<Check>,
    /// Whether all of it is so.
    pub passed: bool,
}

/// What became of the requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// There were to be so many.
    pub asked: u64,
    /// So many left.
    pub sent: u64,
    /// So many were due and could not leave, because as many as may be were under way.
    pub dropped: u64,
    /// So many were never due, because the test was cut short.
    pub not_due: u64,
    /// So many of those that left were answered as they should be.
    pub answered: u64,
    /// So many were answered with 429.
    pub rate_limited: u64,
    /// So many ended in another error.
    pub errors: u64,
}

/// How the account was left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Closed {
    /// Whether the venue says that nothing is held and nothing of ours rests.
    pub flat: bool,
    /// Orders that it took to close.
    pub orders: u32,
    /// What was held when the venue was asked last, before the closing.
    pub left: Vec<String>,
    /// Why it is not known to be flat.
    pub why: Option<String>,
}

impl LoadReport {
    /// The version that reports have.
    pub(super) const VERSION: u32 = VERSION;

    /// How many requests of each route `plan` has.
    pub(super) fn mix_of(plan: &LoadPlan) -> BTreeMap<&'static str, u64> {
        let shares = plan.mix.apportion(plan.requests).into_iter();
        shares.map(|(route, share)| (route.as_str(), share)).collect()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
fn text<S: serde::Serializer>(time: &Time, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(time)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
fn seconds<S: serde::Serializer>(span: &Span, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(span.as_secs_f64())
}
