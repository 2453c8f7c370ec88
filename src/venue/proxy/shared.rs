//! What all connections of a proxy share.

use std::collections::BTreeSet;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

use super::counts::ProxyCounts;
use super::verdict::{Asked, Verdict, verdict};
use crate::clock::Clock;
use crate::fault::{Board, Window};
use crate::model::Span;
use crate::venue::chance::Chance;

/// Most closes that are remembered as swallowed; more than any drill sends.
const SWALLOWED_MAX: usize = 1_000;

/// How often whatever waits looks up to see whether a window has opened or closed.
pub(super) const LOOK_EVERY: Span = Span::from_millis(10);

/// Pieces a second in which bytes leave while the bandwidth is limited.
const PIECES_PER_SECOND: u32 = 20;

/// What all connections share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) upstream: SocketAddr,
    pub(super) faults: Board,
    pub(super) clock: Clock,
    chance: Mutex<Chance>,
    counts: Mutex<ProxyCounts>,
    swallowed: Mutex<BTreeSet<String>>,
    /// Bytes a second in each direction of each connection; 0 for no limit.
    pub(super) bandwidth: AtomicU32,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing in here is left half-changed by a panic.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    pub(super) fn new(upstream: SocketAddr, faults: Board, clock: Clock, seed: u64) -> Self {
        Self {
            upstream,
            faults,
            clock,
            chance: Mutex::new(Chance::new(seed)),
            counts: Mutex::default(),
            swallowed: Mutex::default(),
            bandwidth: AtomicU32::new(0),
        }
    }

    /// The windows that are open now.
    pub(super) fn windows(&self) -> Vec<Window> {
        self.faults.open(self.clock.now())
    }

    /// What becomes of what is `asked` now; counted.
    pub(super) fn verdict(&self, asked: &Asked) -> Verdict {
        let verdict = verdict(&self.windows(), asked, &mut self.chance());
        let mut counts = self.counts();
        verdict.struck.iter().for_each(|word| counts.struck(word));
        verdict
    }

    pub(super) fn chance(&self) -> MutexGuard<'_, Chance> {
        lock(&self.chance)
    }

    pub(super) fn counts(&self) -> MutexGuard<'_, ProxyCounts> {
        lock(&self.counts)
    }

    /// Whether the close with this key was swallowed. One that was stays so when it is sent again, or
    /// it would be another order under the same key.
    pub(super) fn is_swallowed(&self, key: &str) -> bool {
        lock(&self.swallowed).contains(key)
    }

    /// Remembers that the close with this key is swallowed.
    pub(super) fn swallow(&self, key: &str) {
        let mut swallowed = lock(&self.swallowed);
        if swallowed.len() < SWALLOWED_MAX {
            swallowed.insert(key.to_owned());
        }
    }

    /// Writes `bytes`, not faster than the bandwidth allows.
    pub(super) async fn write(&self, to: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> io::Result<()> {
        let rate = self.bandwidth.load(Ordering::Relaxed);
        if rate == 0 {
            return to.write_all(bytes).await;
        }
        for piece in bytes.chunks((rate / PIECES_PER_SECOND).max(1) as usize) {
            let length = i64::try_from(piece.len()).unwrap_or(i64::MAX);
            to.write_all(piece).await?;
            wait(Span::from_micros(length.saturating_mul(1_000_000) / i64::from(rate))).await;
        }
        Ok(())
    }
}

/// Waits for `span`.
pub(super) async fn wait(span: Span) {
    if span > Span::ZERO {
        tokio::time::sleep(span.to_std()).await;
    }
}

/// Ends a connection so that the other side hears it as broken.
pub(super) fn reset(connection: TcpStream) {
    // Without it the connection ends politely, which is bad enough for whoever waits for an answer.
    let _ = connection.set_zero_linger();
    drop(connection);
}
