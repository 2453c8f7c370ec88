//! Where ticks come from, as a person writes it: `synthetic:7`, `recording:FILE`, `venue`.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use super::shown;

/// Longest path of a recording, in bytes: the longest that Linux opens.
const PATH_BYTES_MAX: usize = 4_096;

/// Where ticks come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeedKind {
    /// The built-in market.
    Synthetic {
        /// Its seed; `None` for the soak's own.
        seed: Option<u64>,
    },
    /// A file of recorded bars, trades or quotes.
    Recording {
        /// The file.
        file: PathBuf,
    },
    /// The venue's own stream.
    Venue,
}

/// Why a text names no feed. Policy: refuse the argument or the configuration that holds it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{shown:?} is not a feed: write synthetic, synthetic:SEED, recording:FILE or venue")]
pub struct ParseFeedError {
    shown: String,
}

impl FeedKind {
    /// The word before the colon; automatic names of soaks begin with it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Synthetic { .. } => "synthetic",
            Self::Recording { .. } => "recording",
            Self::Venue => "venue",
        }
    }
}

impl FromStr for FeedKind {
    type Err = ParseFeedError;

    fn from_str(text: &str) -> Result<Self, ParseFeedError> {
        let error = || ParseFeedError { shown: shown(text) };
        match text.split_once(':') {
            None if text == "synthetic" => Ok(Self::Synthetic { seed: None }),
            None if text == "venue" => Ok(Self::Venue),
            Some(("synthetic", seed)) if seed.bytes().all(|byte| byte.is_ascii_digit()) => {
                Ok(Self::Synthetic { seed: Some(seed.parse().map_err(|_| error())?) })
            }
            Some(("recording", file))
                if !file.is_empty() && file.len() <= PATH_BYTES_MAX && !file.contains(char::is_control) =>
            {
                Ok(Self::Recording { file: file.into() })
            }
            _ => Err(error()),
        }
    }
}

impl fmt::Display for FeedKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Synthetic { seed: None } => f.write_str("synthetic"),
            Self::Synthetic { seed: Some(seed) } => write!(f, "synthetic:{seed}"),
            Self::Recording { file } => write!(f, "recording:{}", file.display()),
            Self::Venue => f.write_str("venue"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_read_and_write_the_same() {
        for text in ["synthetic", "synthetic:18446744073709551615", "recording:a b:c.csv.gz", "venue"] {
            assert_eq!(text.parse::<FeedKind>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_feed_is_refused() {
        for text in [
            "",
            "Synthetic",
            "synthetic:",
            "synthetic:-1",
            "synthetic:+1",
            "recording",
            "recording:",
            "venue:x",
        ] {
            assert!(text.parse::<FeedKind>().is_err(), "{text:?} was taken");
        }
    }
}
