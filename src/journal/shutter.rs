//! When a picture is taken to look back with: as a minute ends, and when a person acts or the breaker moves.

use crate::event::Record;
use crate::model::{Span, Time};

/// Least time between two pictures, so that a script that acts without end does not fill the disk.
const APART_MIN: Span = Span::from_secs(1);

/// Heeds what happens, and says when a picture is due.
#[derive(Debug, Default)]
pub struct Shutter {
    wanted: bool,
    last: Option<Time>,
}

impl Shutter {
    /// Takes note of `record`.
    pub fn heed(&mut self, record: &Record) {
        self.wanted |= matches!(record, Record::Equity(_) | Record::Operator(_) | Record::Breaker { .. });
    }

    /// Whether a picture is due at `at`: the first one is at once.
    #[must_use]
    pub fn is_due(&self, at: Time) -> bool {
        self.last.is_none_or(|last| self.wanted && at.since(last) >= APART_MIN)
    }

    /// One was taken at `at`.
    pub fn taken(&mut self, at: Time) {
        self.wanted = false;
        self.last = Some(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BreakerLevel;

    #[test]
    fn a_picture_is_due_at_first_and_after_what_matters() {
        let second = |number: i64| Time::from_millis(number * 1_000);
        let (by, reason) = (String::new(), String::new());
        let tripped = Record::Breaker { at: Time::EPOCH, level: BreakerLevel::Tripped, by, reason };
        let note = Record::Note { at: Time::EPOCH, kind: String::new(), text: String::new() };
        let mut shutter = Shutter::default();
        assert!(shutter.is_due(second(0)));
        shutter.taken(second(0));
        shutter.heed(&note);
        assert!(!shutter.is_due(second(100)));
        shutter.taken(second(100));
        shutter.heed(&tripped);
        assert!(!shutter.is_due(second(100) + Span::from_millis(999)));
        assert!(shutter.is_due(second(101)));
    }
}
