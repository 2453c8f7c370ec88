//! That the synthetic market looks like a market, and is the same for the same seed.

use std::num::NonZeroU16;

use super::dice::Dice;
use super::pace::{DAY, Pace};
use super::path::{Arrow, Path};
use super::*;
use crate::market::Feed;
use crate::model::{Market, MarketId, Span, Symbol, Tick, TickKind, Time};

/// 2023-11-14T22:13:23.250Z, in the middle of a bar.
const START: Time = Time::from_millis(1_700_000_003_250);

fn feed(seed: u64) -> Synthetic {
    Synthetic::new(seed, START, SyntheticSettings::default())
}

fn take(feed: &mut Synthetic, count: usize) -> Vec<Tick> {
    (0..count).map(|_| feed.next().unwrap().expect("the synthetic market never ends")).collect()
}

/// Logarithmic returns of the first market, a day at a time, by minutes.
fn minutes(seed: u64, days: u32) -> Vec<f64> {
    let mut dice = Dice::new(seed, 0);
    let mut path = Path::new(&mut dice, &SyntheticSettings::default().markets);
    let pace = Pace::new(10.0);
    let mut last = path.assets[0].log(path.factor());
    let mut minute = || {
        for _ in 0..6 {
            path.step(&mut dice, &pace, Arrow::Forward);
        }
        let now = path.assets[0].log(path.factor());
        let step = now - last;
        last = now;
        step
    };
    (0..days * 1_440).map(|_| minute()).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / f64::from(u32::try_from(values.len()).unwrap())
}

/// The mean of `(x - mean)(y - mean)` over pairs `lag` apart.
fn covariance(values: &[f64], lag: usize) -> f64 {
    let middle = mean(values);
    mean(&values.iter().zip(&values[lag..]).map(|(x, y)| (x - middle) * (y - middle)).collect::<Vec<_>>())
}

fn autocorrelation(values: &[f64], lag: usize) -> f64 {
    covariance(values, lag) / covariance(values, 0)
}

#[test]
fn returns_have_fat_tails_and_volatility_comes_in_clusters() {
    for seed in 1..=3 {
        let returns = minutes(seed, 20);
        let sizes: Vec<f64> = returns.iter().map(|r| r.abs()).collect();
        let fourth = mean(&returns.iter().map(|r| r.powi(4)).collect::<Vec<_>>());
        let excess = fourth / covariance(&returns, 0).powi(2) - 3.0;
        assert!(excess > 1.0, "seed {seed}: excess kurtosis is {excess}");
        for lag in [1, 5, 20] {
            let (of_sizes, of_returns) = (autocorrelation(&sizes, lag), autocorrelation(&returns, lag));
            assert!(of_sizes > 0.05, "seed {seed}: sizes {lag} minutes apart correlate by {of_sizes}");
            assert!(of_sizes > of_returns.abs() + 0.05, "seed {seed}: returns correlate by {of_returns}");
        }
    }
}

#[test]
fn a_day_moves_as_far_as_bitcoin_does() {
    let returns = minutes(4, 30);
    let by_day: Vec<f64> = returns.chunks(1_440).map(|day| (covariance(day, 0) * 1_440.0).sqrt()).collect();
    let typical = mean(&by_day);
    assert!((0.03..0.06).contains(&typical), "a day's volatility is {typical}");
    let most = by_day.iter().copied().fold(0.0, f64::max);
    assert!((1.3 * typical..0.2).contains(&most), "the most violent day's volatility is {most}");
}

#[test]
fn a_year_later_prices_are_still_of_this_world() {
    let mut dice = Dice::new(6, 0);
    let mut path = Path::new(&mut dice, &SyntheticSettings::default().markets);
    let pace = Pace::new(60.0);
    let start: Vec<f64> = path.assets.iter().map(|asset| asset.log(0.0)).collect();
    let mut farthest = 0.0_f64;
    for _ in 0..365 * 1_440 {
        path.step(&mut dice, &pace, Arrow::Forward);
        for (asset, start) in path.assets.iter().zip(&start) {
            farthest = farthest.max((asset.log(path.factor()) - start).abs());
        }
    }
    // Between a fifth and five times the price at the start, and not stuck near it either.
    assert!((0.3..1.6).contains(&farthest), "the logarithm of a price went {farthest} away");
}

#[test]
fn markets_move_together() {
    let ticks = take(&mut feed(5), 60_000);
    let mut last = [0.0; 3];
    let mut moves = [const { Vec::new() }; 3];
    let (mut before, mut minute) = (last, START);
    for tick in &ticks {
        if tick.at.since(minute) >= Span::from_secs(60) {
            for (index, series) in moves.iter_mut().enumerate() {
                series.push(last[index] - before[index]);
            }
            (before, minute) = (last, tick.at);
        }
        last[tick.market.index()] = libm::log(super::grid::float_of(tick.mark().get()));
    }
    let product: Vec<f64> = moves[0].iter().zip(&moves[1]).skip(1).map(|(x, y)| x * y).collect();
    let square = |series: &[f64]| mean(&series.iter().skip(1).map(|x| x * x).collect::<Vec<_>>());
    let correlation = mean(&product) / (square(&moves[0]) * square(&moves[1])).sqrt();
    assert!((0.6..0.99).contains(&correlation), "correlation is {correlation}");
}

#[test]
fn ticks_are_sound() {
    let settings = SyntheticSettings { publish: Publish::TradesAndQuotes, ..SyntheticSettings::default() };
    let mut feed = Synthetic::new(8, START, settings);
    let ticks = take(&mut feed, 30_000);
    let (mut last, mut trades, mut by_market) = (START, 0, [0; 3]);
    for tick in &ticks {
        assert!(last <= tick.at, "time went back to {}", tick.at);
        last = tick.at;
        by_market[tick.market.index()] += 1;
        let market = feed.markets().get(tick.market).unwrap();
        let on_step = |value: crate::model::Decimal, step: crate::model::Decimal| {
            value > crate::model::Decimal::ZERO && (value % step).is_zero()
        };
        let sound = match tick.kind {
            TickKind::Trade { price, size, taker } => {
                trades += 1;
                on_step(price.get(), market.price_step.get())
                    && on_step(size.get(), market.quantity_step.get())
                    && taker.is_some()
            }
            TickKind::Quote { bid, bid_size, ask, ask_size } => {
                bid < ask
                    && [bid, ask].iter().all(|price| on_step(price.get(), market.price_step.get()))
                    && [bid_size, ask_size].iter().all(|size| on_step(size.get(), market.quantity_step.get()))
            }
        };
        assert!(sound, "{tick:?} is off its steps");
    }
    assert!((14_000..16_000).contains(&trades), "{trades} trades of 30,000 ticks");
    assert!(by_market[0] > by_market[1] && by_market[1] > by_market[2], "{by_market:?}");
    // Ten ticks a second.
    assert_eq!(last.since(START).as_secs(), 2_999);
}

#[test]
fn sizes_have_a_heavy_tail() {
    let mut sizes: Vec<_> = take(&mut feed(9), 20_000)
        .iter()
        .filter(|tick| tick.market == MarketId(0))
        .map(Tick::volume)
        .collect();
    sizes.sort();
    let at = |share: usize| super::grid::float_of(sizes[sizes.len() * share / 1_000].get());
    // A power law of exponent 3/2: the last in a thousand is 63 times the median.
    assert!(at(999) > 25.0 * at(500), "median {}, one in a thousand {}", at(500), at(999));
}

#[test]
fn the_same_seed_gives_the_same_ticks_and_another_seed_others() {
    let ticks = take(&mut feed(1), 2_000);
    assert_eq!(take(&mut feed(1), 2_000), ticks);
    assert_ne!(take(&mut feed(2), 2_000)[0].mark(), ticks[0].mark());
    assert_eq!(feed(1).history(Span::from_secs(5), 64), feed(1).history(Span::from_secs(5), 64));
}

/// The very figures: they hold on every machine, and change only with the model.
#[test]
fn a_seed_is_a_promise() {
    let mut feed = feed(7);
    let last = take(&mut feed, 1_000).pop().unwrap();
    assert_eq!(
        format!("{} {} {} {}", last.at, last.market.0, last.mark(), last.volume()),
        "2023-11-14T22:15:03.245Z 0 101972.01 0.00858"
    );
    let history = &feed.history(Span::from_secs(60), 3)[1];
    assert_eq!(
        history.closes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["3674.56", "3675.17", "3668.91"]
    );
}

#[test]
fn the_past_leads_up_to_the_first_tick() {
    for (bar, count) in [(Span::from_secs(5), 64), (Span::from_secs(60), 21), (Span::from_secs(86_400), 30)] {
        let mut feed = feed(3);
        let history = feed.history(bar, count);
        assert_eq!(history.len(), 3);
        let first = take(&mut feed, 50);
        for entry in history {
            assert_eq!(entry.closes.len(), count);
            let logs: Vec<f64> =
                entry.closes.iter().map(|close| libm::log(super::grid::float_of(close.get()))).collect();
            let tick = first.iter().find(|tick| tick.market == entry.market).unwrap();
            let to_first = (libm::log(super::grid::float_of(tick.mark().get())) - logs[count - 1]).abs();
            // Three times a day's 7%, for the time from the last close to the first tick at most.
            let usual = 0.07 * (bar.as_secs_f64() / DAY).sqrt();
            assert!(
                to_first < 3.0 * usual.max(0.001),
                "{bar}: {to_first} from the last close to the first tick"
            );
            let steps: Vec<f64> = logs.windows(2).map(|pair| pair[1] - pair[0]).collect();
            let typical = covariance(&steps, 0).sqrt();
            assert!((0.1 * usual..3.0 * usual).contains(&typical), "{bar}: closes move by {typical}");
        }
    }
    assert!(feed(3).history(Span::ZERO, 5).is_empty());
    assert!(feed(3).history(Span::from_secs(60), 0).iter().all(|entry| entry.closes.is_empty()));
}

/// So that a newcomer sees a trade soon: at the start, in most soaks, some market's averages of 9 and
/// 21 bars are apart by more than the agent's band of 2 basis points.
#[test]
fn a_soak_starts_with_averages_apart() {
    let apart = |seed: &u64| {
        feed(*seed).history(Span::from_secs(5), 21).iter().any(|entry| {
            let average = |count: usize| {
                mean(
                    &entry.closes[21 - count..]
                        .iter()
                        .map(|p| super::grid::float_of(p.get()))
                        .collect::<Vec<_>>(),
                )
            };
            (average(9) / average(21) - 1.0).abs() > 2e-4
        })
    };
    let count = (0..100).filter(apart).count();
    assert!(count >= 70, "in {count} of 100 soaks");
}

#[test]
fn a_resumed_feed_goes_on_where_it_stopped() {
    let mut whole = feed(11);
    let expect = take(&mut whole, 3_000);
    let mut resumed = feed(11);
    resumed.skip_to(expect[1_999].at).unwrap();
    assert_eq!(take(&mut resumed, 1_000), expect[2_000..]);
}

#[test]
fn settings_at_their_edges_do_no_harm() {
    let lone = SyntheticMarket::lively(Symbol::new("X").unwrap(), 0, 9);
    let odd = Market { price_step: crate::model::Price::ZERO, ..lone.market.clone() };
    let odd = SyntheticMarket { market: odd, weight: 0, ..lone.clone() };
    for markets in [vec![lone.clone()], vec![odd], vec![lone.clone(), lone]] {
        let settings = SyntheticSettings { markets, ticks_per_second: NonZeroU16::MAX, ..Default::default() };
        let mut feed = Synthetic::new(1, Time::EPOCH, settings);
        assert_eq!(feed.markets().len(), 1);
        assert!(take(&mut feed, 100).iter().all(|tick| tick.mark().is_positive()));
    }
    let settings = SyntheticSettings { markets: Vec::new(), ..Default::default() };
    let mut feed = Synthetic::new(1, Time::EPOCH, settings);
    assert_eq!(feed.next().unwrap(), None);
    feed.skip_to(START).unwrap();
}

#[test]
fn the_description_names_the_seed() {
    let expect = "synthetic market, seed 12: BTC ETH SOL, 10 ticks/s from 2023-11-14T22:13:23.250Z";
    assert_eq!(feed(12).describe(), expect);
    assert_eq!(feed(12).skipped().count(), 0);
}
