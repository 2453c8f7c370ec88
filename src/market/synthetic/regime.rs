//! The market's regimes, a Markov chain (Hamilton 1989).

use super::dice::Dice;
use super::pace::{DAY, Pace};

/// What kind of market it is just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Regime {
    /// Nothing much happens.
    Calm,
    /// The market goes one way.
    Trend(Heading),
    /// The market goes both ways, fast.
    Violent,
}

/// Which way a trend goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heading {
    Up,
    Down,
}

/// Drift of the common factor within a trend, per day: a third of a per cent in a trend of usual length.
const TREND_DRIFT: f64 = 0.13;

impl Regime {
    /// A trend of either heading. Soaks start in one, so that a newcomer sees something happen.
    pub(super) fn any_trend(dice: &mut Dice) -> Self {
        Self::Trend(if dice.happens(0.5) { Heading::Up } else { Heading::Down })
    }

    /// The regime after one step.
    pub(super) fn next(self, dice: &mut Dice, pace: &Pace) -> Self {
        if !dice.happens(pace.chance(DAY / self.length_mean())) {
            return self;
        }
        let draw = dice.unit();
        match self {
            Self::Calm if draw < 0.2 => Self::Violent,
            Self::Trend(_) if draw < 0.15 => Self::Violent,
            Self::Trend(_) if draw < 0.75 => Self::Calm,
            Self::Violent if draw < 0.5 => Self::Calm,
            Self::Calm | Self::Trend(_) | Self::Violent => Self::any_trend(dice),
        }
    }

    /// How long it lasts, in seconds, on average.
    const fn length_mean(self) -> f64 {
        match self {
            Self::Calm => 5_400.0,
            Self::Trend(_) => 2_400.0,
            Self::Violent => 600.0,
        }
    }

    /// Its volatility, compared with a calm market's.
    pub(super) const fn volatility(self) -> f64 {
        match self {
            Self::Calm => 1.0,
            Self::Trend(_) => 1.1,
            Self::Violent => 3.2,
        }
    }

    /// Drift of the common factor, per day.
    pub(super) const fn drift(self) -> f64 {
        match self {
            Self::Trend(Heading::Up) => TREND_DRIFT,
            Self::Trend(Heading::Down) => -TREND_DRIFT,
            Self::Calm | Self::Violent => 0.0,
        }
    }

    /// Sudden jumps of the common factor per day.
    pub(super) const fn jumps_per_day(self) -> f64 {
        match self {
            Self::Calm | Self::Trend(_) => 2.0,
            Self::Violent => 60.0,
        }
    }
}
