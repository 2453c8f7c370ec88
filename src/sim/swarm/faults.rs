//! Which faults strike, how many, when, how strong.

use super::Strikes;
use super::dice::Dice;
use crate::event::Route;
use crate::fault::{Body, Effect, Fault, Place, RetryAfter, Window};
use crate::market::SyntheticSettings;
use crate::model::{Decimal, Quantity, Rate, Side, Span};

/// The words of all kinds of faults.
pub const FAULT_WORDS: [&str; 27] = [
    "resolver_fails",
    "connection_refused",
    "request_lost",
    "reply_lost",
    "reply_cut",
    "answer",
    "rate_limited",
    "delay",
    "duplicate",
    "partition",
    "stream_silent",
    "stream_cut",
    "stream_delay",
    "stream_duplicate",
    "price_jump",
    "price_slide",
    "price_frozen",
    "price_gap",
    "book_thin",
    "close_swallowed",
    "cancel_refused",
    "outside_trade",
    "clock_step",
    "disk_slow",
    "disk_fails",
    "disk_full",
    "crash",
];

/// Most faults in one run, so that a week of storms still is a schedule and not a flood.
const FAULTS_MAX: i64 = 2_000;

/// How faults lie in time.
enum Crowd {
    /// So many, anywhere.
    Scattered(i64),
    /// So many groups, each of several at about the same time.
    Storms(i64),
}

/// The faults of a run whose trouble is over after `troubled`.
pub(super) fn windows(
    dice: &mut Dice,
    troubled: Span,
    market: &SyntheticSettings,
    strikes: &Strikes,
) -> Vec<Window> {
    let kinds: Vec<&str> = FAULT_WORDS.into_iter().filter(|word| strikes.includes(word)).collect();
    let hours = troubled.as_secs() / 3_600 + 1;
    let crowd = match dice.below(100) {
        0..10 => Crowd::Scattered(0),
        10..25 => Crowd::Scattered(1),
        25..50 => Crowd::Scattered(dice.between(2, 10)),
        50..80 => Crowd::Scattered(dice.between(3, 10) * hours),
        _ => Crowd::Storms(dice.between(1, 2 * hours)),
    };
    let mut windows = Vec::new();
    match crowd {
        Crowd::Scattered(count) => {
            for _ in 0..count.min(FAULTS_MAX) {
                let from = Span::from_micros(dice.between(0, troubled.as_micros()));
                windows.extend(window(dice, from, troubled, &kinds, market));
            }
        }
        Crowd::Storms(count) => {
            // A storm is of few kinds, which come again and again and overlap.
            for _ in 0..count.min(FAULTS_MAX / 10) {
                let from = Span::from_micros(dice.between(0, troubled.as_micros()));
                let of_storm: Vec<&str> = (0..dice.between(2, 4)).filter_map(|_| dice.pick(&kinds)).collect();
                for _ in 0..dice.between(3, 10) {
                    let later = Span::from_micros(dice.between(0, 300_000_000));
                    windows.extend(window(dice, from + later, troubled, &of_storm, market));
                }
            }
        }
    }
    windows.sort_by_key(|window| window.from);
    windows
}

fn window(
    dice: &mut Dice,
    from: Span,
    troubled: Span,
    kinds: &[&str],
    market: &SyntheticSettings,
) -> Option<Window> {
    let word = dice.pick(kinds)?;
    let index = usize::try_from(dice.below(market.markets.len() as u64)).unwrap_or(0);
    let fault = fault(dice, word, index)?;
    let of_requests = fault.place() == Place::Request;
    let routes = if of_requests && dice.happens(30) { routes(dice) } else { Vec::new() };
    let must_name = matches!(fault, Fault::OutsideTrade { .. } | Fault::BookThin { .. });
    let symbol = (must_name || dice.happens(50))
        .then(|| market.markets.get(index).map(|market| market.market.symbol.clone()))
        .flatten();
    let length = length(dice, &fault);
    let share = if dice.happens(50) { Rate::ONE } else { Rate::from_bp(dice.between(500, 8_000)) };
    // It is over when the quiet begins.
    let until = (from + length).min(troubled);
    let from = from.min(until - Span::from_millis(1));
    Some(Window { from, length: until - from, fault, share, routes, symbol, label: String::new() })
}

fn routes(dice: &mut Dice) -> Vec<Route> {
    let first = dice.pick(&Route::ALL);
    let second = if dice.happens(30) { dice.pick(&Route::ALL) } else { None };
    first.into_iter().chain(second.filter(|route| Some(*route) != first)).collect()
}

/// How long a fault lasts: a crash is as long as a restart takes, what moves prices is short.
fn length(dice: &mut Dice, fault: &Fault) -> Span {
    let (least, most) = match fault {
        Fault::Crash => (Span::from_millis(50), Span::from_secs(300)),
        Fault::PriceJump { .. } | Fault::OutsideTrade { .. } => (Span::from_millis(100), Span::from_secs(1)),
        Fault::PriceSlide { .. } => (Span::from_secs(30), Span::from_secs(300)),
        _ => (Span::from_secs(1), Span::from_secs(600)),
    };
    dice.span(least, most)
}

/// A fault of the kind `word`, of some strength; of the market at `index` where it is of one.
fn fault(dice: &mut Dice, word: &str, index: usize) -> Option<Fault> {
    Some(match word {
        "resolver_fails" => Fault::ResolverFails,
        "connection_refused" => Fault::ConnectionRefused,
        "request_lost" => Fault::RequestLost,
        "reply_lost" => Fault::ReplyLost,
        "reply_cut" => Fault::ReplyCut,
        "answer" => answer(dice)?,
        "rate_limited" => Fault::RateLimited { retry_after: retry_after(dice) },
        "delay" => {
            let (min, max) = delays(dice);
            Fault::Delay { min, max }
        }
        "duplicate" => Fault::Duplicate,
        "partition" => Fault::Partition,
        "stream_silent" => Fault::StreamSilent,
        "stream_cut" => Fault::StreamCut,
        "stream_delay" => {
            let (min, max) = delays(dice);
            Fault::StreamDelay { min, max }
        }
        "stream_duplicate" => Fault::StreamDuplicate,
        "price_jump" => Fault::PriceJump { by: share(dice) },
        "price_slide" => Fault::PriceSlide { by: share(dice) },
        "price_frozen" => Fault::PriceFrozen,
        "price_gap" => Fault::PriceGap,
        "book_thin" => Fault::BookThin { size: size(dice, index, 20) },
        "close_swallowed" => Fault::CloseSwallowed,
        "cancel_refused" => Fault::CancelRefused,
        "outside_trade" => {
            let side = if dice.happens(50) { Side::Buy } else { Side::Sell };
            Fault::OutsideTrade { side, quantity: size(dice, index, 200) }
        }
        "clock_step" => Fault::ClockStep { by: Span::from_secs(dice.between(-300, 300)) },
        "disk_slow" => Fault::DiskSlow { by: dice.span(Span::from_millis(20), Span::from_secs(20)) },
        "disk_fails" => Fault::DiskFails,
        "disk_full" => Fault::DiskFull,
        "crash" => Fault::Crash,
        _ => return None,
    })
}

fn answer(dice: &mut Dice) -> Option<Fault> {
    let status = dice.pick(&[500, 502, 503, 400, 408, 409, 200])?;
    let body = dice.pick(&[Body::Json, Body::TradeFailed, Body::Html, Body::CutJson, Body::Empty])?;
    let effect = if dice.happens(50) { Effect::Done } else { Effect::Missing };
    Some(Fault::Answer { status, body, effect })
}

fn retry_after(dice: &mut Dice) -> RetryAfter {
    let wait = Span::from_secs(dice.pick(&[0, 1, 2, 7, 30, 400]).unwrap_or(1));
    match dice.below(5) {
        0 => RetryAfter::Unsaid,
        1 => RetryAfter::Seconds(wait),
        2 => RetryAfter::Date(wait),
        3 => RetryAfter::Body(wait),
        _ => RetryAfter::Unreadable,
    }
}

fn delays(dice: &mut Dice) -> (Span, Span) {
    let max = dice.span(Span::from_millis(100), Span::from_secs(30));
    (Span::from_micros(dice.between(0, max.as_micros())), max)
}

/// A move of a price: up to 40%, mostly down, as what falls hurts most.
fn share(dice: &mut Dice) -> Rate {
    let size = dice.pick(&[100, 500, 1_000, 4_000]).unwrap_or(500);
    Rate::from_bp(if dice.happens(65) { -size } else { size })
}

/// Some units of the market at `index`, worth between a dollar and `worth_max` dollars, whole in its steps.
fn size(dice: &mut Dice, index: usize, worth_max: i64) -> Quantity {
    let dollars = dice.between(1, worth_max);
    // Units for a hundred dollars, at the prices that markets begin with.
    let (units, places) = match index {
        0 => (104, 5),
        1 => (294, 4),
        _ => (555, 3),
    };
    Quantity::new(Decimal::new((units * dollars / 100).max(1), places))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_gives_a_fault_of_that_word() {
        let mut dice = Dice::new(1);
        for word in FAULT_WORDS {
            assert_eq!(fault(&mut dice, word, 0).map(|fault| fault.as_str()), Some(word));
        }
        assert_eq!(fault(&mut dice, "earthquake", 0), None);
    }

    #[test]
    fn an_outsider_says_where_he_trades() {
        let mut dice = Dice::new(2);
        let settings = SyntheticSettings::default();
        for _ in 0..50 {
            let window = window(&mut dice, Span::ZERO, Span::from_secs(60), &["outside_trade"], &settings);
            assert!(window.is_some_and(|window| window.symbol.is_some()));
        }
    }
}
