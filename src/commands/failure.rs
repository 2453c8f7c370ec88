//! How a command ends, and what it says when it ends badly.

use std::process::ExitCode;

use color_eyre::eyre::Report;

use crate::config::{ConfigError, FolderError, KeyError, NameError};
use crate::gate::StoreError;
use crate::link::LinkError;

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It did what was asked.
    Fine,
    /// It looked, and the answer is no.
    No,
    /// What was asked makes no sense, or the configuration does not.
    Usage,
    /// Something broke.
    Fault,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Fine => Self::SUCCESS,
            Exit::No => Self::from(1),
            Exit::Usage => Self::from(2),
            Exit::Fault => Self::from(3),
        }
    }
}

/// Why a command did not do what was asked.
#[derive(Debug)]
pub(super) enum Failure {
    /// A cause that a person can act on.
    Told {
        /// The code it ends with.
        exit: Exit,
        /// One clean paragraph.
        cause: String,
        /// What to do next.
        hint: Option<String>,
    },
    /// Whoever read standard output has had enough; nothing is wrong.
    PipeClosed,
    /// Something broke underneath.
    Fault(Report),
}

impl Failure {
    /// Wrong usage.
    pub(super) fn usage(cause: impl Into<String>) -> Self {
        Self::Told { exit: Exit::Usage, cause: cause.into(), hint: None }
    }

    /// A no.
    pub(super) fn no(cause: impl Into<String>) -> Self {
        Self::Told { exit: Exit::No, cause: cause.into(), hint: None }
    }

    /// The soak broke, and it is known why.
    pub(super) fn fault(cause: impl Into<String>) -> Self {
        Self::Told { exit: Exit::Fault, cause: cause.into(), hint: None }
    }

    /// The same with what to do next.
    pub(super) fn hint(self, text: impl Into<String>) -> Self {
        match self {
            Self::Told { exit, cause, .. } => Self::Told { exit, cause, hint: Some(text.into()) },
            other => other,
        }
    }

    /// The same as the answer of who was to judge and could not.
    pub(super) fn not_judged(self) -> Self {
        match self {
            Self::Told { cause, hint, .. } => Self::Told { exit: Exit::Usage, cause, hint },
            Self::PipeClosed => Self::PipeClosed,
            Self::Fault(report) => Self::usage(chain(&report)),
        }
    }

    /// The code to end with.
    pub(super) fn exit(&self) -> Exit {
        match self {
            Self::Told { exit, .. } => *exit,
            Self::PipeClosed => Exit::Fine,
            Self::Fault(_) => Exit::Fault,
        }
    }

    /// What to say on standard error.
    pub(super) fn words(&self) -> Option<String> {
        match self {
            Self::Told { cause, hint: None, .. } => Some(format!("error: {cause}")),
            Self::Told { cause, hint: Some(hint), .. } => Some(format!("error: {cause}\n  hint: {hint}")),
            Self::PipeClosed => None,
            Self::Fault(report) => Some(format!("error: {}", chain(report))),
        }
    }
}

/// The causes, the nearest first.
fn chain(report: &Report) -> String {
    report.chain().map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        let listed = matches!(error, ConfigError::Problems { .. });
        let cause = if listed { format!("the configuration is refused\n{error}") } else { error.to_string() };
        Self::usage(cause).hint("assets/soak.toml shows every key with its default")
    }
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        Self::usage(error.to_string()).hint("soak doctor looks at the data folder")
    }
}

impl From<NameError> for Failure {
    fn from(error: NameError) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<LinkError> for Failure {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::AlreadyRunning { .. } => Self::usage(error.to_string()),
            LinkError::Unusable { .. } => Self::Fault(error.into()),
            _ => Self::no(error.to_string()),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<Report> for Failure {
    fn from(report: Report) -> Self {
        Self::Fault(report)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Self::PipeClosed,
            _ => Self::Fault(error.into()),
        }
    }
}
