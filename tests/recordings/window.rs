//! The hours of a recording around its most violent minute.
//!
//! Why not the whole file? See `tests/recordings.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// How much before the most violent minute: the slow average of 21 bars of a quarter of an hour is
/// warm by then, so that positions are open when it comes.
const BEFORE_MS: i64 = 6 * 3_600_000;

/// How much after it.
const AFTER_MS: i64 = 3_600_000;

/// A recording that was cut out of another.
pub(crate) struct Window {
    /// Where it is.
    pub(crate) file: PathBuf,
    /// How many markets are in it.
    pub(crate) markets: u64,
}

/// Writes the window of the gzipped recording `file` to `to`.
pub(crate) fn cut(file: &Path, to: &Path) -> Window {
    let mut text = String::new();
    flate2::read::GzDecoder::new(File::open(file).unwrap()).read_to_string(&mut text).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    // Bars are known by their close; trades by their price and quotes by their bid, the third column.
    let price_column = if header.contains("close") { 5 } else { 2 };
    let middle = most_violent(rows, price_column);
    let mut markets = BTreeSet::new();
    let mut out = BufWriter::new(File::create(to).unwrap());
    writeln!(out, "{header}").unwrap();
    for row in rows.lines() {
        let (at, symbol, _) = read(row, price_column);
        if (middle - BEFORE_MS..middle + AFTER_MS).contains(&at) {
            markets.insert(symbol);
            writeln!(out, "{row}").unwrap();
        }
    }
    out.flush().unwrap();
    Window { file: to.to_owned(), markets: markets.len() as u64 }
}

/// The time of the minute in which a market moved most.
fn most_violent(rows: &str, price_column: usize) -> i64 {
    let mut minutes: BTreeMap<&str, (i64, f64, f64)> = BTreeMap::new();
    let mut most = (0, -1.0);
    for row in rows.lines() {
        let (at, symbol, price) = read(row, price_column);
        let minute = at / 60_000;
        let (of, before, last) = minutes.entry(symbol).or_insert((minute, price, price));
        if *of != minute {
            (*of, *before) = (minute, *last);
        }
        *last = price;
        let moved = (price / *before - 1.0).abs();
        if moved > most.1 {
            most = (at, moved);
        }
    }
    most.0
}

fn read(row: &str, price_column: usize) -> (i64, &str, f64) {
    let mut columns = row.split(',');
    let at = columns.next().unwrap().parse().unwrap();
    let symbol = columns.next().unwrap();
    let price = columns.nth(price_column - 2).unwrap().parse().unwrap();
    (at, symbol, price)
}
