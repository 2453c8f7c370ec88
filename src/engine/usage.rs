//! What the process uses of its machine, over the period that counts.
//!
//! Memory has a trend: least squares over the samples of this life of the process, in whole numbers, without
//! its first day, in which caches fill.
//!
//! Invariant: a constant number of figures, however long the run.

use serde::{Deserialize, Serialize};

use super::alerts::{AlertKind, Finding};
use super::{Effects, State};
use crate::event::Resources;
use crate::model::{GateRules, Span, Time};

/// The first part of a life, which says nothing about a trend: caches and histories of a day fill.
const TREND_FROM_MINUTES: i64 = 1_440;

/// The least time between the first and the last sample of a trend: a day, because load goes by the day.
const TREND_OVER_MINUTES: i64 = 1_440;

/// KiB in a MiB.
const KIB_IN_MIB: u64 = 1_024;

/// The largest memory that takes part in a trend, KiB: a pebibyte.
const MEMORY_MAX_KIB: u64 = 1 << 40;

/// What was used at most.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// When the last sample was taken in.
    sampled_at: Option<Time>,
    memory_peak_kib: u64,
    disk_least_kib: Option<u64>,
    /// The largest distance from the venue's clock, without sign.
    offset_largest: Option<Span>,
    /// When this life of the process began.
    life_at: Time,
    trend: Trend,
}

/// The sums of least squares over (minutes of this life, KiB).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Trend {
    count: i64,
    first: i64,
    last: i64,
    minutes: i128,
    kib: i128,
    minutes_squared: i128,
    products: i128,
}

impl Trend {
    fn take(&mut self, minute: i64, kib: u64) {
        if self.count == 0 {
            self.first = minute;
        }
        let (x, y) = (i128::from(minute), i128::from(kib.min(MEMORY_MAX_KIB)));
        self.count += 1;
        self.last = minute;
        self.minutes += x;
        self.kib += y;
        self.minutes_squared += x * x;
        self.products += x * y;
    }

    /// KiB a day, rounded towards zero.
    fn kib_per_day(&self) -> Option<i64> {
        if self.last - self.first < TREND_OVER_MINUTES {
            return None;
        }
        let count = i128::from(self.count);
        let across = count * self.products - self.minutes * self.kib;
        let along = count * self.minutes_squared - self.minutes * self.minutes;
        let per_day = (across * 1_440).checked_div(along)?;
        Some(i64::try_from(per_day).unwrap_or(if per_day < 0 { i64::MIN } else { i64::MAX }))
    }
}

impl Usage {
    /// Forgets all but the trend, which belongs to the process and not to what it proves.
    pub(super) fn restart(&mut self) {
        let (life_at, trend) = (self.life_at, std::mem::take(&mut self.trend));
        *self = Self { life_at, trend, ..Self::default() };
    }

    /// The process was started at `at`.
    pub(super) fn begin_life(&mut self, at: Time) {
        self.life_at = at;
        self.trend = Trend::default();
    }

    fn take(&mut self, sample: &Resources, at: Time) {
        self.sampled_at = Some(at);
        self.memory_peak_kib = self.memory_peak_kib.max(sample.memory_kib);
        let least = self.disk_least_kib.unwrap_or(sample.disk_free_kib);
        self.disk_least_kib = Some(least.min(sample.disk_free_kib));
        self.offset_largest = self.offset_largest.max(sample.clock_offset.map(distance));
        let minute = at.since(self.life_at).as_secs() / 60;
        if minute >= TREND_FROM_MINUTES {
            self.trend.take(minute, sample.memory_kib);
        }
    }

    /// When the last sample was taken in.
    #[must_use]
    pub const fn sampled_at(&self) -> Option<Time> {
        self.sampled_at
    }

    /// The most memory, KiB.
    #[must_use]
    pub const fn memory_peak_kib(&self) -> u64 {
        self.memory_peak_kib
    }

    /// By how much memory grows, KiB a day; none before two days without a restart.
    #[must_use]
    pub fn memory_kib_per_day(&self) -> Option<i64> {
        self.trend.kib_per_day()
    }

    /// The least free disk, KiB.
    #[must_use]
    pub const fn disk_least_kib(&self) -> Option<u64> {
        self.disk_least_kib
    }

    /// The largest distance from the venue's clock; none where it never told the time.
    #[must_use]
    pub const fn offset_largest(&self) -> Option<Span> {
        self.offset_largest
    }

    /// When this life of the process began.
    #[must_use]
    pub const fn life_at(&self) -> Time {
        self.life_at
    }
}

/// An offset without its sign.
fn distance(offset: Span) -> Span {
    offset.max(Span::ZERO - offset)
}

/// To which side an offset is.
fn side(offset: Span) -> &'static str {
    if offset < Span::ZERO { "behind" } else { "ahead" }
}

impl State {
    /// Takes what the process uses, and says when a bound of the plan is passed.
    pub(super) fn on_resources(&mut self, sample: &Resources, at: Time, effects: &mut Effects) {
        self.usage.take(sample, at);
        let Some(rules) = self.period.as_ref().map(|period| period.plan.gate.clone()) else { return };
        for (subject, finding) in judge(sample, &rules) {
            match finding {
                Some(finding) => self.alerts.raise(AlertKind::Resources, subject, finding, at, effects),
                None => self.alerts.clear(AlertKind::Resources, subject, at, effects),
            }
        }
    }
}

/// What of `sample` is out of bounds.
fn judge(sample: &Resources, rules: &GateRules) -> [(&'static str, Option<Finding>); 3] {
    let (memory_max, disk_min) = (rules.memory_max_mib, rules.disk_free_min_mib);
    let too_much = sample.memory_kib > u64::from(memory_max) * KIB_IN_MIB;
    let too_little = sample.disk_free_kib < u64::from(disk_min) * KIB_IN_MIB;
    let off = sample.clock_offset.filter(|offset| distance(*offset) > rules.clock_offset_max);
    let mib = |kib: u64| format!("{} MiB", kib / KIB_IN_MIB);
    let memory = || {
        Finding::resources(
            format!("at most {memory_max} MiB of memory"),
            format!("the process has {}", mib(sample.memory_kib)),
        )
    };
    let disk = || {
        Finding::resources(
            format!("at least {disk_min} MiB free on the journal's disk"),
            format!("{} are", mib(sample.disk_free_kib)),
        )
    };
    let clock = |offset: Span| {
        Finding::resources(
            format!("this machine's clock within {} of the venue's", rules.clock_offset_max),
            format!("it is up to {} {}", distance(offset), side(offset)),
        )
    };
    [("memory", too_much.then(memory)), ("disk", too_little.then(disk)), ("clock", off.map(clock))]
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Span = Span::from_secs(60);

    fn sample(memory_kib: u64) -> Resources {
        Resources { memory_kib, disk_free_kib: 1_000, clock_offset: None }
    }

    /// The trend of a life that was sampled each `every` minutes up to `minutes`.
    #[track_caller]
    fn check(minutes: i64, every: i64, memory: impl Fn(i64) -> u64, expect: Option<i64>) {
        let mut usage = Usage::default();
        usage.begin_life(Time::from_millis(5));
        for minute in (0..=minutes).step_by(usize::try_from(every).unwrap()) {
            usage.take(&sample(memory(minute)), Time::from_millis(5) + MINUTE.times(minute));
        }
        assert_eq!(usage.memory_kib_per_day(), expect);
    }

    #[test]
    fn the_trend_leaves_the_first_day_out_and_needs_another() {
        let grows = |minute: i64| 50_000 + u64::try_from(minute).unwrap();
        check(2_880, 5, grows, Some(1_440));
        check(2_879, 1, grows, None);
        check(1_440, 5, grows, None);
        check(7 * 1_440, 5, |_| 50_000, Some(0));
        check(7 * 1_440, 5, |minute| 90_000 - u64::try_from(minute).unwrap(), Some(-1_440));
        let settles = |minute: i64| 50_000 + u64::try_from(minute.min(1_440)).unwrap();
        check(7 * 1_440, 5, settles, Some(0));
        check(4_000, 5, |_| u64::MAX, Some(0));
    }

    #[test]
    fn peaks_are_of_the_period_and_the_trend_of_the_life() {
        let mut usage = Usage::default();
        let at = |minutes: i64| Time::EPOCH + MINUTE.times(minutes);
        for minute in [1_440, 2_000, 2_880] {
            let offset = Some(Span::from_millis(1_000 - minute));
            usage.take(&Resources { clock_offset: offset, ..sample(7) }, at(minute));
        }
        let figures = |usage: &Usage| (usage.memory_peak_kib(), usage.disk_least_kib());
        assert_eq!(figures(&usage), (7, Some(1_000)));
        assert_eq!(usage.offset_largest(), Some(Span::from_millis(1_880)));
        usage.restart();
        assert_eq!((figures(&usage), usage.offset_largest()), ((0, None), None));
        assert_eq!((usage.memory_kib_per_day(), usage.sampled_at()), (Some(0), None));
        usage.begin_life(at(3_000));
        assert_eq!((usage.memory_kib_per_day(), usage.life_at()), (None, at(3_000)));
    }

    #[test]
    fn an_alert_says_to_which_side_the_clock_is_off() {
        let said = |offset| {
            let clock_offset = Some(Span::from_millis(offset));
            let sample = Resources { disk_free_kib: 1 << 30, clock_offset, ..sample(7) };
            let [.., (_, finding)] = judge(&sample, &GateRules::default());
            format!("{:?}", finding.unwrap())
        };
        assert!(said(2_600).contains("it is up to 2.6s ahead"), "{}", said(2_600));
        assert!(said(-2_600).contains("it is up to 2.6s behind"), "{}", said(-2_600));
    }

    #[test]
    fn a_bound_is_passed_beyond_it_and_not_at_it() {
        #[track_caller]
        fn check(memory_kib: u64, disk_free_kib: u64, offset: i64, expect: &[&str]) {
            let clock_offset = Some(Span::from_micros(offset));
            let judged = judge(&Resources { memory_kib, disk_free_kib, clock_offset }, &GateRules::default());
            let passed = judged.iter().filter_map(|(name, finding)| finding.as_ref().map(|_| *name));
            assert_eq!(passed.collect::<Vec<_>>(), expect);
        }
        let (memory, disk, clock) = (256 * 1_024, 512 * 1_024, 2_000_000);
        check(memory, disk, clock, &[]);
        check(memory, disk, -clock, &[]);
        check(memory + 1, disk, clock, &["memory"]);
        check(memory, disk - 1, clock, &["disk"]);
        check(memory, disk, clock + 1, &["clock"]);
        check(memory, disk, -clock - 1, &["clock"]);
    }
}
