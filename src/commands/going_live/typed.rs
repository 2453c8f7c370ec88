//! The account's name, as somebody typed it.

use std::io::{self, BufRead, IsTerminal, Read, Write};

use super::super::failure::Failure;

/// Longest line that is read, in bytes: a name has 64, and a paste by mistake is no reason to wait for its end.
const LINE_BYTES_MAX: u64 = 512;

/// Where the name comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::commands) enum Operator {
    /// A person at this process's terminal.
    AtTerminal,
    /// The process that detached this one, which asked a person.
    ThroughParent,
}

/// The name that was typed.
#[derive(Clone, Debug)]
pub(in crate::commands) struct TypedName(String);

impl TypedName {
    /// Whether it is `account`, to the letter.
    pub(super) fn is(&self, account: &str) -> bool {
        self.0 == account
    }

    /// Hands it on to a detached process, which reads it from `pipe`.
    ///
    /// # Errors
    ///
    /// It has ended.
    pub(in crate::commands) fn tell(&self, mut pipe: impl Write) -> io::Result<()> {
        writeln!(pipe, "{}", self.0)
    }
}

impl Operator {
    /// Why nobody could type anything here.
    pub(super) fn against(self) -> Option<String> {
        let reachable = match self {
            Self::AtTerminal => io::stdin().is_terminal() && io::stderr().is_terminal(),
            Self::ThroughParent => !io::stdin().is_terminal() && parent_is_soak(),
        };
        (!reachable).then(|| {
            "the account's name has to be typed, and there is no terminal for it; start it from one, also with \
             --detach"
                .to_owned()
        })
    }

    /// Asks for the name, or takes it from the process that did.
    ///
    /// # Errors
    ///
    /// Nothing can be read.
    pub(super) fn type_name(self, question: &str) -> Result<TypedName, Failure> {
        if self == Self::AtTerminal {
            let mut err = io::stderr().lock();
            write!(err, "{question}\n> ")?;
            err.flush()?;
        }
        let mut line = String::new();
        io::stdin().lock().take(LINE_BYTES_MAX).read_line(&mut line)?;
        Ok(TypedName(line.trim().to_owned()))
    }
}

/// Whether this process was started by this very program. A script that pipes a name into the flag that only
/// the program itself gives is not.
fn parent_is_soak() -> bool {
    let Some(parent) = rustix::process::getppid() else { return false };
    let theirs = std::fs::read_link(format!("/proc/{}/exe", parent.as_raw_nonzero()));
    let own = std::fs::read_link("/proc/self/exe");
    matches!((theirs, own), (Ok(theirs), Ok(own)) if theirs == own)
}
