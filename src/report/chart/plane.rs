//! Where things lie: the time axis, and the bands from top to bottom.

use super::Shape;
use super::words::{clock, day};
use crate::model::{Span, Time};

/// Steps between two marks of the axis, in seconds: what people count time in.
const STEPS: [i64; 19] = [
    1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800,
    604_800, 2_592_000,
];

/// The plane that is drawn on, in units of a pixel.
pub(super) struct Plane {
    pub(super) shape: Shape,
    from: Time,
    length: Span,
    /// Where the next band begins.
    pub(super) y: f64,
}

impl Plane {
    pub(super) fn new((from, until): (Time, Time), shape: Shape) -> Self {
        Self { shape, from, length: until.since(from).max(Span::from_millis(1)), y: 4.0 }
    }

    pub(super) const fn width(&self) -> f64 {
        match self.shape {
            Shape::Wide => 1_080.0,
            Shape::Narrow => 340.0,
        }
    }

    pub(super) const fn height(&self) -> f64 {
        self.y
    }

    /// Where the bands begin, to the right of what their marks say.
    pub(super) const fn left(&self) -> f64 {
        match self.shape {
            Shape::Wide => 72.0,
            Shape::Narrow => 54.0,
        }
    }

    pub(super) const fn right(&self) -> f64 {
        self.width() - 8.0
    }

    /// Where a moment lies; at the edge if it is outside.
    pub(super) fn x(&self, at: Time) -> f64 {
        let share = at.since(self.from).as_secs_f64() / self.length.as_secs_f64();
        self.left() + share.clamp(0.0, 1.0) * (self.right() - self.left())
    }

    /// How wide a length of time is.
    pub(super) fn wide(&self, span: Span) -> f64 {
        span.as_secs_f64() / self.length.as_secs_f64() * (self.right() - self.left())
    }

    /// The marks of the time axis below everything so far, with lines up through it.
    pub(super) fn axis(&mut self) -> String {
        let (top, bottom) = (4.0, self.y);
        let marks_max = match self.shape {
            Shape::Wide => 9,
            Shape::Narrow => 4,
        };
        let fits = |step: &&i64| self.length.as_secs() / **step <= marks_max;
        let step = Span::from_secs(STEPS.iter().find(fits).copied().unwrap_or(31_536_000));
        let mut out = String::new();
        let mut at = self.from.floor(step);
        while at <= self.from + self.length {
            if at >= self.from {
                let x = self.x(at);
                let text = if step >= Span::from_secs(86_400) { day(at) } else { clock(at, step) };
                let anchor = if x > self.right() - 22.0 { "end" } else { "middle" };
                out.extend([format!(
                    "<path class=\"grid\" d=\"M{x:.1} {top:.1}V{:.1}\"/>\
                     <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{text}</text>\n",
                    bottom + 4.0,
                    bottom + 17.0
                )]);
            }
            at = at + step;
        }
        self.y = bottom + 24.0;
        out
    }
}
