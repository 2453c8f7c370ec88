//! A recording's lines, numbered from 1, each of bounded length.
//!
//! Invariant: memory does not grow with the file, nor with the length of a line.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

/// Longest line taken, in bytes: five times the longest that seven full columns need.
pub(super) const LINE_LENGTH_MAX: usize = 1_024;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A file's lines.
pub(super) struct Lines {
    reader: BufReader<Box<dyn Read + Send>>,
    line: Vec<u8>,
    number: u64,
}

/// One line, without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// A line.
    Text(&'a [u8]),
    /// A line of more than [`LINE_LENGTH_MAX`] bytes; it was passed over.
    TooLong,
}

impl Lines {
    pub(super) fn new(reader: BufReader<Box<dyn Read + Send>>) -> Self {
        Self { reader, line: Vec::new(), number: 0 }
    }

    /// The number of the line last read; the first is 1.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// The next line that is not blank; `None` at the end of the file.
    pub(super) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        loop {
            self.line.clear();
            // One byte more than the longest line, for the line's end.
            let limit = LINE_LENGTH_MAX as u64 + 1;
            if (&mut self.reader).take(limit).read_until(b'\n', &mut self.line)? == 0 {
                return Ok(None);
            }
            self.number += 1;
            if self.line.last() != Some(&b'\n') && self.line.len() > LINE_LENGTH_MAX {
                self.pass_over_rest()?;
                return Ok(Some(Line::TooLong));
            }
            if !self.text().is_empty() {
                return Ok(Some(Line::Text(self.text())));
            }
        }
    }

    fn text(&self) -> &[u8] {
        let line = self.line.strip_suffix(b"\n").unwrap_or(&self.line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if self.number == 1 { line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line) } else { line }
    }

    fn pass_over_rest(&mut self) -> io::Result<()> {
        loop {
            let ready = self.reader.fill_buf()?;
            let (length, found) = match ready.iter().position(|byte| *byte == b'\n') {
                Some(at) => (at + 1, true),
                None => (ready.len(), ready.is_empty()),
            };
            self.reader.consume(length);
            if found {
                return Ok(());
            }
        }
    }
}

impl fmt::Debug for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines").field("number", &self.number).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &[u8], expect: &[(u64, &str)]) {
        let bytes: Box<dyn Read + Send> = Box::new(io::Cursor::new(text.to_vec()));
        let mut lines = Lines::new(BufReader::with_capacity(7, bytes));
        let mut found = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            let shown = match line {
                Line::Text(text) => String::from_utf8(text.to_vec()).unwrap(),
                Line::TooLong => "too long".to_owned(),
            };
            found.push((lines.number(), shown));
        }
        let expect: Vec<_> = expect.iter().map(|(number, text)| (*number, (*text).to_owned())).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn ends_marks_and_blank_lines_are_taken_off() {
        check(b"", &[]);
        check(b"a\nb", &[(1, "a"), (2, "b")]);
        check(b"a\r\n\r\n\nb\r\n", &[(1, "a"), (4, "b")]);
        check(b"\xef\xbb\xbfa\n\xef\xbb\xbfb", &[(1, "a"), (2, "\u{feff}b")]);
    }

    #[test]
    fn a_line_without_end_does_not_fill_the_memory() {
        let fits = "x".repeat(LINE_LENGTH_MAX);
        check(format!("{fits}\nb").as_bytes(), &[(1, &fits), (2, "b")]);
        check(format!("{fits}x\nb").as_bytes(), &[(1, "too long"), (2, "b")]);
        check("x".repeat(100_000).as_bytes(), &[(1, "too long")]);
    }
}
