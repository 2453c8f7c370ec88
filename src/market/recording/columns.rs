//! The three headers, and what a file of each holds.

use std::fmt;

use crate::model::Span;

/// Bars of the agent over trades and quotes.
const BAR_TICKS: Span = Span::from_secs(60);

/// Bars of a file that become one bar of the agent.
const BARS_IN_BAR: i64 = 15;

/// The columns of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Columns {
    Bars,
    Trades,
    Quotes,
}

/// What a recording holds, so that a caller can choose the length of the agent's bars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordingKind {
    /// Bars; each becomes four trades.
    Bars {
        /// Length of a bar: the most frequent distance between two bars of one market.
        interval: Span,
    },
    /// Trades.
    Trades,
    /// Best bids and offers.
    Quotes,
    /// A soak's own ticks.
    Session {
        /// Length of the agent's bars in that soak.
        bar: Span,
    },
}

impl Columns {
    /// The headers, in the order of the variants.
    pub(super) const HEADERS: [&'static str; 3] = [
        "ts_ms,symbol,open,high,low,close,volume",
        "ts_ms,symbol,price,size,side",
        "ts_ms,symbol,bid,bid_size,ask,ask_size",
    ];

    /// The columns that `header` announces.
    pub(super) fn of_header(header: &[u8]) -> Option<Self> {
        let known = [Self::Bars, Self::Trades, Self::Quotes];
        let mut pairs = known.into_iter().zip(Self::HEADERS);
        pairs.find(|(_, text)| text.as_bytes() == header).map(|(columns, _)| columns)
    }

    /// How many columns there are.
    pub(super) const fn count(self) -> usize {
        match self {
            Self::Bars => 7,
            Self::Trades => 5,
            Self::Quotes => 6,
        }
    }
}

impl RecordingKind {
    /// Ticks that one row becomes.
    #[must_use]
    pub const fn ticks_per_row(self) -> u64 {
        match self {
            Self::Bars { .. } => 4,
            Self::Trades | Self::Quotes | Self::Session { .. } => 1,
        }
    }

    /// Length of a bar of the file; nothing where it holds none.
    pub(super) const fn row_length(self) -> Span {
        match self {
            Self::Bars { interval } => interval,
            Self::Trades | Self::Quotes | Self::Session { .. } => Span::ZERO,
        }
    }

    /// The length of the agent's bars that suits it: fifteen bars of a file of bars, a minute of trades and
    /// quotes, and what the soak had of a session.
    #[must_use]
    pub const fn agent_bar(self) -> Span {
        match self {
            Self::Bars { interval } => interval.times(BARS_IN_BAR),
            Self::Trades | Self::Quotes => BAR_TICKS,
            Self::Session { bar } => bar,
        }
    }
}

impl fmt::Display for RecordingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bars { interval } => write!(f, "bars of {interval}"),
            Self::Trades => f.write_str("trades"),
            Self::Quotes => f.write_str("quotes"),
            Self::Session { .. } => f.write_str("ticks"),
        }
    }
}
