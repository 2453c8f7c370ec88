//! Whole files: what is taken, what is refused and in which words, what becomes of it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use super::*;
use crate::market::{Feed, FeedError, Packing};
use crate::model::{Span, Tick, Time};

const BARS: &str = "ts_ms,symbol,open,high,low,close,volume\n";
const TRADES: &str = "ts_ms,symbol,price,size,side\n";
const QUOTES: &str = "ts_ms,symbol,bid,bid_size,ask,ask_size\n";

/// 2023-11-14T22:00:00Z.
const START: i64 = 1_699_999_200_000;

fn file(content: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(content).unwrap();
    file
}

fn open(content: impl AsRef<[u8]>) -> Result<Recording, FeedError> {
    Recording::open(file(content.as_ref()).path())
}

fn all(recording: &mut Recording) -> Vec<Tick> {
    std::iter::from_fn(|| recording.next().unwrap()).collect()
}

/// Ticks as lines: milliseconds after [`START`], market, price, size.
fn shown(ticks: &[Tick]) -> Vec<String> {
    let line = |tick: &Tick| {
        let after = tick.at.since(Time::from_millis(START)).as_millis();
        format!("{after} {} {} {}", tick.market.0, tick.mark(), tick.volume())
    };
    ticks.iter().map(line).collect()
}

fn gzip(content: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn zstd(content: &str) -> Vec<u8> {
    compress_to_vec(content.as_bytes(), CompressionLevel::Fastest)
}

/// `count` trades, one a second, with digits that do not pack too well.
fn trades(count: i64) -> String {
    (0..count).fold(TRADES.to_owned(), |mut text, n| {
        writeln!(
            text,
            "{},BTC,{}.{:02},0.{:05},buy",
            START + n * 1_000,
            100 + n * 7 % 13,
            n % 100,
            n * 7_919 % 99_991
        )
        .unwrap();
        text
    })
}

#[test]
fn bars_take_the_longest_way_and_merge_across_markets() {
    let text = format!(
        "{BARS}{0},BTC,100.5,103,99,102,1.003\n{0},ETH,10,11,9,9.5,0\n{1},BTC,102,102,101,101,4\n",
        START,
        START + 60_000
    );
    let mut recording = open(text).unwrap();
    assert_eq!(recording.survey().kind, RecordingKind::Bars { interval: Span::from_secs(60) });
    assert_eq!(recording.survey().ticks, 12);
    let expect = [
        "0 0 100.5 0.250",
        "0 1 10.0 0",
        "20000 0 103.0 0.250",
        "20000 1 9.0 0",
        "40000 0 99.0 0.250",
        "40000 1 11.0 0",
        "59999 0 102.0 0.253",
        "59999 1 9.5 0",
        "60000 0 102.0 1.000",
        "80000 0 101.0 1.000",
        "100000 0 102.0 1.000",
        "119999 0 101.0 1.000",
    ];
    assert_eq!(shown(&all(&mut recording)), expect);
}

#[test]
fn the_length_of_a_bar_is_the_most_frequent_distance() {
    let bars = |times: &[i64]| {
        times.iter().fold(BARS.to_owned(), |mut text, secs| {
            writeln!(text, "{},BTC,1,1,1,1,1", START + secs * 1_000).unwrap();
            text
        })
    };
    let interval = |times: &[i64]| open(bars(times)).unwrap().survey().kind;
    assert_eq!(interval(&[0]), RecordingKind::Bars { interval: Span::from_secs(60) });
    assert_eq!(interval(&[0, 300, 600, 7_200]), RecordingKind::Bars { interval: Span::from_secs(300) });
    // One bar is off the grid by a second: it overlaps, and is left out.
    let recording = open(bars(&[0, 60, 119, 180, 240, 300])).unwrap();
    assert_eq!(
        recording.survey().skipped.first()[0].to_string(),
        "line 4: bar at 2023-11-14T22:01:59.000Z begins before the market's last bar has ended"
    );
}

#[test]
fn trades_and_quotes_come_as_they_are() {
    let text =
        format!("{TRADES}{START},BTC,100.50,0.010,buy\n{START},ETH,9,2,\n{},BTC,100,1,sell", START + 5);
    assert_eq!(shown(&all(&mut open(text).unwrap())), ["0 0 100.5 0.01", "0 1 9 2", "5 0 100.0 1.00"]);
    let text = format!("{QUOTES}{START},BTC,99.5,8.880099999999999,100.5,1\n");
    let mut recording = open(text).unwrap();
    let market = recording.markets().iter().next().unwrap().1.clone();
    assert_eq!(
        (market.price_step.to_string(), market.quantity_step.to_string()),
        ("0.1".into(), "0.00000001".into())
    );
    assert_eq!(shown(&all(&mut recording)), ["0 0 100.00 0"]);
}

#[test]
fn packed_files_give_the_same_ticks_whatever_their_name() {
    let text = trades(500);
    let expect = all(&mut open(&text).unwrap());
    let half = text.find("\n1699999450000").unwrap() + 1;
    let (one, two) = text.split_at(half);
    let skippable = [0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
    let cases = [
        (Packing::Plain, text.replace('\n', "\r\n").into_bytes()),
        (Packing::Plain, format!("\u{feff}{text}\n\n").into_bytes()),
        (Packing::Gzip, gzip(&text)),
        (Packing::Gzip, [gzip(one), gzip(two)].concat()),
        (Packing::Zstd, zstd(&text)),
        (Packing::Zstd, [&skippable, zstd(one).as_slice(), &skippable, &zstd(two)].concat()),
    ];
    for (packing, bytes) in cases {
        let mut recording = open(&bytes).unwrap();
        assert_eq!(recording.survey().packing, packing);
        assert!(all(&mut recording) == expect, "{packing} gave other ticks");
    }
}

#[track_caller]
fn refused(content: impl AsRef<[u8]>, expect: &str) {
    let file = file(content.as_ref());
    let error = Recording::open(file.path()).unwrap_err().to_string();
    let name = file.path().display().to_string();
    assert!(error.contains(&name), "{error} does not name the file");
    let error = error.replace(&name, "FILE");
    assert!(error.contains(expect), "{error:?} does not say {expect:?}");
}

#[test]
fn files_that_are_no_recordings_are_refused_with_the_next_thing_to_do() {
    refused("", "recording FILE is empty; a header line and rows are expected");
    refused("\n\n", "recording FILE is empty");
    refused(TRADES, "recording FILE has a header but no rows; check how it was exported");
    refused(gzip(""), "recording FILE is empty");
    refused(
        "time,price\n",
        "recording FILE begins with \"time,price\"; expected one of the headers ts_ms,symbol,open",
    );
    refused("PK\u{3}\u{4}\u{1b}[2J", "begins with \"PK\u{fffd}\u{fffd}\u{fffd}[2J\"");
    refused("x".repeat(5_000), "begins with \"a line of more than 1024 bytes\"");
}

#[test]
fn what_is_not_a_readable_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let error = Recording::open(folder.path()).unwrap_err().to_string();
    assert!(error.contains("is not a file; save the data in a file first"), "{error}");
    let error = Recording::open(&folder.path().join("none\u{1b}.csv")).unwrap_err().to_string();
    assert!(
        error.contains("none\u{fffd}.csv") && error.contains("check the name and who may read it"),
        "{error}"
    );
    let error = Recording::open(Path::new("/dev/null")).unwrap_err();
    assert!(matches!(error, FeedError::NotAFile { .. }), "{error}");
}

#[test]
fn cut_and_damaged_files_are_refused() {
    let text = trades(5_000);
    for (name, packed) in [("gzip", gzip(&text)), ("zstd", zstd(&text))] {
        for kept in [packed.len() - 3, packed.len() * 2 / 3, packed.len() / 3, 9] {
            refused(
                &packed[..kept],
                &format!("recording FILE ends in the middle of its {name} data, after line"),
            );
        }
    }
    let mut damaged = gzip(&text);
    let middle = damaged.len() / 2;
    damaged[middle..middle + 64].fill(0xff);
    refused(&damaged, "has damaged gzip data after line");
    refused([gzip(&text), b"rubbish after the end".to_vec()].concat(), "has damaged gzip data after line");
    refused([zstd(&text), b"rubbish after the end".to_vec()].concat(), "has damaged zstd data after line");
}

#[test]
fn bad_rows_are_left_out_and_told_with_their_lines() {
    let mut text = trades(300);
    text.push_str("1699999500001,BTC,oops,1,buy\n");
    writeln!(text, "{},B\u{1b}TC,1,1,buy", START + 900_000).unwrap();
    writeln!(text, "{},BTC,1,1,buy", START + 900_000).unwrap();
    let mut recording = open(text).unwrap();
    let told: Vec<_> = recording.skipped().first().iter().map(ToString::to_string).collect();
    let symbol = "\"B\u{fffd}TC\" is not a symbol: 1 to 32 of the characters A-Z a-z 0-9 - _ . : @ #";
    assert_eq!(
        told,
        ["line 302: price is \"oops\", not a plain decimal number".into(), format!("line 303: {symbol}")]
    );
    assert_eq!(recording.survey().rows, 303);
    assert_eq!(recording.survey().gaps.count, 1);
    assert_eq!(recording.survey().gaps.longest.unwrap().length(), Span::from_secs(601));
    assert_eq!(all(&mut recording).len(), 301);
}

#[test]
fn too_many_bad_rows_refuse_the_file() {
    let mut text = trades(20);
    text.push_str(&"1,BTC\n".repeat(3));
    refused(
        text,
        "recording FILE has 3 bad rows of 23, the first line 22: 2 columns where the header has 5; mend",
    );
    let mut text = trades(200);
    for _ in 0..3 {
        writeln!(text, "{START},BTC,1,1,buy").unwrap();
    }
    refused(
        text,
        "recording FILE, line 202: time goes back from 2023-11-14T22:03:19.000Z to 2023-11-14T22:00:00.000Z, as 3 rows do; sort the file by ts_ms",
    );
}

#[test]
fn more_symbols_than_a_soak_holds_are_refused() {
    let text = (0..1_001).fold(TRADES.to_owned(), |mut text, n| {
        writeln!(text, "{START},S{n},1,1,").unwrap();
        text
    });
    refused(text, "recording FILE, line 1002: more than 1000 symbols; split the file");
}

#[test]
fn a_file_changed_between_the_passes_is_noticed() {
    #[track_caller]
    fn check(now: &str, ticks_told: usize) {
        let file = file(trades(20_000).as_bytes());
        let mut recording = Recording::open(file.path()).unwrap();
        std::fs::write(file.path(), now).unwrap();
        let mut told = 0;
        let error = loop {
            match recording.next() {
                Ok(tick) => told += usize::from(tick.is_some()),
                Err(error) => break error,
            }
        };
        assert!(matches!(error, FeedError::Changed { .. }), "{error}");
        assert_eq!(told, ticks_told);
    }
    // A row is read before its turn, so the last one is not told any more.
    check(&trades(20_001), 20_000);
    check(&trades(19_999), 19_998);
    let row = format!("{},BTC", START + 15_000_000);
    check(&trades(20_000).replace(&row, &row.replace("BTC", "NEW")), 14_999);
}

#[test]
fn a_resumed_feed_leaves_out_what_was_told() {
    let text = trades(50);
    let expect = all(&mut open(&text).unwrap());
    let mut recording = open(&text).unwrap();
    recording.skip_to(expect[20].at).unwrap();
    assert_eq!(all(&mut recording), expect[21..]);
    assert!(recording.history(Span::from_secs(60), 21).is_empty());
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/market").join(name)
}

#[test]
fn the_projects_own_files_are_what_they_seem() {
    #[track_caller]
    fn check(name: &str, description: &str, sha256: &str) {
        let mut recording = Recording::open(&fixture(name)).unwrap();
        assert_eq!(recording.describe(), format!("recording {name}: {description}"));
        assert_eq!(recording.survey().sha256, sha256);
        let ticks = all(&mut recording);
        assert_eq!(recording.survey().ticks, ticks.len() as u64);
        assert!(ticks.is_sorted_by_key(|tick| tick.at), "times go back");
    }
    check(
        "bars.csv",
        "576 bars of 1m 00s, BTC ETH, 2024-01-01T00:00:00.000Z to 2024-01-01T05:00:00.000Z, bad rows: 0, gaps: 1",
        "099d7d172b00a1c7ba3675add361b38e2f2af4515b544004751710750f64baa1",
    );
    check(
        "trades.csv.gz",
        "800 trades, ETH BTC, 2024-01-01T00:00:00.930Z to 2024-01-01T00:05:27.394Z, bad rows: 0, gaps: 0",
        "161b33499948461cbb83b7ce44820c8c990c5dd56e6f983de40aac0a5b22dd9c",
    );
    check(
        "quotes.csv.zst",
        "400 quotes, BTC, 2024-01-01T00:00:00.134Z to 2024-01-01T00:01:39.399Z, bad rows: 0, gaps: 0",
        "772dc73435834af2bf932081307e830693e7d1e9da55f798a86ccabaf4f57a0b",
    );
    check(
        "bad_rows.csv",
        "303 trades, ETH BTC, 2024-01-01T00:00:00.930Z to 2024-01-01T00:01:53.345Z, bad rows: 3, gaps: 0",
        "9a4cb8a025855180f87dbc62d1eb74526aeb31014853e055b135400e0e16fde7",
    );
}
