//! What one frame of the stream says.

use super::counters::StreamCounts;
use super::directory::Directory;
use crate::model::{OrderReport, Tick, TradingMode};
use crate::venue::wire::{OrderAnswer, Problem, StreamFrame};

/// What a frame was, beside the ticks it brought.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// Market data that was understood, in part at least.
    Ticks,
    /// An order changed.
    Order(Box<OrderReport>),
    /// The venue left ticks out because this client was too slow.
    Dropped(u64),
    /// A confirmation or a pong: the connection works, but it is no data.
    Notice,
    /// The venue refuses what was asked of it.
    Refused(String),
    /// Nothing that could be understood.
    Malformed,
}

/// Reads `text`, hands every tick of a known market to `take`, and adds to `counts`.
pub(super) fn read(
    text: &str,
    mode: TradingMode,
    directory: &Directory,
    counts: &mut StreamCounts,
    mut take: impl FnMut(Tick),
) -> Frame {
    let frame = serde_json::from_str::<StreamFrame<'_>>(text).ok();
    let read = frame.and_then(|frame| match frame.kind {
        "ticks" => {
            for tick in frame.read_ticks()? {
                let Some(market) = directory.id_of(tick.symbol) else {
                    counts.unknown_markets += 1;
                    continue;
                };
                match tick.tick(market) {
                    Ok(tick) => {
                        counts.ticks += 1;
                        take(tick);
                    }
                    Err(_) => counts.malformed += 1,
                }
            }
            // A frame of nothing but strangers and rubbish keeps no connection fresh.
            Some(if counts.ticks > 0 { Frame::Ticks } else { Frame::Notice })
        }
        "order" => {
            let answer: OrderAnswer = serde_json::from_str(frame.order?.get()).ok()?;
            answer.report(mode).ok().map(|report| Frame::Order(Box::new(report)))
        }
        "dropped" => serde_json::from_str(frame.ticks?.get()).ok().map(Frame::Dropped),
        "subscribed" | "unsubscribed" | "pong" => Some(Frame::Notice),
        "error" => {
            let problem = Problem::read(text.as_bytes())?;
            Some(Frame::Refused(format!("{}: {}", problem.code(), problem.message())))
        }
        _ => None,
    });
    read.unwrap_or_else(|| {
        counts.malformed += 1;
        Frame::Malformed
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Market, Markets, Symbol};

    #[track_caller]
    fn check(text: &str, expect: &Frame, ticks: u64, malformed: u64, unknown_markets: u64) {
        let markets = Markets::new(["ETH", "BTC"].map(|symbol| Market {
            symbol: Symbol::new(symbol).unwrap(),
            price_step: "0.5".parse().unwrap(),
            quantity_step: "0.001".parse().unwrap(),
            quantity_min: "0.001".parse().unwrap(),
        }));
        let mut counts = StreamCounts::default();
        let mut taken = 0;
        let frame = read(text, TradingMode::Paper, &Directory::new(&markets), &mut counts, |tick| {
            assert_eq!(tick.market.0, 1, "the market was BTC");
            taken += 1;
        });
        assert_eq!(&frame, expect, "{text}");
        let expect = StreamCounts { ticks, malformed, unknown_markets, ..StreamCounts::default() };
        assert_eq!((counts, taken), (expect, ticks), "{text}");
    }

    #[test]
    fn frames_are_understood_or_counted() {
        let one = r#"{"symbol":"BTC","price":"1","timestamp":1}"#;
        check(&format!(r#"{{"type":"ticks","ticks":[{one},{one}]}}"#), &Frame::Ticks, 2, 0, 0);
        let doge = r#"{"symbol":"DOGE","price":"1","timestamp":1}"#;
        check(&format!(r#"{{"ticks":[{doge},{one}],"type":"ticks"}}"#), &Frame::Ticks, 1, 0, 1);
        let zero = r#"{"symbol":"BTC","price":"0","timestamp":1}"#;
        check(&format!(r#"{{"type":"ticks","ticks":[{zero},{one}]}}"#), &Frame::Ticks, 1, 1, 0);
        check(r#"{"type":"dropped","ticks":17}"#, &Frame::Dropped(17), 0, 0, 0);
        check(r#"{"type":"pong"}"#, &Frame::Notice, 0, 0, 0);
        let refused = Frame::Refused("unknown_channel: \u{fffd}[2J".into());
        check(r#"{"type":"error","error":"unknown_channel","message":"\u001b[2J"}"#, &refused, 0, 0, 0);
        for garbage in [
            "",
            "garbage",
            "[]",
            "{}",
            r#"{"type":7}"#,
            r#"{"type":"ticks"}"#,
            r#"{"type":"order","order":{}}"#,
        ] {
            check(garbage, &Frame::Malformed, 0, 1, 0);
        }
        check(r#"{"type":"ticks","ticks":[{"symbol":1}]}"#, &Frame::Malformed, 0, 1, 0);
    }
}
