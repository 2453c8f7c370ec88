//! A report's text, and where in it something stands.

use super::ReportError;
use crate::model::neutralise;

/// Largest report read, in bytes: a million lines of code take some 60 MB in the wordiest form.
pub const REPORT_BYTES_MAX: u64 = 64 << 20;

/// Longest path of a file kept, in characters: what a person still reads in a table.
const PATH_SHOWN_MAX: usize = 160;

/// The text of a report without its byte-order mark.
pub(super) fn text(bytes: &[u8]) -> Result<&str, ReportError> {
    if bytes.len() as u64 > REPORT_BYTES_MAX {
        return Err(ReportError::TooLarge { limit: REPORT_BYTES_MAX });
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => {
            let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let cause = "not UTF-8 text from here on; have the tool write UTF-8".to_owned();
            Err(malformed(&String::from_utf8_lossy(good), good.len(), cause))
        }
    }
}

/// The error that `cause` stands at the byte `offset` of `text`.
pub(super) fn malformed(text: &str, offset: usize, cause: String) -> ReportError {
    let before = text.get(..offset).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let column = before.get(start..).unwrap_or_default().chars().count() + 1;
    ReportError::Malformed { line: before.matches('\n').count() + 1, column, cause }
}

/// A file's path as reports of all systems have it: with `/`, nothing in it that acts on a terminal.
pub(super) fn path(text: &str) -> String {
    let path = text.trim().replace('\\', "/");
    neutralise(path.strip_prefix("./").unwrap_or(&path), PATH_SHOWN_MAX)
}
