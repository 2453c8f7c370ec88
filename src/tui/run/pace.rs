//! How often the screen is drawn when nobody pressed a key.
//!
//! Three things hold a frame back, and the last of them wins:
//!
//! - the wished rate: one frame in `1 / fps`;
//! - the line's budget: `225 × fps` bytes a second, with two seconds' worth in reserve. A frame may take
//!   more than there is; the next waits until the debt is paid;
//! - the line itself: a write that takes long means that the line is full. `drag` is the longest write,
//!   halved with each shorter one, and frames are at least `4 × drag` apart, so that at most a fifth
//!   of the time goes into writing and a key's answer finds the line free.
//!
//! What a key asked for is drawn at once and does not count.

use crate::model::{Span, Time};

/// Frames in a second at most: what was asked for, and what makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fps(i64);

impl Fps {
    /// The frames of `fps`, not fewer than 1 and not more than 30: eyes see no more, lines carry no more.
    #[must_use]
    pub fn clamped(fps: u16) -> Self {
        Self(i64::from(fps).clamp(1, 30))
    }

    fn interval(self) -> Span {
        Span::from_micros(1_000_000 / self.0)
    }
}

impl Default for Fps {
    /// Four: a change is seen within a quarter of a second, and the line stays calm.
    fn default() -> Self {
        Self(4)
    }
}

/// Bytes of a frame that the line carries at the wished rate: 900 a second at four frames, as much as
/// monitors send that are content with one.
const FRAME_BYTES: i64 = 225;

/// Seconds of the budget that can be saved up, for the frame in which much changes at once.
const RESERVE_S: i64 = 2;

/// Longest wait between two frames: an operator must not take a slow line for a dead soak.
const WAIT_MAX: Span = Span::from_secs(4);

/// The wait after a write, as a multiple of its duration.
const DRAG_FACTOR: i64 = 4;

/// When the next frame may be drawn.
#[derive(Clone, Debug)]
pub struct Pace {
    fps: Fps,
    /// Bytes that may still be written; negative when a frame took more.
    bytes: i64,
    counted_at: Time,
    drag: Span,
    drawn_at: Option<Time>,
}

impl Pace {
    /// A pace of `fps`, with its reserve full at `now`.
    #[must_use]
    pub fn new(fps: Fps, now: Time) -> Self {
        let full = Self { fps, bytes: 0, counted_at: now, drag: Span::ZERO, drawn_at: None };
        Self { bytes: full.reserve(), ..full }
    }

    /// When the next frame that nobody asked for may be drawn.
    #[must_use]
    pub fn next_at(&self) -> Time {
        let Some(drawn_at) = self.drawn_at else { return Time::EPOCH };
        let debt = (-self.bytes).max(0);
        let paid_in = Span::from_micros(debt * 1_000_000 / self.bytes_per_second());
        let paid_at = self.counted_at + paid_in.min(WAIT_MAX);
        let drag = self.drag.times(DRAG_FACTOR).min(WAIT_MAX);
        paid_at.max(drawn_at + drag.max(self.fps.interval()))
    }

    /// A frame that nobody asked for was drawn: `bytes` were written from `began` to `ended`.
    pub fn drawn(&mut self, bytes: usize, began: Time, ended: Time) {
        self.count(began);
        // What is owed is at most the longest wait, so that one whole page does not freeze the screen.
        let owed_max = self.bytes_per_second() * WAIT_MAX.as_secs();
        self.bytes = self.bytes.saturating_sub(i64::try_from(bytes).unwrap_or(i64::MAX)).max(-owed_max);
        self.written(began, ended);
    }

    /// A frame was drawn because a key asked for it; it counts only for the speed of the line.
    pub fn written(&mut self, began: Time, ended: Time) {
        let took = ended.since(began).max(Span::ZERO);
        self.drag = took.max(Span::from_micros(self.drag.as_micros() / 2));
        self.drawn_at = Some(ended);
    }

    fn count(&mut self, now: Time) {
        let passed = now.since(self.counted_at).max(Span::ZERO).min(WAIT_MAX);
        let earned = passed.as_micros() * self.bytes_per_second() / 1_000_000;
        self.bytes = (self.bytes + earned).min(self.reserve());
        self.counted_at = now;
    }

    fn bytes_per_second(&self) -> i64 {
        FRAME_BYTES * self.fps.0
    }

    fn reserve(&self) -> i64 {
        self.bytes_per_second() * RESERVE_S
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Span = Span::from_millis(1);

    /// Frames drawn in a minute of changes that never end, each of `bytes` and written in `took`.
    fn frames_in_a_minute(fps: u16, bytes: usize, took: Span) -> i64 {
        let mut now = Time::from_millis(1_000_000);
        let end = now + Span::from_secs(60);
        let mut pace = Pace::new(Fps::clamped(fps), now);
        let mut frames = 0;
        while now < end {
            now = now.max(pace.next_at()) + MS;
            pace.drawn(bytes, now, now + took);
            now = now + took;
            frames += 1;
        }
        frames
    }

    #[test]
    fn frames_are_held_back_by_the_rate_the_budget_and_the_line() {
        #[track_caller]
        fn check(fps: u16, bytes: usize, took: Span, expect: std::ops::RangeInclusive<i64>) {
            let frames = frames_in_a_minute(fps, bytes, took);
            assert!(expect.contains(&frames), "{frames} frames, expected {expect:?}");
        }
        check(4, 100, Span::ZERO, 236..=241);
        check(1, 100, Span::ZERO, 59..=61);
        check(0, 100, Span::ZERO, 59..=61);
        check(1_000, 100, Span::ZERO, 1_700..=1_802);
        // 900 bytes a second and the reserve of two seconds.
        check(4, 500, Span::ZERO, 110..=113);
        // Too much for any line, and still a sign of life.
        check(4, 100_000, Span::ZERO, 14..=16);
        // A write of 200 ms leaves 800 ms free; one of 10 s is waited for 4 s.
        check(4, 100, MS.times(200), 59..=61);
        check(4, 100, MS.times(10_000), 4..=5);
    }

    #[test]
    fn one_slow_write_is_forgiven() {
        let start = Time::from_millis(1_000_000);
        let mut pace = Pace::new(Fps::default(), start);
        pace.drawn(10, start, start + MS.times(800));
        let mut now = pace.next_at();
        assert_eq!(now.since(start + MS.times(800)), MS.times(3_200));
        let mut waits = Vec::new();
        for _ in 0..5 {
            pace.drawn(10, now, now);
            waits.push(pace.next_at().since(now).as_millis());
            now = pace.next_at();
        }
        assert_eq!(waits, [1_600, 800, 400, 250, 250]);
    }

    #[test]
    fn a_key_costs_nothing_but_time() {
        let start = Time::from_millis(1_000_000);
        let mut pace = Pace::new(Fps::default(), start);
        for _ in 0..100 {
            pace.written(start, start);
        }
        assert_eq!(pace.next_at(), start + MS.times(250));
    }
}
