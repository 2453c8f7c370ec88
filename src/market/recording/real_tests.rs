//! The real recordings beside the repository, where they are present.

use std::path::{Path, PathBuf};

use super::*;
use crate::market::Feed;
use crate::model::Span;

const MINUTES: RecordingKind = RecordingKind::Bars { interval: Span::from_secs(60) };

/// Name, kind and rows of each file; the rows are those that the collection states.
const FILES: [(&str, RecordingKind, u64); 20] = [
    ("bars_1m_binance-usdm_BTC_ETH_SOL_2025-05-04_2025-06-03", MINUTES, 129_597),
    ("bars_1m_binance_BTC_ETH_2021-04-20_2021-05-20", MINUTES, 85_830),
    ("bars_1m_binance_BTC_ETH_2025-06-03_2025-07-05", MINUTES, 95_040),
    ("bars_1m_binance_BTC_ETH_SOL_2023-03-16_2023-05-01", MINUTES, 198_262),
    ("bars_1m_binance_BTC_ETH_SOL_LUNA_2021-09-17_2021-10-17", MINUTES, 172_316),
    ("bars_1m_binanceus_BTCUSD_BTCUSDT_BTCUSDC_2023-03-01_2023-03-21", MINUTES, 90_720),
    ("bars_1m_btc-perp_2021-12-31_2022-02-01", MINUTES, 45_031),
    ("bars_1m_coinbase_BTC_2016-10-07_2016-10-09", MINUTES, 4_216),
    ("bars_1m_coinbase_BTC_2017-12-17", MINUTES, 1_440),
    ("bars_1m_coinbase_BTC_ETH_2017-09-03_2017-09-04", MINUTES, 5_760),
    ("bars_1m_hyperliquid_BTC_ETH_SOL_DOGE_2025-07-21_2025-07-26", MINUTES, 27_220),
    ("quotes_1m_coinbase_BTC_ETH_2017-09-03_2017-09-04", RecordingKind::Quotes, 5_750),
    ("quotes_binance-usdm_BTC_2024-08-08T2354", RecordingKind::Quotes, 66_089),
    ("ticks_binance-coinm_AVAXUSD_PERP_2025-10-10", RecordingKind::Trades, 137_632),
    ("ticks_binance-usdm_BTC_ETH_2024-08-08T2354", RecordingKind::Trades, 35_389),
    ("ticks_binance_XRPETH_2019-10-11_2019-10-13", RecordingKind::Trades, 12_477),
    ("ticks_coinbase_BTC_2023-09-05T1600", RecordingKind::Trades, 5_882),
    ("ticks_coinbase_DOGE_2025-10-10", RecordingKind::Trades, 266_395),
    ("ticks_gemini_BTC_ETH_SOL_2025-10-10", RecordingKind::Trades, 59_790),
    ("ticks_us-equity_SPY_2013-10-10", RecordingKind::Trades, 460_022),
];

/// Files up to this size are replayed as well; all are surveyed.
const REPLAYED_ROWS_MAX: u64 = 70_000;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/market-data")
}

#[track_caller]
fn check(name: &str, kind: RecordingKind, rows: u64, sums: &str) {
    let path = folder().join(format!("{name}.csv.gz"));
    if !path.exists() {
        println!("skipped: {name} is not there");
        return;
    }
    let mut recording = Recording::open(&path).unwrap();
    let survey = recording.survey();
    assert_eq!((survey.kind, survey.rows, survey.skipped.count()), (kind, rows, 0), "{name}");
    assert!(sums.contains(&format!("{}  {name}.csv.gz", survey.sha256)), "{name}: {}", survey.sha256);
    if rows > REPLAYED_ROWS_MAX {
        return;
    }
    let (expect, first, end) = (survey.ticks, survey.first, survey.last);
    let (mut last, mut count) = (first, 0);
    while let Some(tick) = recording.next().unwrap() {
        assert!(last <= tick.at, "{name}: time goes back to {}", tick.at);
        (last, count) = (tick.at, count + 1);
    }
    assert_eq!(count, expect, "{name}");
    assert!(last <= end, "{name} ends at {last} and not by {end}");
}

#[test]
fn all_of_them_are_read_without_a_bad_row() {
    let sums = std::fs::read_to_string(folder().join("SHA256SUMS")).unwrap_or_default();
    // Two at a time: most of the time goes into unpacking.
    let (one, two) = FILES.split_at(7);
    std::thread::scope(|scope| {
        for half in [one, two] {
            let sums = &sums;
            scope.spawn(move || half.iter().for_each(|(name, kind, rows)| check(name, *kind, *rows, sums)));
        }
    });
}
