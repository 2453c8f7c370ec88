//! The whole process: weather, common factor and markets, one step at a time, in either direction.

use super::asset::Asset;
use super::dice::Dice;
use super::pace::Pace;
use super::settings::SyntheticMarket;
use super::weather::{Push, Weather};

/// Volatility of the common factor: standard deviation of a calm day's logarithmic return. With
/// bitcoin's own part it gives bitcoin 3.2% a day.
const FACTOR_VOLATILITY: f64 = 0.03;

/// How far the common factor is from its mean at the start, so that no two seeds start alike.
const FACTOR_SPREAD_AT_START: f64 = 0.04;

/// Where the process is.
#[derive(Clone, Debug)]
pub(super) struct Path {
    weather: Weather,
    factor: f64,
    pub(super) assets: Vec<Asset>,
}

/// Which way time passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrow {
    /// Towards the future.
    Forward,
    /// Towards the past: what would have pushed up has pushed down.
    Backward,
}

impl Path {
    pub(super) fn new(dice: &mut Dice, markets: &[SyntheticMarket]) -> Self {
        let weather = Weather::new(dice);
        let factor = FACTOR_SPREAD_AT_START * dice.normal();
        Self { weather, factor, assets: markets.iter().map(Asset::new).collect() }
    }

    /// The common factor's logarithm.
    pub(super) fn factor(&self) -> f64 {
        self.factor
    }

    /// Volatility now, compared with that of a calm day.
    pub(super) fn volatility(&self) -> f64 {
        self.weather.volatility()
    }

    /// Lets one step of the weather pass. What it gives is the gradual push of this step, which
    /// [`Self::drift`] brings in.
    pub(super) fn pass(&mut self, dice: &mut Dice, pace: &Pace, arrow: Arrow) -> f64 {
        let Push { sudden, gradual } = self.weather.pass(dice, pace);
        let sign = match arrow {
            Arrow::Forward => 1.0,
            Arrow::Backward => -1.0,
        };
        self.factor = self.factor * pace.price_keep + sign * sudden;
        for asset in &mut self.assets {
            asset.pass(dice, pace);
        }
        sign * gradual
    }

    /// Moves the common factor: `push`, and diffusion over `root_of_day`.
    pub(super) fn drift(&mut self, dice: &mut Dice, push: f64, root_of_day: f64) {
        self.factor += push + FACTOR_VOLATILITY * self.volatility() * root_of_day * dice.small_step();
    }

    /// One whole step of everything.
    pub(super) fn step(&mut self, dice: &mut Dice, pace: &Pace, arrow: Arrow) {
        let push = self.pass(dice, pace, arrow);
        self.drift(dice, push, pace.root_of_day);
        let volatility = self.volatility();
        for asset in &mut self.assets {
            asset.diffuse(dice, volatility, pace.root_of_day);
        }
    }
}
