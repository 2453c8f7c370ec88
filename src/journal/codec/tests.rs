//! What goes in comes out, to the last digit, whatever it is and wherever reading begins.

use proptest::prelude::*;

use super::*;
use crate::event::{Envelope, Input};
use crate::journal::tests::streams::{START, envelope, envelopes, inputs, stamped};
use crate::model::{Decimal, MarketId, Price, Quantity, Span, Tick, TickKind};

fn encode(envelopes: &[Envelope]) -> Vec<u8> {
    let mut encoder = Encoder::default();
    let mut bytes = Vec::new();
    for envelope in envelopes {
        encoder.put(envelope, &mut bytes);
    }
    bytes
}

fn decode(first: u64, bytes: &[u8]) -> Result<Vec<Envelope>, CodecError> {
    let mut reader = Reader::new(bytes);
    let mut decoder = Decoder::starting_at(Seq(first));
    std::iter::from_fn(|| (reader.left() > 0).then(|| decoder.take(&mut reader))).collect()
}

/// Equality of decimals does not see scales; their texts do.
fn shown(envelopes: &[Envelope]) -> String {
    format!("{envelopes:?}")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn arbitrary_streams_come_back_to_the_last_digit(inputs in inputs(0..80)) {
        let stream = stamped(inputs);
        let bytes = encode(&stream);
        let back = decode(1, &bytes).unwrap();
        prop_assert_eq!(shown(&back), shown(&stream));
        prop_assert_eq!(encode(&back), bytes);
    }

    #[test]
    fn arbitrary_bytes_are_refused_or_read_but_never_break_the_reader(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        drop(decode(1, &bytes));
    }
}

#[test]
fn reading_can_begin_at_any_chunk() {
    let stream: Vec<Envelope> = envelopes(1, 3 * CHUNK).collect();
    let before = encode(&stream[..usize::try_from(2 * CHUNK).unwrap()]).len();
    let bytes = encode(&stream);
    let third = decode(2 * CHUNK + 1, &bytes[before..]).unwrap();
    assert_eq!(third, envelopes(2 * CHUNK + 1, 3 * CHUNK).collect::<Vec<_>>());
}

#[test]
fn a_stream_cut_anywhere_in_its_last_envelope_is_refused() {
    let stream: Vec<Envelope> = envelopes(1, 50).collect();
    let bytes = encode(&stream);
    let last = encode(&stream[..49]).len();
    for length in last + 1..bytes.len() {
        assert!(decode(1, &bytes[..length]).is_err(), "{length} of {} bytes were taken", bytes.len());
    }
}

#[test]
fn a_tick_takes_few_bytes_and_a_wake_up_two_or_three() {
    #[track_caller]
    fn check(after: i64, input: Input, bytes_max: usize) {
        let mut encoder = Encoder::default();
        let mut out = Vec::new();
        envelopes(1, 4).for_each(|envelope| encoder.put(&envelope, &mut out));
        let at = envelope(4).at + Span::from_millis(after);
        out.clear();
        encoder.put(&Envelope { seq: Seq(5), at, input }, &mut out);
        assert!(out.len() <= bytes_max, "{} bytes", out.len());
    }
    let tick = |price| Tick {
        market: MarketId(1),
        at: START,
        kind: TickKind::Trade {
            price: Price::new(price),
            size: Quantity::new(Decimal::new(1_234, 4)),
            taker: None,
        },
    };
    check(100, Input::Tick(tick(Decimal::new(6_000_100, 2))), 13);
    check(100, Input::Tick(tick(Decimal::new(60_001, 0))), 14);
    check(4, Input::Wake, 2);
    check(500, Input::Wake, 3);
}

#[test]
fn chunks_are_counted_by_seq() {
    assert_eq!((chunk_of(Seq(1)), chunk_of(Seq(1_024)), chunk_of(Seq(1_025))), (0, 0, 1));
    assert_eq!((chunk_start(Seq(1_024)), chunk_start(Seq(1_025))), (Seq(1), Seq(1_025)));
    assert!(ends_chunk(Seq(1_024)) && ends_chunk(Seq(0)) && !ends_chunk(Seq(1)));
}
