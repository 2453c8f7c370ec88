//! The only place that writes to standard output and standard error.
//!
//! Invariant: standard output carries data, and a reader that hangs up ends the command quietly.

use std::io::{self, Write};

use serde_json::Value;

use super::failure::Failure;

/// Writes `text` and a line feed to standard output.
///
/// # Errors
///
/// [`Failure::PipeClosed`] when nobody reads any more; a fault when writing fails otherwise.
pub(super) fn line(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    Ok(out.flush()?)
}

/// Writes `value` as one line of JSON to standard output.
///
/// # Errors
///
/// As for [`line()`].
pub(super) fn json(value: &Value) -> Result<(), Failure> {
    line(&value.to_string())
}

/// Writes rows as a table with left-aligned columns.
///
/// # Errors
///
/// As for [`line()`].
pub(super) fn table<const COLUMNS: usize>(rows: &[[String; COLUMNS]]) -> Result<(), Failure> {
    line(&aligned(rows).join("\n"))
}

/// The lines of a table with left-aligned columns.
pub(super) fn aligned<const COLUMNS: usize>(rows: &[[String; COLUMNS]]) -> Vec<String> {
    let mut widths = [0_usize; COLUMNS];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let pad = |(cell, width): (&String, &usize)| format!("{cell:<width$}");
    let cells = |row: &[String; COLUMNS]| row.iter().zip(&widths).map(pad).collect::<Vec<_>>().join("  ");
    rows.iter().map(|row| cells(row).trim_end().to_owned()).collect()
}

/// Says `text` to the person on standard error; if that is gone, there is nobody to tell.
pub(super) fn words(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_nothing_trails() {
        let rows = [["NAME", "STATE"], ["synthetic-1", "ended"]].map(|row| row.map(str::to_owned));
        assert_eq!(aligned(&rows), ["NAME         STATE", "synthetic-1  ended"]);
    }
}
