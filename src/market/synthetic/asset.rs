//! One market of the synthetic ones: its own part of the price, and how it trades.

use super::dice::Dice;
use super::grid::{self, Grid, Towards};
use super::pace::Pace;
use super::settings::SyntheticMarket;
use crate::model::{Price, Quantity, Side, TickKind};

/// Jumps of a market's own per day, and their spread as a share of its own volatility.
const OWN_JUMPS_PER_DAY: f64 = 1.0;
const OWN_JUMP_SPREAD: f64 = 0.3;

/// Largest trade, as a multiple of the smallest: the tail of a power law has no end of its own.
const TRADE_MULTIPLE_MAX: f64 = 2_000.0;

/// How often a taker is on the same side as the one before (Lillo and Farmer 2004).
const SAME_SIDE: f64 = 0.62;

/// One market's state.
#[derive(Clone, Debug)]
pub(super) struct Asset {
    log_start: f64,
    beta: f64,
    own_volatility: f64,
    half_spread: f64,
    trade_min: f64,
    prices: Grid,
    quantities: Grid,
    /// The market's own part of the logarithm of its price.
    own: f64,
    taker: Side,
    /// A logarithm and its exponential.
    anchor: (f64, f64),
}

/// How far from the anchor the series is used.
const ANCHOR_REACH: f64 = 0.01;

impl Asset {
    pub(super) fn new(settings: &SyntheticMarket) -> Self {
        let start = grid::float_of(settings.price.get()).max(1e-8);
        let log_start = libm::log(start);
        Self {
            log_start,
            beta: settings.beta,
            own_volatility: settings.own_volatility,
            half_spread: settings.half_spread_bp * 1e-4,
            trade_min: settings.trade_min,
            prices: Grid::new(settings.market.price_step.get()),
            quantities: Grid::new(settings.market.quantity_step.get()),
            own: 0.0,
            taker: Side::Buy,
            anchor: (log_start, start),
        }
    }

    /// Lets one step of the weather pass: the pull back, and now and then a jump.
    pub(super) fn pass(&mut self, dice: &mut Dice, pace: &Pace) {
        self.own *= pace.price_keep;
        if dice.happens(pace.chance(OWN_JUMPS_PER_DAY)) {
            self.own += OWN_JUMP_SPREAD * self.own_volatility * dice.normal();
        }
    }

    /// Lets the market's own part diffuse over `root_of_day`, the root of a share of a day.
    pub(super) fn diffuse(&mut self, dice: &mut Dice, volatility: f64, root_of_day: f64) {
        self.own += self.own_volatility * volatility * root_of_day * dice.small_step();
    }

    /// The logarithm of the price in the middle of bid and offer.
    pub(super) fn log(&self, factor: f64) -> f64 {
        self.log_start + self.beta * factor + self.own
    }

    /// The price in the middle of bid and offer, off any step.
    ///
    /// Close to the last exponential taken, a few terms of the series are as good and much cheaper;
    /// their error is below 10^-12 of the price, and does not add up.
    fn middle(&mut self, factor: f64) -> f64 {
        let log = self.log(factor);
        let (anchor_log, anchor) = self.anchor;
        let off = log - anchor_log;
        if off.abs() <= ANCHOR_REACH {
            return anchor * (1.0 + off * (1.0 + off * (0.5 + off * (1.0 / 6.0 + off * (1.0 / 24.0)))));
        }
        let exponential = libm::exp(log);
        self.anchor = (log, exponential);
        exponential
    }

    /// The price on the step nearest to the middle.
    pub(super) fn close(&mut self, factor: f64) -> Price {
        let middle = self.middle(factor);
        Price::new(self.prices.value(middle, Towards::Nearest))
    }

    /// A trade at the bid or at the offer.
    pub(super) fn trade(&mut self, dice: &mut Dice, factor: f64, volatility: f64) -> TickKind {
        let middle = self.middle(factor);
        let half = self.half_spread_now(middle, volatility);
        if !dice.happens(SAME_SIDE) {
            self.taker = self.taker.opposite();
        }
        let price = match self.taker {
            Side::Buy => self.prices.value(middle + half, Towards::Infinity),
            Side::Sell => self.prices.value(middle - half, Towards::Zero),
        };
        TickKind::Trade { price: Price::new(price), size: self.size(dice, middle), taker: Some(self.taker) }
    }

    /// The best bid and offer, at least a step apart.
    pub(super) fn quote(&mut self, dice: &mut Dice, factor: f64, volatility: f64) -> TickKind {
        let middle = self.middle(factor);
        let half = self.half_spread_now(middle, volatility);
        let bid = self.prices.count(middle - half, Towards::Zero);
        let ask = self.prices.count(middle + half, Towards::Infinity).max(bid.saturating_add(1));
        TickKind::Quote {
            bid: Price::new(self.prices.steps(bid)),
            bid_size: self.size(dice, middle),
            ask: Price::new(self.prices.steps(ask)),
            ask_size: self.size(dice, middle),
        }
    }

    fn half_spread_now(&self, middle: f64, volatility: f64) -> f64 {
        middle * self.half_spread * (0.5 + 0.5 * volatility)
    }

    fn size(&self, dice: &mut Dice, middle: f64) -> Quantity {
        let worth = self.trade_min * dice.pareto().min(TRADE_MULTIPLE_MAX);
        Quantity::new(self.quantities.value(worth / middle, Towards::Zero))
    }
}
