//! Where the exchange's changes are kept, as far as the server has to know.

use crate::paper::{Change, Exchange};

/// Keeps what an exchange has changed. All calls come from one thread, which may be blocked.
pub trait Keeper: Send + 'static {
    /// Makes `changes` durable before it returns.
    ///
    /// # Errors
    /// What went wrong, for people. Then none or all of the changes are kept, and
    /// [`Self::reload`] says which.
    fn save(&mut self, changes: &[Change]) -> Result<(), String>;

    /// The exchange as it was last kept, called after a failed save.
    ///
    /// # Errors
    /// What went wrong, for people; it is tried again later.
    fn reload(&mut self) -> Result<Exchange, String>;
}

/// Keeps nothing beyond the process: for tests, and for worlds that end with it.
#[derive(Clone, Copy, Debug, Default)]
pub struct MemoryKeeper;

impl Keeper for MemoryKeeper {
    fn save(&mut self, _changes: &[Change]) -> Result<(), String> {
        Ok(())
    }

    fn reload(&mut self) -> Result<Exchange, String> {
        Err("nothing was kept".to_owned())
    }
}
