//! Between the socket and the listener: what waits while the listener's queue is full.
//!
//! Ticks age, so only the newest of each market waits and the others are counted. Orders and the
//! state of the connection do not age: they wait in order, up to a limit.

use std::collections::VecDeque;

use tokio::sync::mpsc::Sender;
use tokio::sync::mpsc::error::TrySendError;

use crate::model::{OrderReport, Tick};

/// Most order updates and changes of the connection that wait. A listener that is this far behind has
/// missed so much that it must ask the venue anyway.
const HELD_MAX: usize = 1_024;

/// What the stream tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StreamEvent {
    /// Market data.
    Tick(Tick),
    /// An order changed.
    Order(Box<OrderReport>),
    /// Data flows (again).
    Connected,
    /// The connection is gone, or was given up; it is being made again. Order updates may have been
    /// missed.
    Lost {
        /// Why, for people; neutralised.
        reason: String,
    },
    /// This many ticks were left out; the newest of each market was kept.
    Conflated {
        /// How many.
        ticks: u64,
    },
}

/// The listener has gone away: there is nothing left to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Gone;

/// More waits than may wait.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Overflow;

/// What waits for the listener.
#[derive(Debug)]
pub(super) struct Outbox {
    listener: Sender<StreamEvent>,
    held: VecDeque<StreamEvent>,
    /// The newest tick of each market that could not be handed over.
    ticks: Vec<Option<Tick>>,
    ticks_waiting: usize,
    conflated: u64,
}

impl Outbox {
    /// An empty outbox for `markets` markets.
    pub(super) fn new(listener: Sender<StreamEvent>, markets: usize) -> Self {
        Self { listener, held: VecDeque::new(), ticks: vec![None; markets], ticks_waiting: 0, conflated: 0 }
    }

    /// Whether anything waits.
    pub(super) fn is_waiting(&self) -> bool {
        self.ticks_waiting > 0 || self.conflated > 0 || !self.held.is_empty()
    }

    /// Returns when the listener has gone away. Cancel safe.
    pub(super) async fn gone(&self) {
        self.listener.closed().await;
    }

    /// Hands a tick over, or lets it wait in the place of an older one of its market; says how many
    /// ticks were left out for it.
    pub(super) fn tick(&mut self, tick: Tick) -> u64 {
        if !self.is_waiting() && self.listener.try_send(StreamEvent::Tick(tick)).is_ok() {
            return 0;
        }
        let Some(place) = self.ticks.get_mut(tick.market.index()) else { return 0 };
        if place.replace(tick).is_none() {
            self.ticks_waiting += 1;
            return 0;
        }
        self.conflated += 1;
        1
    }

    /// Counts ticks that were left out before they came here.
    pub(super) fn conflated(&mut self, ticks: u64) {
        self.conflated = self.conflated.saturating_add(ticks);
    }

    /// Hands over what must not be left out, after all such that wait already.
    ///
    /// # Errors
    /// [`Overflow`] when too much waits; the event is lost, and the connection must be.
    pub(super) fn event(&mut self, event: StreamEvent) -> Result<(), Overflow> {
        if self.held.len() >= HELD_MAX {
            return Err(Overflow);
        }
        self.held.push_back(event);
        Ok(())
    }

    /// Hands over as much as the listener has room for: events first, then ticks by market, then how
    /// many were left out.
    ///
    /// # Errors
    /// [`Gone`] when nobody listens any more.
    pub(super) fn flush(&mut self) -> Result<(), Gone> {
        while let Some(event) = self.held.pop_front() {
            match self.listener.try_send(event) {
                Ok(()) => {}
                Err(TrySendError::Full(event)) => {
                    self.held.push_front(event);
                    return Ok(());
                }
                Err(TrySendError::Closed(_)) => return Err(Gone),
            }
        }
        if self.ticks_waiting > 0 {
            for place in &mut self.ticks {
                let Some(tick) = place.take() else { continue };
                match self.listener.try_send(StreamEvent::Tick(tick)) {
                    Ok(()) => self.ticks_waiting -= 1,
                    Err(TrySendError::Full(_)) => {
                        *place = Some(tick);
                        return Ok(());
                    }
                    Err(TrySendError::Closed(_)) => return Err(Gone),
                }
            }
        }
        if self.conflated > 0 {
            match self.listener.try_send(StreamEvent::Conflated { ticks: self.conflated }) {
                Ok(()) => self.conflated = 0,
                Err(TrySendError::Full(_)) => {}
                Err(TrySendError::Closed(_)) => return Err(Gone),
            }
        }
        if self.listener.is_closed() { Err(Gone) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::{Receiver, channel};

    use super::*;
    use crate::model::{MarketId, Quantity, TickKind, Time};

    fn tick(market: u16, price: &str) -> Tick {
        let kind = TickKind::Trade { price: price.parse().unwrap(), size: Quantity::ZERO, taker: None };
        Tick { market: MarketId(market), at: Time::EPOCH, kind }
    }

    fn drain(receiver: &mut Receiver<StreamEvent>) -> Vec<String> {
        std::iter::from_fn(|| receiver.try_recv().ok())
            .map(|event| match event {
                StreamEvent::Tick(tick) => format!("{}@{}", tick.market.0, tick.mark()),
                StreamEvent::Conflated { ticks } => format!("-{ticks}"),
                StreamEvent::Lost { reason } => reason,
                other => format!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn a_full_queue_keeps_the_newest_of_each_market_and_counts_the_rest() {
        let (sender, mut receiver) = channel(2);
        let mut outbox = Outbox::new(sender, 2);
        let left_out: u64 = ["1", "2", "3", "4", "5"].map(|price| outbox.tick(tick(0, price))).iter().sum();
        outbox.tick(tick(1, "9"));
        assert_eq!(left_out, 2);
        assert_eq!(drain(&mut receiver), ["0@1", "0@2"]);
        assert_eq!(outbox.flush(), Ok(()));
        assert_eq!(drain(&mut receiver), ["0@5", "1@9"]);
        assert_eq!(outbox.flush(), Ok(()));
        assert_eq!(drain(&mut receiver), ["-2"]);
        assert!(!outbox.is_waiting());
    }

    #[test]
    fn a_count_gone_mad_stays_at_the_largest() {
        let (sender, mut receiver) = channel(1);
        let mut outbox = Outbox::new(sender, 1);
        outbox.conflated(u64::MAX);
        outbox.conflated(u64::MAX);
        assert_eq!(outbox.flush(), Ok(()));
        assert_eq!(drain(&mut receiver), [format!("-{}", u64::MAX)]);
    }

    #[test]
    fn events_wait_in_order_and_overflow_is_told() {
        let (sender, mut receiver) = channel(1);
        let mut outbox = Outbox::new(sender, 1);
        for number in 0..HELD_MAX {
            outbox.event(StreamEvent::Lost { reason: number.to_string() }).unwrap();
        }
        assert_eq!(outbox.event(StreamEvent::Connected), Err(Overflow));
        for number in 0..HELD_MAX {
            outbox.flush().unwrap();
            assert_eq!(drain(&mut receiver), [number.to_string()]);
        }
    }

    #[test]
    fn a_listener_that_went_away_is_noticed() {
        let (sender, receiver) = channel(1);
        let mut outbox = Outbox::new(sender, 1);
        drop(receiver);
        assert_eq!(outbox.flush(), Err(Gone));
    }
}
