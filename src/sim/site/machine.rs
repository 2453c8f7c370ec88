//! The simulated machine: when it is measured, and how large its disk is.

use crate::model::{Span, Time};

/// Time between two measurements, as in real time: a thousand in a week.
const MEASURE_EVERY: Span = Span::from_secs(600);

/// What is free on its disk when it is switched on: 16 GiB, as a small trading box has.
const DISK_KIB: u64 = 16 << 20;

/// Bytes in a KiB.
const KIB: u64 = 1_024;

/// The machine.
#[derive(Debug)]
pub(super) struct Machine {
    next_at: Time,
}

impl Machine {
    /// A machine that is switched on at `now`, and measured at once.
    pub(super) const fn switched_on(now: Time) -> Self {
        Self { next_at: now }
    }

    /// When it is measured next.
    pub(super) const fn next_at(&self) -> Time {
        self.next_at
    }

    /// Whether it is to be measured at `now`; what was missed is not made up for.
    pub(super) fn take_due(&mut self, now: Time) -> bool {
        let is_due = self.next_at <= now;
        if is_due {
            self.next_at = now + MEASURE_EVERY;
        }
        is_due
    }
}

/// What is free on the disk when `written` bytes are on it, KiB.
pub(in crate::sim) const fn disk_free_kib(written: u64) -> u64 {
    DISK_KIB.saturating_sub(written.div_ceil(KIB))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_measured_at_once_and_every_ten_minutes() {
        let begin = Time::from_millis(7);
        let mut machine = Machine::switched_on(begin);
        assert!(machine.take_due(begin) && !machine.take_due(begin));
        assert_eq!(machine.next_at(), begin + Span::from_secs(600));
        assert!(!machine.take_due(begin + Span::from_secs(599)));
        let late = begin + Span::from_secs(2_000);
        assert!(machine.take_due(late) && !machine.take_due(late));
        assert_eq!(machine.next_at(), late + Span::from_secs(600));
    }

    #[test]
    fn its_disk_fills_with_what_is_written_and_no_further() {
        #[track_caller]
        fn check(written: u64, expect: u64) {
            assert_eq!(disk_free_kib(written), expect);
        }
        check(0, DISK_KIB);
        check(1, DISK_KIB - 1);
        check(1_024, DISK_KIB - 1);
        check(1_025, DISK_KIB - 2);
        check(u64::MAX, 0);
    }
}
