//! How the project's own sessions are made: paths of two markets between way points, with seeded noise.
//!
//! Whole numbers only, so that every machine makes the same.

use soak::market::SessionHead;
use soak::model::{
    Decimal, History, Market, MarketId, Markets, Price, Quantity, Side, Span, Symbol, Tick, TickKind, Time,
};

/// 2026-01-05T00:00:00Z, a Monday.
const BEGIN: Time = Time::from_millis(1_767_571_200_000);

/// Time between two ticks of a market.
const EVERY: i64 = 5;

/// Bars of the agent.
const BAR: i64 = 60;

/// Closes from before the beginning: what the slow average takes.
const CLOSES: i64 = 21;

/// A session to be made.
pub(crate) struct Making {
    pub(crate) name: &'static str,
    seed: u64,
    /// Seconds after the beginning and the price then, in ten-thousandths of what it begins with.
    way: &'static [(i64, i64)],
    /// How far one tick may be off the last one, in millionths of the price.
    noise: i64,
}

/// The project's own sessions.
pub(crate) const MAKINGS: [Making; 3] = [
    Making {
        name: "bull",
        seed: 1,
        way: &[(0, 10_000), (7_200, 10_250), (10_800, 10_210), (21_600, 10_700)],
        noise: 150,
    },
    Making {
        name: "sideways",
        seed: 2,
        way: &[(0, 10_000), (5_400, 10_030), (10_800, 9_975), (16_200, 10_020), (21_600, 10_000)],
        noise: 200,
    },
    Making {
        name: "crash",
        seed: 3,
        way: &[(0, 10_000), (9_000, 10_250), (9_090, 6_150), (10_800, 6_400), (14_400, 6_300)],
        noise: 150,
    },
];

impl Making {
    pub(crate) fn head() -> SessionHead {
        let history = |market: u16| {
            let closes = (1..=CLOSES).map(|_| Price::new(Decimal::new(start(market), 2))).collect();
            History { market: MarketId(market), closes }
        };
        let market = |(symbol, places)| {
            let step = Quantity::new(Decimal::new(1, places));
            let price_step = Price::new(Decimal::new(1, 2));
            let symbol = Symbol::new(symbol).unwrap();
            Market { symbol, price_step, quantity_step: step, quantity_min: step }
        };
        SessionHead {
            markets: Markets::new([("BTC", 5), ("ETH", 4)].map(market)),
            bar: Span::from_secs(BAR),
            history: vec![history(0), history(1)],
        }
    }

    pub(crate) fn ticks(&self) -> Vec<Tick> {
        let mut dice = Dice(self.seed);
        let mut off = [0_i64; 2];
        let end = self.way.last().unwrap().0;
        let mut ticks = Vec::new();
        for second in (0..=end).step_by(usize::try_from(EVERY).unwrap()) {
            for market in [0_u16, 1] {
                let off = off.get_mut(usize::from(market)).unwrap();
                // Half a per cent of the way back with each step, so that noise stays noise.
                *off += dice.within(self.noise) - *off / 200;
                let path = start(market) * self.level(second) / 1_000_000;
                let price = path + path * *off / 1_000_000;
                let size = 1 + dice.within(400).abs() * dice.within(400).abs();
                let places = if market == 0 { 5 } else { 4 };
                let taker = if dice.within(1_000) < 0 { Side::Sell } else { Side::Buy };
                let kind = TickKind::Trade {
                    price: Price::new(Decimal::new(price, 2)),
                    size: Quantity::new(Decimal::new(size, places)),
                    taker: Some(taker),
                };
                let at = BEGIN + Span::from_secs(second) + Span::from_millis(1_250 * i64::from(market));
                ticks.push(Tick { market: MarketId(market), at, kind });
            }
        }
        ticks
    }

    /// The level at `second`, in millionths of the start.
    fn level(&self, second: i64) -> i64 {
        let next = self.way.iter().position(|(at, _)| *at >= second).unwrap();
        let (to_at, to) = *self.way.get(next).unwrap();
        let (from_at, from) = *self.way.get(next.saturating_sub(1)).unwrap();
        let passed =
            if to_at == from_at { 0 } else { (to - from) * 100 * (second - from_at) / (to_at - from_at) };
        from * 100 + passed
    }
}

/// The price at the beginning, in cents.
fn start(market: u16) -> i64 {
    if market == 0 { 6_000_000 } else { 250_000 }
}

/// Chance for a session that never changes: the generator of Knuth's MMIX.
struct Dice(u64);

impl Dice {
    /// A number from `-width` to `width`.
    fn within(&mut self, width: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).unwrap() % (2 * width + 1) - width
    }
}
