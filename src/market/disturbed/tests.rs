//! Prices that go wrong, tick by tick.

use proptest::prelude::*;

use super::Disturbed;
use crate::fault::{Board, Fault, Schedule, Window};
use crate::market::{Feed, Publish, Synthetic, SyntheticSettings};
use crate::model::{Decimal, MarketId, Price, Span, Symbol, Tick, TickKind, Time};

const BEGIN: Time = Time::from_millis(1_767_225_600_000);

fn plain(publish: Publish) -> Box<dyn Feed> {
    Box::new(Synthetic::new(3, BEGIN, SyntheticSettings { publish, ..SyntheticSettings::default() }))
}

fn window(fault: Fault, from: i64, length: i64) -> Window {
    Window::whole(fault, Span::from_secs(from), Span::from_secs(length))
}

/// The ticks of the first minute, as they are and as they are told.
fn minute(windows: Vec<Window>, publish: Publish) -> (Vec<Tick>, Vec<Tick>) {
    let take = |mut feed: Box<dyn Feed>| {
        let next = move || feed.next().unwrap();
        std::iter::from_fn(next).take_while(|tick| tick.at < BEGIN + Span::from_secs(60)).collect()
    };
    let disturbed = Disturbed::new(plain(publish), Schedule::new(BEGIN, windows));
    (take(plain(publish)), take(Box::new(disturbed)))
}

/// Bitcoin's price at `second`, as a share of what it would be, in per cent.
#[track_caller]
fn check(windows: Vec<Window>, shares: &[(i64, i64)]) {
    let (before, after) = minute(windows, Publish::Trades);
    for (second, percent) in shares {
        let at = BEGIN + Span::from_secs(*second);
        let mark = |ticks: &[Tick]| {
            let later = ticks.iter().find(|tick| tick.market == MarketId(0) && tick.at >= at);
            later.unwrap().mark().get()
        };
        let share = mark(&after) / mark(&before) * Decimal::ONE_HUNDRED;
        assert!((share - Decimal::from(*percent)).abs() < Decimal::TWO, "{share}% at {second} s");
    }
}

#[test]
fn a_jump_comes_at_once_and_stays() {
    let jump = |by: &str, from| window(Fault::PriceJump { by: by.parse().unwrap() }, from, 1);
    check(vec![jump("-0.4", 20)], &[(10, 100), (20, 60), (50, 60)]);
    check(vec![jump("-0.5", 20), jump("1", 40)], &[(30, 50), (45, 100)]);
    check(vec![jump("-1", 20)], &[(10, 100), (30, 0)]);
}

#[test]
fn a_slide_goes_evenly_and_stays() {
    let slide = Fault::PriceSlide { by: "-0.4".parse().unwrap() };
    check(vec![window(slide, 10, 20)], &[(5, 100), (15, 90), (20, 80), (25, 70), (31, 60), (55, 60)]);
}

#[test]
fn only_the_market_it_is_about_moves() {
    let symbol = Some(Symbol::new("ETH").unwrap());
    let jump = Fault::PriceJump { by: "-0.4".parse().unwrap() };
    check(vec![Window { symbol, ..window(jump, 20, 1) }], &[(30, 100)]);
}

#[test]
fn a_frozen_price_is_the_one_before_the_window() {
    let (before, after) = minute(vec![window(Fault::PriceFrozen, 20, 20)], Publish::Trades);
    assert_eq!(before.len(), after.len());
    let of = |from: i64, to: i64| {
        let (from, to) = (BEGIN + Span::from_secs(from), BEGIN + Span::from_secs(to));
        let within = move |tick: &&Tick| tick.market == MarketId(0) && tick.at >= from && tick.at < to;
        after.iter().filter(within).map(Tick::mark).collect::<Vec<_>>()
    };
    let last = of(0, 20).last().copied().unwrap();
    assert!(of(20, 40).iter().all(|mark| *mark == last));
    assert!(of(40, 60).iter().any(|mark| *mark != last));
}

#[test]
fn a_gap_tells_nothing_and_a_share_of_one_something() {
    let ticks = |share: &str| {
        let gap = Window { share: share.parse().unwrap(), ..window(Fault::PriceGap, 20, 20) };
        minute(vec![gap], Publish::Trades).1.len()
    };
    assert_eq!((ticks("0"), ticks("1")), (600, 400));
    assert!((480..520).contains(&ticks("0.5")), "{} ticks", ticks("0.5"));
}

#[test]
fn a_thin_book_offers_little() {
    let thin = Fault::BookThin { size: "0.0002".parse().unwrap() };
    let (_, after) = minute(vec![window(thin, 0, 60)], Publish::TradesAndQuotes);
    let most = "0.0002".parse().unwrap();
    assert!(after.iter().all(|tick| match tick.kind {
        TickKind::Trade { size, .. } => size <= most,
        TickKind::Quote { bid_size, ask_size, .. } => bid_size <= most && ask_size <= most,
    }));
}

#[test]
fn what_is_added_to_the_board_counts_from_the_next_tick() {
    let board = Board::new(Schedule::new(BEGIN, Vec::new()));
    let mut feed = Disturbed::new(plain(Publish::Trades), board.clone());
    let mut undisturbed = plain(Publish::Trades);
    for _ in 0..100 {
        assert_eq!(feed.next().unwrap(), undisturbed.next().unwrap());
    }
    assert!(board.add(window(Fault::PriceJump { by: "-0.5".parse().unwrap() }, 5, 1)));
    let (told, was) = (feed.next().unwrap().unwrap(), undisturbed.next().unwrap().unwrap());
    assert!(told.mark() < was.mark());
}

proptest! {
    #[test]
    fn prices_stay_whole_steps_above_zero_and_bids_under_offers(
        moves in prop::collection::vec((0..55_i64, 0..30_i64, -100..300_i64, 0..5_u8), 0..8),
        skip in 0..50_i64,
    ) {
        let fault = |percent: i64, kind: u8| {
            let by = crate::model::Rate::from_bp(percent * 100);
            match kind {
                0 | 1 => Fault::PriceJump { by },
                2 => Fault::PriceSlide { by },
                3 => Fault::PriceFrozen,
                _ => Fault::BookThin { size: "0.001".parse().unwrap() },
            }
        };
        let windows: Vec<_> =
            moves.into_iter().map(|(from, length, by, kind)| window(fault(by, kind), from, length)).collect();
        let (before, after) = minute(windows.clone(), Publish::TradesAndQuotes);
        prop_assert_eq!(before.len(), after.len());
        let markets = plain(Publish::Trades).markets().clone();
        for (was, tick) in before.iter().zip(&after) {
            prop_assert_eq!((was.at, was.market), (tick.at, tick.market));
            let step = markets.get(tick.market).unwrap().price_step.get();
            let whole = |price: Price| price.is_positive() && (price.get() % step).is_zero();
            match tick.kind {
                TickKind::Trade { price, .. } => prop_assert!(whole(price), "{}", price),
                TickKind::Quote { bid, ask, .. } => {
                    prop_assert!(whole(bid) && whole(ask) && bid <= ask, "{} {}", bid, ask);
                }
            }
        }
        // Read on from the middle it goes on in the same way, but for what a frozen price was before.
        if windows.iter().all(|window| window.fault != Fault::PriceFrozen) {
            let mut later = Disturbed::new(plain(Publish::TradesAndQuotes), Schedule::new(BEGIN, windows));
            let middle = BEGIN + Span::from_secs(skip);
            later.skip_to(middle).unwrap();
            let expect = after.iter().find(|tick| tick.at > middle).copied();
            prop_assert_eq!(later.next().unwrap(), expect);
        }
    }
}
