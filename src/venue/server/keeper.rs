//! Where the exchange's changes are kept: in the store, or nowhere.

use std::path::{Path, PathBuf};

use crate::model::Markets;
use crate::paper::{Change, Exchange, Terms};
use crate::venue::store::{Store, StoreError};

/// Saves after which the store's log is written back as soon as nobody waits: some five megabytes,
/// far from the length at which a save itself would have to do it.
const SAVES_BETWEEN_CHECKPOINTS: u32 = 512;

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

    /// Called when nobody waits: the time for what takes long and can wait.
    fn rest(&mut self) {}
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

/// Keeps everything in a [`Store`].
///
/// After a failed save the store is closed, which forgets what it could not write, and opened again:
/// what stands on the disk is what has happened.
#[derive(Debug)]
pub struct StoreKeeper {
    path: PathBuf,
    markets: Markets,
    terms: Terms,
    /// `None` between a failed save and the next reload that succeeds.
    store: Option<Store>,
    saves: u32,
}

impl StoreKeeper {
    /// Opens the store at `path`, or makes one, and returns it with its exchange.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open(path: &Path, markets: &Markets, terms: Terms) -> Result<(Self, Exchange), StoreError> {
        let (store, exchange) = Store::open(path, markets, terms.clone())?;
        let keeper =
            Self { path: path.to_owned(), markets: markets.clone(), terms, store: Some(store), saves: 0 };
        Ok((keeper, exchange))
    }
}

impl Keeper for StoreKeeper {
    fn save(&mut self, changes: &[Change]) -> Result<(), String> {
        let Some(store) = &mut self.store else { return Err("the store is closed".to_owned()) };
        self.saves += 1;
        store.save(changes).map_err(|error| {
            self.store = None;
            error.to_string()
        })
    }

    fn reload(&mut self) -> Result<Exchange, String> {
        // The old one, if any, holds the lock.
        self.store = None;
        let opened = Store::open(&self.path, &self.markets, self.terms.clone());
        let (store, exchange) = opened.map_err(|error| error.to_string())?;
        self.store = Some(store);
        Ok(exchange)
    }

    fn rest(&mut self) {
        if self.saves < SAVES_BETWEEN_CHECKPOINTS {
            return;
        }
        self.saves = 0;
        if let Some(Err(error)) = self.store.as_mut().map(Store::checkpoint) {
            tracing::warn!(%error, "the paper exchange's log grows until it can be written back");
        }
    }
}
