//! The bar that a person watches while a load test runs.

use std::io::{self, IsTerminal, Write};

use crate::drill::load::Progress;

/// Cells of the bar: with the figures beside it one line of the narrowest terminal.
const CELLS: u64 = 20;

/// Back to the beginning of the line, and what is right of there away.
const AGAIN: &str = "\r\u{1b}[K";

/// A line on standard error that is drawn anew; nothing where that is no terminal.
#[derive(Debug)]
pub(super) struct Bar {
    is_shown: bool,
    is_drawn: bool,
}

impl Bar {
    /// A bar, unless somebody reads JSON or nobody watches.
    pub(super) fn new(is_json: bool) -> Self {
        Self { is_shown: !is_json && io::stderr().is_terminal(), is_drawn: false }
    }

    /// Draws how it stands.
    pub(super) fn show(&mut self, now: Progress) {
        if self.is_shown {
            self.is_drawn = true;
            // Whoever watched may have gone.
            let _ = write!(io::stderr(), "{AGAIN}{}", line(&now));
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if self.is_drawn {
            let _ = write!(io::stderr(), "{AGAIN}");
        }
    }
}

fn line(now: &Progress) -> String {
    let share = now.elapsed.as_micros().max(0).cast_unsigned() * CELLS
        / now.length.as_micros().max(1).cast_unsigned();
    let done = usize::try_from(share.min(CELLS)).unwrap_or(0);
    let rest = usize::try_from(CELLS).unwrap_or(0).saturating_sub(done);
    let p99 = now.p99.map_or("–".to_owned(), |p99| p99.to_string());
    let dropped = if now.dropped > 0 { format!(", {} dropped", now.dropped) } else { String::new() };
    format!(
        "[{}{}] {} of {}  {} of {} sent{dropped}, {} errors, p99 {p99}",
        "=".repeat(done),
        " ".repeat(rest),
        now.elapsed,
        now.length,
        now.sent,
        now.asked,
        now.errors
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;

    #[test]
    fn it_fits_in_a_narrow_terminal() {
        let now = Progress {
            elapsed: Span::from_secs(30),
            length: Span::from_secs(60),
            asked: 96,
            sent: 47,
            dropped: 0,
            errors: 1,
            p99: Some(Span::from_micros(3_200)),
        };
        let shown = line(&now);
        assert_eq!(shown, "[==========          ] 30s of 1m 00s  47 of 96 sent, 1 errors, p99 3ms");
        assert!(shown.chars().count() <= 80);
        assert!(line(&Progress { p99: None, dropped: 2, ..now }).contains("2 dropped, 1 errors, p99 –"));
    }
}
