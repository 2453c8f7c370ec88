//! LCOV's tracefiles (<https://manpages.debian.org/unstable/lcov/geninfo.1.en.html>, under FILES), as `lcov`,
//! `cargo llvm-cov --lcov`, `nyc`, `c8` and `coverage lcov` write them.
//!
//! ```text
//!   SF:src/risk.rs      a file begins
//!   DA:12,3             line 12 ran three times
//!   BRDA:12,0,1,-       branch 1 of block 0 on line 12 was never reached
//!   LF:1  LH:1          sums, which count where they are worse
//!   end_of_record
//! ```

use std::collections::BTreeMap;

use super::account::Account;
use super::lines::{Lines, counted};
use super::{Claim, CoverageReport};
use crate::gate::import::ReportError;
use crate::gate::import::text::{long_path, malformed};

/// What a record tells of one file.
#[derive(Default)]
struct Record {
    name: String,
    /// Each line, and whether it ran.
    lines: BTreeMap<u64, bool>,
    /// Branches of each line, and those taken.
    branches: BTreeMap<u64, (u64, u64)>,
    found: Option<u64>,
    hit: Option<u64>,
}

/// Reads a tracefile.
pub(super) fn read(text: &str) -> Result<CoverageReport, ReportError> {
    let mut lines = Lines::default();
    let mut open: Option<Record> = None;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let wrong = |cause: &str| malformed(text, offset, cause.to_owned());
        let entry = line.trim();
        let (kind, value) = entry.split_once(':').unwrap_or((entry, ""));
        match (kind, &mut open) {
            ("SF", None) if !value.trim().is_empty() => {
                open = Some(Record { name: value.to_owned(), ..Record::default() });
            }
            ("SF", None) => return Err(wrong("SF names no file")),
            ("SF", Some(_)) => return Err(wrong("a file begins before the one before has ended")),
            ("end_of_record", Some(_)) => {
                if let Some(record) = open.take() {
                    keep(record, &mut lines).map_err(|cause| malformed(text, offset, cause))?;
                }
            }
            ("DA", Some(record)) => {
                let (line, ran) = data(value).ok_or_else(|| wrong("DA is not LINE,COUNT"))?;
                *record.lines.entry(line).or_default() |= ran;
            }
            ("BRDA", Some(record)) => {
                let (line, taken) =
                    branch(value).ok_or_else(|| wrong("BRDA is not LINE,BLOCK,BRANCH,COUNT"))?;
                let known = record.branches.entry(line).or_default();
                *known = (known.0 + 1, known.1 + u64::from(taken));
            }
            ("LF", Some(record)) => {
                record.found = Some(count(value).ok_or_else(|| wrong("LF is no number"))?);
            }
            ("LH", Some(record)) => record.hit = Some(count(value).ok_or_else(|| wrong("LH is no number"))?),
            ("DA" | "BRDA" | "LF" | "LH" | "end_of_record", None) => {
                return Err(wrong("it belongs to no file: there is no SF before it"));
            }
            // Functions, the test's name, comments, and what later versions add.
            _ => {}
        }
        offset += line.len();
    }
    if open.is_some() {
        let cause = "it ends in the middle of a file; have the tool write it again".to_owned();
        return Err(malformed(text, text.len(), cause));
    }
    // A tracefile has no sums of the whole.
    Ok(CoverageReport { format: "LCOV".to_owned(), files: lines.rows(), claim: None::<Claim> })
}

/// Keeps a record. Sums that are those of the lines that it names say nothing more.
fn keep(record: Record, lines: &mut Lines) -> Result<(), String> {
    let file = lines.file(&record.name).ok_or_else(long_path)?;
    let named = counted(&record.lines);
    for (number, covered) in record.lines {
        file.line(number, covered);
    }
    for (number, (branches, taken)) in record.branches {
        file.branches(number, branches, taken);
    }
    match (record.found, record.hit) {
        (Some(found), Some(hit)) if hit > found => return Err("LH is more than LF".to_owned()),
        (Some(lines), Some(covered)) => {
            let sums = Account { lines, covered };
            if sums != named {
                file.summed(sums);
            }
        }
        (None, None) => {}
        _ => return Err("of LF and LH one is missing; have the tool write both".to_owned()),
    }
    Ok(())
}

/// Line and whether it ran; a checksum may follow. A count below zero is a known slip of old compilers.
fn data(value: &str) -> Option<(u64, bool)> {
    let mut parts = value.split(',').map(str::trim);
    let line = count(parts.next()?)?;
    let runs = parts.next()?;
    let negative = runs.strip_prefix('-').is_some_and(|rest| count(rest).is_some());
    if negative { Some((line, false)) } else { Some((line, count(runs)? > 0)) }
}

fn branch(value: &str) -> Option<(u64, bool)> {
    // A block may bear a mark (`e0`), and a branch a text with anything but the last comma in it.
    let (rest, taken) = value.rsplit_once(',')?;
    let (line, _) = rest.split_once(',')?;
    let taken = taken.trim();
    Some((count(line)?, if taken == "-" { false } else { count(taken)? > 0 }))
}

fn count(text: &str) -> Option<u64> {
    text.trim().parse().ok()
}
