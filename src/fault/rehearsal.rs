//! Which windows may be opened over a running soak, and how large their figures may be.
//!
//! A drill may do anything to its world: it is thrown away afterwards. A soak goes on, and its journal is
//! evidence.

use super::{Fault, RetryAfter, Window};
use crate::model::{Quantity, Rate, Span};

/// Longest window: a rehearsal of an hour shows all that there is to see, and one that was mistyped is over
/// while the person who typed it is still there.
const LENGTH_MAX: Span = Span::from_secs(3_600);

/// Shortest window: below it nothing that a soak does every few seconds would meet it.
const LENGTH_MIN: Span = Span::from_millis(100);

/// Longest time by which something is late: far beyond the patience of any client.
const LATE_MAX: Span = Span::from_secs(300);

/// Largest rise of a price, as a share of it: tenfold.
const RISE_MAX: Rate = Rate::new(rust_decimal::Decimal::from_parts(9, 0, 0, false, 0));

/// Longest label, in characters: what a header has room for beside the rest.
pub const LABEL_CHARS_MAX: usize = 32;

/// Why a window cannot be opened over a running soak. Policy: the configuration or the act is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct Unfit {
    text: String,
}

impl Window {
    /// Whether the window may be opened over a running soak.
    ///
    /// # Errors
    /// Its fault belongs into a drill, or a figure is out of range; in words for people.
    pub fn fits_a_soak(&self) -> Result<(), Unfit> {
        let told = belongs_elsewhere(&self.fault).or_else(|| out_of_range(self));
        told.map_or(Ok(()), |text| Err(Unfit { text }))
    }
}

/// Why the fault is for drills only, if it is.
fn belongs_elsewhere(fault: &Fault) -> Option<String> {
    let why = match fault {
        Fault::Crash => "a process cannot start itself again; soak drill latch rehearses it",
        Fault::DiskSlow { .. } | Fault::DiskFails | Fault::DiskFull => {
            "this soak's journal is evidence and keeps its disk; soak drill disk-full rehearses it"
        }
        Fault::ClockStep { .. } => {
            "the machine's clock is not the soak's alone; soak drill clock-skew rehearses it"
        }
        _ => return None,
    };
    Some(format!("{} is not for a running soak: {why}", fault.as_str()))
}

fn out_of_range(window: &Window) -> Option<String> {
    let within = |what: &str, span: Span, min: Span, max: Span| {
        (span < min || span > max).then(|| format!("{what} {span} is not between {min} and {max}"))
    };
    let share = window.share;
    let not_a_share = !share.is_positive() || share > Rate::ONE;
    within("the window's length", window.length, LENGTH_MIN, LENGTH_MAX)
        .or_else(|| not_a_share.then(|| format!("the share {share} is not above 0 and up to 1")))
        .or_else(|| label_problem(&window.label))
        .or_else(|| match &window.fault {
            Fault::Delay { min, max } | Fault::StreamDelay { min, max } => {
                let turned =
                    (min > max).then(|| format!("the shortest delay {min} is above the longest, {max}"));
                turned.or_else(|| within("the longest delay", *max, Span::ZERO, LATE_MAX))
            }
            Fault::Answer { status, .. } if !(200..=599).contains(status) => {
                Some(format!("the status {status} is not between 200 and 599"))
            }
            Fault::RateLimited {
                retry_after: RetryAfter::Seconds(wait) | RetryAfter::Date(wait) | RetryAfter::Body(wait),
            } => within("the wait", *wait, Span::ZERO, LENGTH_MAX),
            Fault::PriceJump { by } | Fault::PriceSlide { by } => moved(*by),
            Fault::BookThin { size: units } | Fault::OutsideTrade { quantity: units, .. } => {
                (*units <= Quantity::ZERO).then(|| format!("{units} units are not above 0"))
            }
            _ => None,
        })
}

fn moved(by: Rate) -> Option<String> {
    let within = -Rate::ONE < by && by <= RISE_MAX && !by.is_zero();
    (!within).then(|| {
        format!("a price cannot move by {by}: write a share above -1 and up to {RISE_MAX}, such as -0.1")
    })
}

fn label_problem(label: &str) -> Option<String> {
    let fits = label.chars().count() <= LABEL_CHARS_MAX && !label.chars().any(char::is_control);
    (!fits).then(|| format!("the label is longer than {LABEL_CHARS_MAX} plain characters"))
}

#[cfg(test)]
mod tests {
    use crate::fault::Window;

    #[track_caller]
    fn check(window: &str, expect: &str) {
        let window: Window = window.parse().unwrap();
        let told = window.fits_a_soak().map_or_else(|unfit| unfit.to_string(), |()| "fits".to_owned());
        assert!(told.contains(expect), "{told}");
    }

    #[test]
    fn what_a_soak_can_go_on_from_fits() {
        for window in
            ["partition 30s", "delay 1h delay=0s..5m share=0.2", "price_slide 90s by=-0.4", "price_gap 1s"]
        {
            check(window, "fits");
        }
    }

    #[test]
    fn what_belongs_into_a_drill_is_told_where_to_go() {
        check(
            "crash 1s",
            "crash is not for a running soak: a process cannot start itself again; soak drill latch",
        );
        check("disk_full 1s", "this soak's journal is evidence");
        check("disk_slow 1s by=1s", "this soak's journal is evidence");
        check("clock_step 1s by=-5m", "soak drill clock-skew");
    }

    #[test]
    fn figures_out_of_range_are_named() {
        check("partition 2h", "the window's length 2h 00m is not between 100ms and 1h 00m");
        check("partition 1ms", "the window's length 1ms is not between");
        check("partition 1s share=0", "the share 0 is not above 0 and up to 1");
        check("partition 1s share=1.5", "the share 1.5 is not");
        check("partition 1s label=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "longer than 32");
        check("delay 1s delay=8s..1s", "the shortest delay 8s is above the longest, 1s");
        check("delay 1s delay=1s..8m", "the longest delay 8m 00s is not between 0s and 5m 00s");
        check("answer 1s status=100", "the status 100 is not between 200 and 599");
        check("rate_limited 1s retry_after=2h", "the wait 2h 00m");
        check("price_jump 1s by=-1", "a price cannot move by -1");
        check("price_jump 1s by=0", "a price cannot move by 0");
        check("book_thin 1s size=0", "0 units are not above 0");
    }
}
