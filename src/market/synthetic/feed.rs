//! The synthetic market as a feed.
//!
//! Time is cut into slots of equal length, one tick in each, at a moment drawn by chance. The weather
//! passes once a second.

use super::dice::Dice;
use super::pace::{DAY, Pace};
use super::path::{Arrow, Path};
use super::settings::{Publish, SyntheticSettings};
use crate::market::{Feed, FeedError, Skipped};
use crate::model::{History, Market, MarketId, Markets, Span, Tick, Time};

/// Streams of chance: ticks and the past do not disturb each other.
const TICKS_STREAM: u64 = 0;
const PAST_STREAM: u64 = 1;

/// Most closes of a history: far more than any moving average needs, and a bound on the work.
const HISTORY_MAX: usize = 10_000;

/// Longest step of the past in seconds; the shortest regime lasts ten times as long.
const PAST_STEP_MAX: f64 = 60.0;

/// Steps in a bar of the past: enough that its close is not one draw.
const PAST_STEPS_PER_BAR: f64 = 20.0;

/// An endless market made of chance; see the module's documentation for the model.
#[derive(Debug)]
pub struct Synthetic {
    seed: u64,
    start: Time,
    settings: SyntheticSettings,
    markets: Markets,
    /// Upper ends of the markets' shares in `0..total` of the draw that picks one.
    shares: Vec<u64>,
    total: u64,
    dice: Dice,
    /// The process as it was at the start.
    origin: Path,
    path: Path,
    second: Pace,
    slot_length: Span,
    slot_root_of_day: f64,
    /// What drift and cascades add to the common factor in each slot of the current second.
    slot_push: f64,
    /// The next slot's number.
    slot: i64,
    /// The slot in which each market had its last tick.
    last_slots: Vec<i64>,
    /// Ticks up to here are left out.
    after: Time,
}

impl Synthetic {
    /// A market that begins at `start`. The same seed and settings give the same ticks, only shifted
    /// in time with `start`. Without markets in the settings there are no ticks.
    #[must_use]
    pub fn new(seed: u64, start: Time, mut settings: SyntheticSettings) -> Self {
        let markets = Markets::new(settings.markets.iter().map(|entry| entry.market.clone()));
        let settings_of = |market: &Market| {
            settings.markets.iter().find(|entry| entry.market.symbol == market.symbol).cloned()
        };
        settings.markets = markets.iter().filter_map(|(_, market)| settings_of(market)).collect();
        let mut total = 0;
        let share = |entry: &super::SyntheticMarket| {
            total += u64::from(entry.weight.max(1));
            total
        };
        let shares: Vec<u64> = settings.markets.iter().map(share).collect();
        let mut dice = Dice::new(seed, TICKS_STREAM);
        let origin = Path::new(&mut dice, &settings.markets);
        let rate = f64::from(settings.ticks_per_second.get());
        Self {
            seed,
            start,
            markets,
            shares,
            total,
            dice,
            path: origin.clone(),
            origin,
            second: Pace::new(1.0),
            slot_length: Span::from_micros(1_000_000 / i64::from(settings.ticks_per_second.get())),
            slot_root_of_day: (1.0 / (rate * DAY)).sqrt(),
            slot_push: 0.0,
            slot: 0,
            last_slots: vec![-1; settings.markets.len()],
            after: Time::from_micros(i64::MIN),
            settings,
        }
    }

    fn slot_start(&self) -> Time {
        self.start + self.slot_length.times(self.slot)
    }

    /// The tick of the next slot.
    fn tick(&mut self) -> Option<Tick> {
        let at = self.slot_start();
        let rate = self.settings.ticks_per_second;
        if self.slot % i64::from(rate.get()) == 0 {
            let push = self.path.pass(&mut self.dice, &self.second, Arrow::Forward);
            self.slot_push = push / f64::from(rate.get());
        }
        self.path.drift(&mut self.dice, self.slot_push, self.slot_root_of_day);
        let (factor, volatility) = (self.path.factor(), self.path.volatility());
        // One draw serves twice: its upper half picks the market, its lower the moment in the slot.
        let bits = self.dice.bits();
        let pick = ((bits >> 32) * self.total) >> 32;
        let index = self.shares.iter().position(|share| pick < *share)?;
        let within = ((bits & 0xffff_ffff) * self.slot_length.as_micros().unsigned_abs()) >> 32;
        let last_slot = self.last_slots.get_mut(index)?;
        let root_of_day = self.slot_root_of_day * root(self.slot - *last_slot);
        *last_slot = self.slot;
        self.slot += 1;
        let asset = self.path.assets.get_mut(index)?;
        asset.diffuse(&mut self.dice, volatility, root_of_day);
        let quotes = self.settings.publish == Publish::TradesAndQuotes && self.dice.happens(0.5);
        let kind = if quotes {
            asset.quote(&mut self.dice, factor, volatility)
        } else {
            asset.trade(&mut self.dice, factor, volatility)
        };
        let market = MarketId(u16::try_from(index).ok()?);
        Some(Tick { market, at: at + Span::from_micros(i64::try_from(within).ok()?), kind })
    }

    /// Runs the process backwards from the start, and notes where each of the last `count` bars ended.
    fn past(&self, bar: Span, count: usize) -> Vec<History> {
        let history = |(market, _)| History { market, closes: Vec::with_capacity(count) };
        let mut histories: Vec<History> = self.markets.iter().map(history).collect();
        let mut dice = Dice::new(self.seed, PAST_STREAM);
        let mut path = self.origin.clone();
        // The bar that the start falls into is not over, so the first stretch is a part of one.
        let mut length = self.start.since(self.start.floor(bar)).as_secs_f64();
        let step_longest = (bar.as_secs_f64() / PAST_STEPS_PER_BAR).clamp(1.0, PAST_STEP_MAX);
        for _ in 0..count {
            let steps = libm::ceil(length / step_longest).max(1.0);
            let pace = Pace::new(length / steps);
            let mut done = 0.0;
            while done < steps {
                path.step(&mut dice, &pace, Arrow::Backward);
                done += 1.0;
            }
            let factor = path.factor();
            for (history, asset) in histories.iter_mut().zip(&mut path.assets) {
                history.closes.push(asset.close(factor));
            }
            length = bar.as_secs_f64();
        }
        for history in &mut histories {
            history.closes.reverse();
        }
        histories
    }
}

/// The root of a whole number of slots.
#[expect(clippy::cast_precision_loss, reason = "a number of slots is far below 2^53")]
fn root(slots: i64) -> f64 {
    (slots as f64).sqrt()
}

impl Feed for Synthetic {
    fn markets(&self) -> &Markets {
        &self.markets
    }

    fn next(&mut self) -> Result<Option<Tick>, FeedError> {
        while let Some(tick) = self.tick() {
            if tick.at > self.after {
                return Ok(Some(tick));
            }
        }
        Ok(None)
    }

    fn history(&self, bar: Span, count: usize) -> Vec<History> {
        if bar <= Span::ZERO {
            return Vec::new();
        }
        self.past(bar, count.min(HISTORY_MAX))
    }

    /// Runs the process up to `after`: 0.1 µs per tick left out.
    fn skip_to(&mut self, after: Time) -> Result<(), FeedError> {
        while self.slot_start() + self.slot_length <= after && self.tick().is_some() {}
        self.after = self.after.max(after);
        Ok(())
    }

    fn describe(&self) -> String {
        let symbols: Vec<_> = self.markets.iter().map(|(_, market)| market.symbol.as_str()).collect();
        let (symbols, rate) = (symbols.join(" "), self.settings.ticks_per_second);
        format!("synthetic market, seed {}: {symbols}, {rate} ticks/s from {}", self.seed, self.start)
    }

    fn skipped(&self) -> &Skipped {
        const NONE: &Skipped = &Skipped::NONE;
        NONE
    }
}
