//! Ctrl-C for a command that has parts: the part under way is ended well, and no other is begun.

use std::io;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

use crate::runtime::asked_to_end;

/// Hears SIGINT and SIGTERM for as long as it lives.
#[derive(Debug)]
pub(super) struct Interrupted {
    /// Listens in a thread of its own.
    _listening: Runtime,
    asked: watch::Receiver<bool>,
}

impl Interrupted {
    /// Begins to listen.
    ///
    /// # Errors
    ///
    /// The system gives no thread, or no signals.
    pub(super) fn listen() -> io::Result<Self> {
        let listening = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let asked = listening.block_on(async { asked_to_end() })?;
        Ok(Self { _listening: listening, asked })
    }

    /// Whether somebody has asked for the end.
    pub(super) fn is_so(&self) -> bool {
        *self.asked.borrow()
    }
}
