//! Why a soak could not be found, locked or talked to.

use std::io;
use std::path::PathBuf;

use super::wire::VERSION;
use crate::model::Time;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The soak is not running. Policy: say so; nothing was done.
    #[error("{name} is not running{}", ended_text(*.ended))]
    NotRunning {
        /// The soak.
        name: String,
        /// When it last ran, if that is known.
        ended: Option<Time>,
    },
    /// The soak runs and does not answer. Policy: say so; what was asked may still happen.
    #[error(
        "{name} (pid {pid}) did not answer within {waited_s} s while {doing}; \
         what was asked may still be done: look at its status, and at the process itself"
    )]
    NotAnswering {
        /// The soak.
        name: String,
        /// The process that holds its lock.
        pid: u32,
        /// How long was waited, in seconds.
        waited_s: u64,
        /// What was waited for.
        doing: &'static str,
    },
    /// Another process runs this soak. Policy: refuse to start.
    #[error("{name} is already running (pid {pid}); choose another --name, or end it with: soak stop {name}")]
    AlreadyRunning {
        /// The soak.
        name: String,
        /// The process that holds its lock; 0 while that one is only starting.
        pid: u32,
    },
    /// The other side speaks another version. Policy: use the same build for both.
    #[error(
        "the running soak speaks version {theirs} of the control protocol and this command {VERSION}; use the same build for both"
    )]
    Version {
        /// The other side's version.
        theirs: u16,
    },
    /// The other side refused the connection. Policy: say why.
    #[error("the running soak refused the connection: {text}")]
    Refused {
        /// Its words, neutralised.
        text: String,
    },
    /// What came over the socket is not the protocol. Policy: end the connection.
    #[error("the control socket brought {what}")]
    Broken {
        /// What it was.
        what: &'static str,
    },
    /// The file system refuses. Policy: refuse to start.
    #[error("cannot {action} {}: {cause}", .path.display())]
    Unusable {
        /// What was tried.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
}

fn ended_text(ended: Option<Time>) -> String {
    ended.map(|at| format!("; it last ran at {at}")).unwrap_or_default()
}
