//! The length of one step of the process, with the factors that follow from it.
//!
//! An Ornstein-Uhlenbeck process stepped by its exact solution keeps its spread whatever the length
//! of the step (Uhlenbeck and Ornstein 1930), so that ticks by the second and histories by the minute
//! come from one and the same process.

/// Seconds in a day: volatilities and drifts are given per day.
pub(super) const DAY: f64 = 86_400.0;

/// How a step of one length changes things that revert to their mean.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// Length of the step in seconds.
    pub(super) seconds: f64,
    /// Square root of the step's share of a day.
    pub(super) root_of_day: f64,
    /// What is left of fast unrest.
    pub(super) fast: Reversion,
    /// What is left of slow unrest.
    pub(super) slow: Reversion,
    /// What is left of the distance to a new regime's volatility.
    pub(super) level_keep: f64,
    /// What is left of a cascade still to come.
    pub(super) cascade_keep: f64,
    /// What is left of the distance to the first price.
    pub(super) price_keep: f64,
}

/// One exact step of an Ornstein-Uhlenbeck process: `x * keep + noise * normal`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reversion {
    pub(super) keep: f64,
    pub(super) noise: f64,
}

/// Fast unrest: spread of the log-volatility, and its memory in seconds.
pub(super) const FAST_SPREAD: f64 = 0.35;
const FAST_MEMORY: f64 = 1_200.0;

/// Slow unrest: spread of the log-volatility, and its memory in seconds.
pub(super) const SLOW_SPREAD: f64 = 0.25;
const SLOW_MEMORY: f64 = 1.5 * DAY;

/// Seconds in which volatility takes on a new regime.
const LEVEL_MEMORY: f64 = 45.0;

/// Seconds in which most of a cascade happens.
const CASCADE_MEMORY: f64 = 15.0;

/// Seconds in which a price is drawn back: a half-life of 30 days.
const PRICE_MEMORY: f64 = 30.0 * DAY / std::f64::consts::LN_2;

impl Pace {
    /// Steps of `seconds`.
    pub(super) fn new(seconds: f64) -> Self {
        let keep = |memory: f64| libm::exp(-seconds / memory);
        let reversion = |spread: f64, memory: f64| {
            let keep = keep(memory);
            Reversion { keep, noise: spread * (1.0 - keep * keep).sqrt() }
        };
        Self {
            seconds,
            root_of_day: (seconds / DAY).sqrt(),
            fast: reversion(FAST_SPREAD, FAST_MEMORY),
            slow: reversion(SLOW_SPREAD, SLOW_MEMORY),
            level_keep: keep(LEVEL_MEMORY),
            cascade_keep: keep(CASCADE_MEMORY),
            price_keep: keep(PRICE_MEMORY),
        }
    }

    /// The probability that something of this many times a day happens within one step.
    pub(super) fn chance(&self, times_per_day: f64) -> f64 {
        times_per_day * self.seconds / DAY
    }
}
