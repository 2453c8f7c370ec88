//! What waits for one subscriber of the stream.
//!
//! Invariant: bounded. Ticks beyond the limit push the oldest ones out, which are counted and told;
//! a subscriber that is too slow for its order updates is cut off instead.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;
use tokio::sync::Notify;

use crate::model::Tick;

/// Most ticks that wait: the twelfth part of a second at 200,000 a second, a day at ten a minute.
const TICKS_MAX: usize = 16_384;

/// Most other messages that wait. They are rare; so many unread ones mean that nobody reads.
const MESSAGES_MAX: usize = 1_024;

/// Most ticks in one frame: some 60 KiB, well below every client's limit.
const FRAME_TICKS_MAX: usize = 512;

/// One subscriber's queue.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    news: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    ticks: VecDeque<Tick>,
    messages: VecDeque<Utf8Bytes>,
    dropped: u64,
    closed: Option<&'static str>,
}

/// What is to be sent next.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Batch {
    /// Confirmations and order updates, before everything else.
    pub(super) messages: Vec<Utf8Bytes>,
    /// How many ticks were pushed out before `ticks`.
    pub(super) dropped: u64,
    /// Ticks, oldest first.
    pub(super) ticks: Vec<Tick>,
    /// Why the subscriber is cut off, after the messages.
    pub(super) closed: Option<&'static str>,
}

impl Queue {
    /// Lets `ticks` wait.
    pub(super) fn push_ticks<'a>(&self, ticks: impl Iterator<Item = &'a Tick>) {
        let mut waiting = self.lock();
        for tick in ticks {
            if waiting.ticks.len() >= TICKS_MAX {
                waiting.ticks.pop_front();
                waiting.dropped += 1;
            }
            waiting.ticks.push_back(*tick);
        }
        drop(waiting);
        self.news.notify_one();
    }

    /// Lets a message wait, or cuts the subscriber off.
    pub(super) fn push_message(&self, message: Utf8Bytes) {
        let mut waiting = self.lock();
        if waiting.messages.len() < MESSAGES_MAX {
            waiting.messages.push_back(message);
        } else {
            waiting.closed = Some("too slow to take the order updates");
        }
        drop(waiting);
        self.news.notify_one();
    }

    /// Ends the stream once what waits is sent.
    pub(super) fn close(&self, reason: &'static str) {
        self.lock().closed.get_or_insert(reason);
        self.news.notify_one();
    }

    /// The next batch, waiting for one if there is none. Cancel safe.
    pub(super) async fn next(&self) -> Batch {
        loop {
            let batch = self.take();
            if batch != Batch::default() {
                return batch;
            }
            self.news.notified().await;
        }
    }

    fn take(&self) -> Batch {
        let mut waiting = self.lock();
        let count = waiting.ticks.len().min(FRAME_TICKS_MAX);
        Batch {
            messages: waiting.messages.drain(..).collect(),
            dropped: std::mem::take(&mut waiting.dropped),
            ticks: waiting.ticks.drain(..count).collect(),
            closed: waiting.closed,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{MarketId, Quantity, TickKind, Time};

    fn tick(micros: i64) -> Tick {
        let kind = TickKind::Trade { price: "1".parse().unwrap(), size: Quantity::ZERO, taker: None };
        Tick { market: MarketId(0), at: Time::from_micros(micros), kind }
    }

    #[test]
    fn the_oldest_ticks_give_way_and_are_counted() {
        let queue = Queue::default();
        let ticks: Vec<_> = (0..TICKS_MAX + 3).map(|n| tick(i64::try_from(n).unwrap())).collect();
        queue.push_ticks(ticks.iter());
        let batch = queue.take();
        assert_eq!((batch.dropped, batch.ticks.len()), (3, FRAME_TICKS_MAX));
        assert_eq!(batch.ticks[0], tick(3));
        assert_eq!(queue.take().dropped, 0);
    }

    #[test]
    fn messages_are_never_dropped_silently() {
        let queue = Queue::default();
        for _ in 0..MESSAGES_MAX {
            queue.push_message("{}".into());
        }
        queue.push_message("one too many".into());
        let batch = queue.take();
        assert_eq!(batch.messages.len(), MESSAGES_MAX);
        assert!(batch.closed.is_some());
    }
}
