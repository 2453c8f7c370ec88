//! What is on its way between the two sides, by when it arrives.
//!
//! Invariant: what arrives at the same time arrives in the order in which it was sent.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use crate::event::{Reply, Request};
use crate::model::{OrderReport, Span, Time};

/// A message.
#[derive(Debug)]
pub(super) enum Message {
    /// To the venue.
    Request(Flight),
    /// The end of a request, to the process that sent it.
    Reply(Box<Reply>, Life),
    /// News of an order that was held up on the stream to this process.
    News(Box<OrderReport>, Life),
}

/// Which of the processes that have run, one after the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Life(pub(super) u32);

/// A request on its way.
#[derive(Debug)]
pub(super) struct Flight {
    pub(super) request: Box<Request>,
    /// When it left, by the soak's clock.
    pub(super) sent_at: Time,
    /// When the client gives up.
    pub(super) deadline: Time,
    /// How much longer than usual its answer takes.
    pub(super) slow_back: Span,
    /// Whether the client listens for an answer; not when it has an end already, or to the second of two
    /// copies.
    pub(super) awaited: bool,
    pub(super) life: Life,
}

/// All messages on their way. Bounded by the requests that the budget lets leave within the client's
/// patience, and by the orders that are told of within a delay of the stream.
#[derive(Debug, Default)]
pub(super) struct Queue {
    heap: BinaryHeap<Reverse<Queued>>,
    queued_total: u64,
}

#[derive(Debug)]
struct Queued {
    at: Time,
    number: u64,
    what: Message,
}

impl Queue {
    /// Adds `what`, which arrives at `at`.
    pub(super) fn push(&mut self, at: Time, what: Message) {
        self.queued_total += 1;
        self.heap.push(Reverse(Queued { at, number: self.queued_total, what }));
    }

    /// When the next message arrives.
    pub(super) fn next_at(&self) -> Option<Time> {
        self.heap.peek().map(|queued| queued.0.at)
    }

    /// The next message.
    pub(super) fn pop(&mut self) -> Option<Message> {
        self.heap.pop().map(|queued| queued.0.what)
    }
}

impl PartialEq for Queued {
    fn eq(&self, other: &Self) -> bool {
        (self.at, self.number) == (other.at, other.number)
    }
}
impl Eq for Queued {}
impl PartialOrd for Queued {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Queued {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.at, self.number).cmp(&(other.at, other.number))
    }
}
