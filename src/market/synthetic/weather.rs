//! What all markets share besides the common factor itself: regime, volatility, jumps, cascades.

use super::dice::Dice;
use super::pace::{FAST_SPREAD, Pace, SLOW_SPREAD};
use super::regime::Regime;

/// Spread of a jump of the common factor.
const JUMP_SPREAD: f64 = 0.004;

/// What a jump adds to log-volatility.
const JUMP_UNREST: f64 = 0.3;

/// Cascades per day: about one a week.
const CASCADES_PER_DAY: f64 = 1.0 / 6.0;

/// Smallest cascade of the common factor, what is added on average, and the largest.
const CASCADE: [f64; 3] = [0.022, 0.01, 0.05];

/// What a cascade adds to log-volatility.
const CASCADE_UNREST: f64 = 0.6;

/// How many cascades go down: forced selling is commoner than forced buying.
const CASCADES_DOWN: f64 = 0.65;

/// Largest log-volatility beyond a regime's own, and its negative the smallest: chance is not to
/// pile shock on shock until prices are absurd.
const UNREST_MAX: f64 = 1.2;

/// The market's mood.
#[derive(Clone, Debug)]
pub(super) struct Weather {
    regime: Regime,
    /// Volatility of the regime, reached gradually.
    level: f64,
    fast: f64,
    slow: f64,
    volatility: f64,
    /// What is still to come of a cascade.
    cascade: f64,
}

/// How far the common factor moves in one step, diffusion aside.
#[derive(Clone, Copy, Debug)]
pub(super) struct Push {
    /// By a jump: between two ticks.
    pub(super) sudden: f64,
    /// By drift and cascades: spread over the step.
    pub(super) gradual: f64,
}

impl Weather {
    /// The weather at the start: in a trend, with unrest as it usually is.
    pub(super) fn new(dice: &mut Dice) -> Self {
        let regime = Regime::any_trend(dice);
        let (fast, slow) = (FAST_SPREAD * dice.normal(), SLOW_SPREAD * dice.normal());
        let mut weather =
            Self { regime, level: regime.volatility(), fast, slow, volatility: 1.0, cascade: 0.0 };
        weather.set_volatility();
        weather
    }

    /// Volatility now, compared with that of a calm day.
    pub(super) fn volatility(&self) -> f64 {
        self.volatility
    }

    /// Lets one step pass.
    pub(super) fn pass(&mut self, dice: &mut Dice, pace: &Pace) -> Push {
        self.regime = self.regime.next(dice, pace);
        self.fast = self.fast * pace.fast.keep + pace.fast.noise * dice.normal();
        self.slow = self.slow * pace.slow.keep + pace.slow.noise * dice.normal();
        let target = self.regime.volatility();
        self.level = target + (self.level - target) * pace.level_keep;
        let mut sudden = 0.0;
        if dice.happens(pace.chance(self.regime.jumps_per_day())) {
            sudden = JUMP_SPREAD * dice.normal();
            self.fast += JUMP_UNREST;
        }
        if dice.happens(pace.chance(CASCADES_PER_DAY)) {
            let [least, more, most] = CASCADE;
            let size = (least + more * dice.exponential()).min(most);
            self.cascade += if dice.happens(CASCADES_DOWN) { -size } else { size };
            self.fast += CASCADE_UNREST;
            self.regime = Regime::Violent;
        }
        self.set_volatility();
        let fallen = self.cascade * (1.0 - pace.cascade_keep);
        self.cascade -= fallen;
        Push { sudden, gradual: self.regime.drift() * pace.chance(1.0) + fallen }
    }

    /// Unrest is centred so that the mean square of its factor is 1.
    fn set_volatility(&mut self) {
        let unrest = self.fast + self.slow - (FAST_SPREAD * FAST_SPREAD + SLOW_SPREAD * SLOW_SPREAD);
        self.volatility = self.level * libm::exp(unrest.clamp(-UNREST_MAX, UNREST_MAX));
    }
}
