//! What evidence found: numbers and facts, never a verdict. Whether they are enough is the judge's to say.

use super::scan::Lookalike;
use serde::{Deserialize, Serialize};

use crate::model::Span;

/// What a piece of evidence found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Finding {
    /// A drill was run.
    Drill {
        /// Whether it ran over real sockets.
        real_time: bool,
        /// How many expectations held.
        held: u32,
        /// How many did not, a broken law or a fault among them.
        failed: u32,
        /// The longest time from the end of the trouble until all was well again; none where it tells none.
        recovery: Option<Span>,
    },
    /// A load test was run.
    Load(LoadFinding),
    /// Recorded sessions were run against what is expected of them.
    Regression {
        /// Sessions run.
        sessions: u32,
        /// Those that did not give what is expected.
        failed: Vec<String>,
        /// SHA-256 over sessions and expectations, in hexadecimal.
        fixtures: String,
        /// Their folder, as this machine names it; none where evidence is from before that was kept, or the
        /// name is no text.
        #[serde(default)]
        folder: Option<String>,
    },
    /// A coverage report was imported.
    Coverage {
        /// Lines that could be covered.
        lines: u64,
        /// Those that were.
        covered: u64,
        /// The strategy's modules that have less than the whole must have: file, lines, covered.
        weakest: Vec<(String, u64, u64)>,
        /// The commit that it was taken at, if the report or the tree tells.
        commit: Option<String>,
    },
    /// A report of tests was imported.
    Tests {
        /// Tests run.
        run: u64,
        /// Those that failed or ended by an error.
        failed: u64,
        /// Those that were left out.
        skipped: u64,
    },
    /// Every place was searched for keys.
    KeyScan {
        /// Files, commits and texts searched.
        searched: u64,
        /// Where something was found that looks like a key; never the key.
        found: Vec<String>,
        /// What could not be searched.
        unsearched: Vec<String>,
        /// SHA-256 of the paper key, shortened; none where no key is used.
        paper_key: Option<String>,
        /// SHA-256 of the live key, shortened; none where none is set.
        live_key: Option<String>,
        /// The places that were searched; none where evidence is from before that was kept.
        #[serde(default)]
        places: Vec<String>,
        /// What looks like a key and was excepted by a person.
        #[serde(default)]
        excepted: Vec<Lookalike>,
    },
}

impl Finding {
    /// The fingerprint of the paper key, where a search for keys saw one.
    #[must_use]
    pub fn paper_key(&self) -> Option<&str> {
        match self {
            Self::KeyScan { paper_key, .. } => paper_key.as_deref(),
            _ => None,
        }
    }

    /// The folder of its kind.
    #[must_use]
    pub const fn folder(&self) -> &'static str {
        match self {
            Self::Drill { .. } => "drills",
            Self::Load(_) => "load",
            Self::Regression { .. } => "regression",
            Self::Coverage { .. } => "coverage",
            Self::Tests { .. } => "tests",
            Self::KeyScan { .. } => "keys",
        }
    }
}

/// What a load test found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadFinding {
    /// Requests a minute of normal running that it was made from.
    pub normal_rpm: u32,
    /// Requests a minute that were asked for.
    pub asked_rpm: u32,
    /// Requests that left.
    pub sent: u64,
    /// Requests that should have left and did not.
    pub dropped: u64,
    /// Requests that failed, rate limits among them.
    pub errors: u64,
    /// The 99th percentile from when a request was due until its end, or the longest where there were too few
    /// for it; none where none ended.
    pub p99: Option<Span>,
    /// How long requests left.
    pub length: Span,
    /// Whether it ended before its time.
    pub cut_short: bool,
}
