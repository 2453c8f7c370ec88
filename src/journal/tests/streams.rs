//! Streams of envelopes for tests: arbitrary ones, and one that looks like a soak.

use proptest::prelude::*;

use crate::event::{
    Answer, Envelope, FeedStatus, Input, JournalStatus, Operator, OperatorAction, OperatorCommand, Outcome,
    Reply,
};
use crate::model::{
    BalanceReport, BreakerLevel, Decimal, MarketId, Money, Price, Quantity, RequestId, Seq, Side, Symbol,
    Tick, TickKind, Time,
};

/// When the streams begin.
pub(in crate::journal) const START: Time = Time::from_millis(1_700_000_000_000);

/// The envelope `seq` of a stream that looks like a soak: ticks of three markets ten times a second, now and
/// then a wake-up or a reply. It follows from `seq` alone.
pub(in crate::journal) fn envelope(seq: u64) -> Envelope {
    let noise = i64::try_from(seq.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 44).unwrap();
    let at = Time::from_micros(START.as_micros() + i64::try_from(seq).unwrap() * 100_000 + noise % 900);
    let input = match seq % 50 {
        0 => Input::Reply(Box::new(reply(seq))),
        25 => Input::Wake,
        kind => Input::Tick(Tick {
            market: MarketId(u16::try_from(seq % 3).unwrap()),
            at: Time::from_micros(at.as_micros() - 1_500 - noise % 700),
            kind: TickKind::Trade {
                price: Price::new(Decimal::new(6_000_000 + noise % 4_000, 2)),
                size: Quantity::new(Decimal::new(noise % 90_000, 4)),
                taker: Some(if kind % 2 == 0 { Side::Buy } else { Side::Sell }),
            },
        }),
    };
    Envelope { seq: Seq(seq), at, input }
}

/// The envelopes from `first` to `last`, both included.
pub(in crate::journal) fn envelopes(first: u64, last: u64) -> impl Iterator<Item = Envelope> {
    (first..=last).map(envelope)
}

fn reply(seq: u64) -> Reply {
    let money = |cents: i64| Money::new(Decimal::new(cents, 2));
    Reply {
        request: RequestId(seq / 50),
        sent_at: START,
        outcome: Outcome::Answered(Answer::Balance(BalanceReport {
            cash: money(1_000_000),
            equity: money(1_000_000 + i64::try_from(seq).unwrap()),
            realized_pnl: Some(money(-250)),
            fees: Some(money(125)),
            marks: vec![(Symbol::new("BTC").unwrap(), Price::new(Decimal::new(6_000_000, 2)))],
            fills_total: Some(seq),
        })),
    }
}

/// Gives arbitrary inputs places and times.
pub(in crate::journal) fn stamped(inputs: Vec<(i64, Input)>) -> Vec<Envelope> {
    let stamp = |(seq, (at, input))| Envelope { seq: Seq(seq), at: Time::from_micros(at), input };
    (1..).zip(inputs).map(stamp).collect()
}

/// Arbitrary inputs with arbitrary times, as many as `count`.
pub(in crate::journal) fn inputs(
    count: impl Into<prop::collection::SizeRange>,
) -> impl Strategy<Value = Vec<(i64, Input)>> {
    prop::collection::vec((any::<i64>(), input()), count)
}

fn input() -> impl Strategy<Value = Input> {
    prop_oneof![
        12 => tick().prop_map(Input::Tick),
        2 => Just(Input::Wake),
        1 => ".{0,40}".prop_map(|reason| Input::Feed(FeedStatus::Lost { reason })),
        1 => ".{0,40}".prop_map(|reason| Input::Journal(JournalStatus::Failing { reason })),
        1 => any::<u32>().prop_map(|seq| Input::Reply(Box::new(reply(seq.into())))),
        1 => ".{0,9}".prop_map(|user| Input::Operator(Box::new(OperatorAction {
            operator: Operator { user, terminal: "pts/0".into() },
            command: OperatorCommand::Raise(BreakerLevel::Tripped),
            reason: "because".into(),
        }))),
    ]
}

fn tick() -> impl Strategy<Value = Tick> {
    let market = prop_oneof![9 => 0..4_u16, 1 => any::<u16>()];
    let trade = (decimal(), decimal(), 0..3_u8).prop_map(|(price, size, taker)| TickKind::Trade {
        price: Price::new(price),
        size: Quantity::new(size),
        taker: [None, Some(Side::Buy), Some(Side::Sell)][usize::from(taker)],
    });
    let quote = [decimal(), decimal(), decimal(), decimal()].prop_map(|[bid, bid_size, ask, ask_size]| {
        TickKind::Quote {
            bid: Price::new(bid),
            bid_size: Quantity::new(bid_size),
            ask: Price::new(ask),
            ask_size: Quantity::new(ask_size),
        }
    });
    (market, any::<i64>(), prop_oneof![trade, quote]).prop_map(|(market, at, kind)| Tick {
        market: MarketId(market),
        at: Time::from_micros(at),
        kind,
    })
}

/// Mostly prices as venues write them, with changing scales; sometimes whatever a decimal can hold.
fn decimal() -> impl Strategy<Value = Decimal> {
    let usual = (0..10_000_000_i64, 0..9_u32).prop_map(|(mantissa, scale)| Decimal::new(mantissa, scale));
    let any = (any::<[u32; 3]>(), any::<bool>(), 0..=28_u32)
        .prop_map(|([lo, mid, hi], negative, scale)| Decimal::from_parts(lo, mid, hi, negative, scale));
    prop_oneof![5 => usual, 1 => any]
}
