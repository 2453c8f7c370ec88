//! Sessions there and back, in both forms, and damaged ones.

use std::io::Write as _;

use proptest::prelude::*;

use super::*;
use crate::market::{Feed, Recording};
use crate::model::{
    Decimal, History, Market, MarketId, Markets, Price, Quantity, Side, Span, Symbol, Tick, TickKind, Time,
};

/// 2023-11-14T22:00:00Z.
const START: i64 = 1_699_999_200_000_000;

fn head(markets: u16) -> SessionHead {
    let market = |number: u16| Market {
        symbol: Symbol::new(&format!("M{number}")).unwrap(),
        price_step: "0.10".parse().unwrap(),
        quantity_step: "0.001".parse().unwrap(),
        quantity_min: "0.002".parse().unwrap(),
    };
    let closes = vec!["1.50".parse().unwrap(), "2".parse().unwrap(), "3".parse().unwrap()];
    SessionHead {
        markets: Markets::new((0..markets).map(market)),
        bar: Span::from_secs(5),
        history: vec![History { market: MarketId(0), closes }],
    }
}

fn written(form: SessionForm, head: &SessionHead, ticks: &[Tick]) -> Vec<u8> {
    let mut writer = SessionWriter::new(Vec::new(), form, head.clone()).unwrap();
    for tick in ticks {
        writer.put(tick).unwrap();
    }
    writer.finish().unwrap()
}

fn opened(bytes: &[u8]) -> Result<Recording, String> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    Recording::open(file.path()).map_err(|error| error.to_string())
}

fn all(recording: &mut Recording) -> Vec<Tick> {
    std::iter::from_fn(|| recording.next().unwrap()).collect()
}

/// As texts: two decimals are equal whatever their scales, and their texts are not.
fn shown(ticks: &[Tick]) -> String {
    format!("{ticks:?}")
}

/// `count` trades and quotes in two markets.
fn ticks(count: i64) -> Vec<Tick> {
    let price = |n: i64| Price::new(Decimal::new(5_000_000 + n * 37 % 1_000, 2));
    let size = |n: i64| Quantity::new(Decimal::new(1 + n * 7_919 % 99_991, 5));
    let tick = |n: i64| {
        let kind = if n % 5 == 0 {
            TickKind::Quote {
                bid: price(n),
                bid_size: size(n),
                ask: price(n) + price(1),
                ask_size: size(n + 1),
            }
        } else {
            let taker = match n % 3 {
                0 => None,
                1 => Some(Side::Buy),
                _ => Some(Side::Sell),
            };
            TickKind::Trade { price: price(n), size: size(n), taker }
        };
        Tick { market: MarketId(u16::from(n % 3 == 0)), at: Time::from_micros(START + n * 100_123), kind }
    };
    (0..count).map(tick).collect()
}

fn decimals() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        (1_i64..100_000_000, 0_u32..=8).prop_map(|(mantissa, scale)| Decimal::new(mantissa, scale)),
        // Beyond what fits a number of 64 bits, or fourteen places.
        (1_i128 << 64..1 << 70, 12_u32..=28)
            .prop_map(|(mantissa, scale)| Decimal::from_i128_with_scale(mantissa, scale)),
    ]
}

fn any_ticks() -> impl Strategy<Value = Vec<Tick>> {
    let kind = prop_oneof![
        (decimals(), decimals(), 0_usize..3).prop_map(|(price, size, taker)| TickKind::Trade {
            price: Price::new(price),
            size: Quantity::new(size),
            taker: [None, Some(Side::Buy), Some(Side::Sell)][taker],
        }),
        (decimals(), decimals(), decimals(), decimals()).prop_map(|(one, bid_size, two, ask_size)| {
            TickKind::Quote {
                bid: Price::new(one.min(two)),
                bid_size: Quantity::new(bid_size),
                ask: Price::new(one.max(two)),
                ask_size: Quantity::new(ask_size),
            }
        }),
    ];
    let tick = (0_u16..20, 0_i64..10_000_000_000, kind);
    proptest::collection::vec(tick, 1..60).prop_map(|steps| {
        let mut at = START;
        let step = |(market, after, kind)| {
            at += after;
            Tick { market: MarketId(market), at: Time::from_micros(at), kind }
        };
        steps.into_iter().map(step).collect()
    })
}

proptest! {
    #[test]
    fn every_tick_comes_back_to_the_last_digit_in_either_form(ticks in any_ticks()) {
        for form in [SessionForm::Compact, SessionForm::Json] {
            let mut recording = opened(&written(form, &head(20), &ticks)).unwrap();
            prop_assert_eq!(recording.markets(), &head(20).markets);
            prop_assert_eq!(shown(&all(&mut recording)), shown(&ticks), "{:?}", form);
        }
    }
}

#[test]
fn a_session_of_several_blocks_comes_back_with_its_head() {
    let ticks = ticks(20_000);
    let bytes = written(SessionForm::Compact, &head(2), &ticks);
    assert!(bytes.len() < ticks.len() * 8, "{} bytes for {} ticks", bytes.len(), ticks.len());
    let mut recording = opened(&bytes).unwrap();
    let survey = recording.survey().clone();
    assert_eq!((survey.ticks, survey.first, survey.last), (20_000, ticks[0].at, ticks[19_999].at));
    assert_eq!(survey.kind.agent_bar(), Span::from_secs(5));
    assert_eq!(shown(&all(&mut recording)), shown(&ticks));
    let two = recording.history(Span::from_secs(5), 2);
    assert_eq!(two[0].closes, ["2".parse().unwrap(), "3".parse().unwrap()]);
    assert_eq!(recording.history(Span::from_secs(60), 2), []);
}

#[test]
fn one_wrong_byte_anywhere_is_found_and_so_is_every_end_that_is_none() {
    let bytes = written(SessionForm::Compact, &head(2), &ticks(300));
    for place in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[place] ^= 0x10;
        assert!(opened(&changed).is_err(), "byte {place} may be anything");
        assert!(opened(&bytes[..place]).is_err(), "cut to {place} bytes it was taken");
    }
    let longer = [bytes.as_slice(), b"x"].concat();
    assert!(opened(&longer).unwrap_err().ends_with("something follows its end"));
}

#[test]
fn what_others_recorded_gets_its_markets_from_its_ticks() {
    let text = r#"[
        {"timestamp": 1700000000.5, "symbol": "BTC", "price": 50000.10, "volume": 0.25},
        {"timestamp": 1700000001, "symbol": "ETH", "price": "3000", "volume": 1, "side": "sell"},
        {"timestamp": 1700000002, "symbol": "BTC", "price": 50001, "volume": 0.5, "funding": {"rate": 1}}
    ]"#;
    let mut recording = opened(text.as_bytes()).unwrap();
    let steps: Vec<_> = recording
        .markets()
        .iter()
        .map(|(_, market)| format!("{} {} {}", market.symbol, market.price_step, market.quantity_step))
        .collect();
    assert_eq!(steps, ["BTC 0.1 0.01", "ETH 1 1"]);
    let ticks: Vec<_> =
        all(&mut recording).iter().map(|tick| format!("{} {}", tick.mark(), tick.volume())).collect();
    assert_eq!(ticks, ["50000.1 0.25", "3000 1", "50001.0 0.50"]);
    assert!(opened(format!(r#"{{"name": "x", "ticks": {text}}}"#).as_bytes()).is_ok());
}

#[test]
fn too_many_markets_are_refused_before_a_tick_is_looked_up_in_them() {
    let one = serde_json::to_value(&head(1).markets).unwrap()[0].clone();
    let markets = vec![one; Markets::COUNT_MAX + 1];
    let text = serde_json::json!({"markets": markets, "ticks": [{"symbol": "M0"}]}).to_string();
    let error = opened(text.as_bytes()).unwrap_err();
    assert!(error.contains("it names 1001 markets"), "{error}");
}

#[test]
fn json_that_is_no_session_is_refused_in_words() {
    #[track_caller]
    fn check(text: &str, expect: &str) {
        let error = opened(text.as_bytes()).unwrap_err();
        assert!(error.contains(expect), "{error}");
    }
    check("[]", "it holds no tick");
    check("[\n{]", "line 2, column 2");
    check("{\"ticks\":3}", "line 1");
    check("{\"rows\":[]}", "missing field `ticks`");
    check("[{\"ts\":1700000000,\"price\":1}]", "tick 1: symbol is missing");
    check("[{\"ts\":1,\"symbol\":\"A\",\"price\":1}]", "tick 1: 1000000 is not a time");
    check("[{\"ts\":1700000000,\"symbol\":\"A B\",\"price\":1}]", "is not a symbol");
    check("[{\"ts\":1700000000,\"symbol\":\"A\",\"price\":0}]", "a price is above zero");
    check(
        "[{\"ts\":1700000001,\"symbol\":\"A\",\"price\":1},{\"ts\":1700000000,\"symbol\":\"A\",\"price\":1}]",
        "tick 2: time goes back",
    );
    check(
        "{\"markets\":[],\"ticks\":[{\"ts\":1700000000,\"symbol\":\"A\",\"price\":1}]}",
        "is not among those",
    );
}
