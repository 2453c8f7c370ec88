//! The prices of a drill as a feed.
//!
//! Invariant: the same paths and the same seed give the same ticks.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::MarketPath;
use crate::market::{Feed, FeedError, Skipped};
use crate::model::{Decimal, History, MarketId, Markets, Price, Rate, Side, Span, Tick, TickKind, Time};

/// The steps in which noise is drawn.
const NOISE_STEPS: u64 = 2_000;

/// The prices of a drill: each market ticks at its own pace from the beginning on.
#[derive(Debug)]
pub struct ScriptedFeed {
    paths: Vec<MarketPath>,
    markets: Markets,
    /// How many ticks each market has had.
    told: Vec<u32>,
    begin: Time,
    length: Option<Span>,
    /// Ticks up to here are left out.
    after: Option<Time>,
    noise: ChaCha8Rng,
    skipped: Skipped,
}

impl ScriptedFeed {
    /// The prices of `paths` from `begin` on, for `length` or without end, with noise drawn from `seed`.
    #[must_use]
    pub fn new(paths: &[MarketPath], begin: Time, length: Option<Span>, seed: u64) -> Self {
        Self {
            paths: paths.to_vec(),
            markets: Markets::new(paths.iter().map(MarketPath::market)),
            told: vec![0; paths.len()],
            begin,
            length,
            after: None,
            noise: ChaCha8Rng::seed_from_u64(seed),
            skipped: Skipped::default(),
        }
    }

    /// The market whose tick is next, and when after the beginning.
    fn due(&self) -> Option<(usize, Span)> {
        let moments =
            self.paths.iter().zip(&self.told).map(|(path, told)| path.every.times(i64::from(*told)));
        let next = moments.enumerate().min_by_key(|(index, at)| (*at, *index));
        next.filter(|(_, at)| self.length.is_none_or(|length| *at <= length))
    }

    fn tick(&mut self) -> Option<Tick> {
        let (index, at) = self.due()?;
        let path = self.paths.get(index)?;
        let told = self.told.get_mut(index)?;
        let scripted = path.price_of(*told, at);
        *told += 1;
        let drawn = i64::try_from(self.noise.next_u64() % (NOISE_STEPS + 1)).unwrap_or(0);
        let off = Decimal::new(drawn, 3) - Decimal::ONE;
        let noisy = scripted + scripted * Rate::new(path.noise.get() * off);
        let price = path.market().worse_price(noisy, Side::Sell).max(path.price_step);
        let market = MarketId(u16::try_from(index).ok()?);
        Some(Tick {
            market,
            at: self.begin + at,
            kind: TickKind::Trade { price, size: path.size, taker: None },
        })
    }
}

impl MarketPath {
    /// The price of the tick number `told` from 0, `at` after the beginning, before noise.
    fn price_of(&self, told: u32, at: Span) -> Price {
        let round = (told as usize).checked_rem(self.round.len()).and_then(|place| self.round.get(place));
        let points = || self.points.iter().rev().find(|point| point.at <= at).map(|point| point.price);
        round.copied().or_else(points).unwrap_or(self.price)
    }
}

impl Feed for ScriptedFeed {
    fn markets(&self) -> &Markets {
        &self.markets
    }

    fn next(&mut self) -> Result<Option<Tick>, FeedError> {
        loop {
            let tick = self.tick();
            if tick.is_none_or(|tick| self.after.is_none_or(|after| tick.at > after)) {
                return Ok(tick);
            }
        }
    }

    fn history(&self, _bar: Span, _count: usize) -> Vec<History> {
        Vec::new()
    }

    fn skip_to(&mut self, after: Time) -> Result<(), FeedError> {
        self.after = Some(after);
        Ok(())
    }

    fn describe(&self) -> String {
        "the prices of a drill".to_owned()
    }

    fn skipped(&self) -> &Skipped {
        &self.skipped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> MarketPath {
        toml::from_str(&format!("symbol = \"BTC\"\nprice = \"100\"\n{text}")).unwrap()
    }

    #[track_caller]
    fn check(paths: &[MarketPath], expect: &[(u16, i64, &str)]) {
        let mut feed = ScriptedFeed::new(paths, Time::EPOCH, None, 1);
        for (market, millis, price) in expect {
            let tick = feed.next().unwrap().unwrap();
            let found = (tick.market.0, tick.at.as_millis(), tick.mark());
            assert_eq!(found, (*market, *millis, price.parse().unwrap()));
        }
    }

    #[test]
    fn prices_follow_their_script() {
        check(&[path("")], &[(0, 0, "100"), (0, 1_000, "100")]);
        check(
            &[path("points = [{ at = \"1s\", price = \"90\" }, { at = \"3s\", price = \"80.005\" }]")],
            &[(0, 0, "100"), (0, 1_000, "90"), (0, 2_000, "90"), (0, 3_000, "80")],
        );
        check(&[path("round = [\"1\", \"2\"]")], &[(0, 0, "1"), (0, 1_000, "2"), (0, 2_000, "1")]);
        check(
            &[path("every = \"2s\""), path("every = \"500ms\"")],
            &[
                (0, 0, "100"),
                (1, 0, "100"),
                (1, 500, "100"),
                (1, 1_000, "100"),
                (1, 1_500, "100"),
                (0, 2_000, "100"),
            ],
        );
    }

    #[test]
    fn noise_comes_from_the_seed_and_stays_within_its_share() {
        let prices = |seed| {
            let mut feed = ScriptedFeed::new(&[path("noise = \"0.01\"")], Time::EPOCH, None, seed);
            (0..50).map(|_| feed.next().unwrap().unwrap().mark()).collect::<Vec<Price>>()
        };
        assert_eq!(prices(1), prices(1));
        assert_ne!(prices(1), prices(2));
        let (low, high) = ("99".parse().unwrap(), "101".parse().unwrap());
        assert!(prices(1).iter().all(|price| (low..=high).contains(price)));
    }

    #[test]
    fn it_ends_after_its_length_and_can_be_skipped() {
        let mut feed = ScriptedFeed::new(&[path("")], Time::EPOCH, Some(Span::from_secs(3)), 1);
        feed.skip_to(Time::from_millis(1_500)).unwrap();
        let ticks: Vec<_> =
            std::iter::from_fn(|| feed.next().unwrap()).map(|tick| tick.at.as_millis()).collect();
        assert_eq!(ticks, [2_000, 3_000]);
    }
}
