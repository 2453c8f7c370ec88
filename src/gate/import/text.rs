//! A report's text, and where in it something stands.

use super::ReportError;
use crate::model::neutralise;

/// Largest report read, in bytes: a million lines of code take some 60 MB in the wordiest form.
pub const REPORT_BYTES_MAX: u64 = 64 << 20;

/// Longest path of a file, in characters: that of the systems on which agents run.
const PATH_MAX: usize = 4_096;

/// Longest path of a file shown, in characters: what a person still reads in a table.
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

/// A file's whole path with `/`, as reports of all systems have it. It tells files apart and is not for people;
/// [`None`] where it is longer than any system's.
pub(super) fn path(text: &str) -> Option<String> {
    let path = text.trim().replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path);
    path.chars().nth(PATH_MAX).is_none().then(|| path.to_owned())
}

/// What to say of a path that is too long.
pub(super) fn long_path() -> String {
    format!("a path is longer than {PATH_MAX} characters; have the tool write paths of files")
}

/// `path` for people: nothing in it that acts on a terminal, and its end where it is long, since its folders are
/// those of its neighbours.
pub(super) fn shown(path: &str) -> String {
    let end = |from: usize| path.chars().skip(from).collect::<String>();
    match path.chars().count() {
        count if count > PATH_SHOWN_MAX => {
            neutralise(&format!("…{}", end(count + 1 - PATH_SHOWN_MAX)), PATH_SHOWN_MAX)
        }
        _ => neutralise(path, PATH_SHOWN_MAX),
    }
}
