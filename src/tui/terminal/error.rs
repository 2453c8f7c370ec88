//! Why there is no dashboard.

/// Why there is no dashboard. The soak goes on whatever happens here.
#[derive(Debug, thiserror::Error)]
pub enum TerminalError {
    /// Standard input or output is not a terminal. Policy: refuse to start, name the other ways.
    #[error("standard {stream} is not a terminal; use --headless, or soak status")]
    NotATerminal {
        /// `input` or `output`.
        stream: &'static str,
    },
    /// The terminal cannot move its cursor. Policy: refuse to start, name the other ways.
    #[error("the terminal (TERM={term:?}) cannot show the dashboard; use --headless, or set TERM")]
    Dumb {
        /// What `TERM` says.
        term: String,
    },
    /// The terminal could not be set up. Policy: put back what was changed and end.
    #[error("cannot {doing} the terminal: {source}")]
    SetUp {
        /// The operation.
        doing: &'static str,
        /// What the system says.
        source: std::io::Error,
    },
    /// A thread of the dashboard panicked; the terminal is restored and the report printed. Policy: end.
    #[error("the dashboard broke; the soak goes on, see: soak status")]
    Broken,
}
