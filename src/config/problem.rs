//! What is wrong with a configuration, and where.

use std::fmt;
use std::path::PathBuf;

use crate::model::neutralise;

/// Longest file name shown in a message, in characters: the longest path that Linux takes is 4,096,
/// and nobody reads more than this.
const FILE_SHOWN_MAX: usize = 300;

/// How heavy a problem weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// The configuration is refused.
    Error,
    /// It is taken, and the person should know.
    Warning,
}

/// One thing that is wrong with a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Whether the file is refused because of it.
    pub weight: Weight,
    /// Line in the file, from 1.
    pub line: usize,
    /// Column in the line, in characters from 1.
    pub column: usize,
    /// The key's full path, `risk.trade_max_pct`; empty where there is none.
    pub key: String,
    /// The value found, as it stands in the file; `None` where it is not to be shown.
    pub found: Option<String>,
    /// What is wrong and what is allowed instead.
    pub text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.line, self.column)?;
        if self.weight == Weight::Warning {
            f.write_str("warning: ")?;
        }
        match (&self.found, self.key.is_empty()) {
            (Some(found), false) => write!(f, "{} = {found}: {}", self.key, self.text),
            (None, false) => write!(f, "{}: {}", self.key, self.text),
            (_, true) => f.write_str(&self.text),
        }
    }
}

/// Why there are no settings. Policy of every variant: refuse to start, exit code 2.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be opened or read.
    #[error("cannot read the configuration {}: {cause}", shown_path(.file))]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// What the path names is not a file.
    #[error("the configuration {} is not a file", shown_path(.file))]
    NotAFile {
        /// The path.
        file: PathBuf,
    },
    /// The file is larger than any configuration.
    #[error("the configuration {} is larger than {limit_bytes} bytes; is it the right file?", shown_path(.file))]
    TooLarge {
        /// The file.
        file: PathBuf,
        /// The limit.
        limit_bytes: u64,
    },
    /// The file is not a text in UTF-8.
    #[error("{}:{line}:{column}: not UTF-8 text from here on; save the file as UTF-8", shown_path(.file))]
    NotText {
        /// The file.
        file: PathBuf,
        /// The first line that is not.
        line: usize,
        /// The first column that is not, in characters.
        column: usize,
    },
    /// The file can be read, and says things that cannot be taken. Holds warnings too.
    #[error("{}", listed(.file, .problems))]
    Problems {
        /// The file.
        file: PathBuf,
        /// All problems, in the order of the file.
        problems: Vec<Problem>,
    },
}

impl ConfigError {
    /// The problems found in the file's text; empty where it could not be read at all.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        match self {
            Self::Problems { problems, .. } => problems,
            _ => &[],
        }
    }
}

fn shown_path(path: &std::path::Path) -> String {
    neutralise(&path.display().to_string(), FILE_SHOWN_MAX)
}

fn listed(file: &std::path::Path, problems: &[Problem]) -> String {
    let file = shown_path(file);
    problems.iter().map(|problem| format!("{file}:{problem}")).collect::<Vec<_>>().join("\n")
}
