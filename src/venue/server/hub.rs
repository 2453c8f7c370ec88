//! Who follows the stream, and what each of them wants to hear.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;

use super::queue::Queue;
use crate::model::{MarketId, Markets, OrderReport, Tick, TradingMode};
use crate::venue::wire::{OrderAnswer, ServerMessage};

/// Most subscribers at the same time: a soak, its operators and their scripts, many times over.
const SUBSCRIBERS_MAX: usize = 64;

/// All subscribers.
#[derive(Debug)]
pub(super) struct Hub {
    markets: Arc<Markets>,
    plays: TradingMode,
    subscribers: Mutex<Vec<Arc<Subscriber>>>,
}

/// One of them.
#[derive(Debug, Default)]
pub(super) struct Subscriber {
    pub(super) queue: Queue,
    wishes: Mutex<Wishes>,
}

/// What a subscriber wants to hear.
#[derive(Clone, Debug, Default)]
struct Wishes {
    every_tick: bool,
    ticks: Vec<MarketId>,
    orders: bool,
}

/// A channel that a subscriber names.
enum Channel {
    EveryTick,
    Ticks(MarketId),
    Orders,
}

impl Hub {
    /// A hub without subscribers.
    pub(super) fn new(markets: Arc<Markets>, plays: TradingMode) -> Self {
        Self { markets, plays, subscribers: Mutex::default() }
    }

    /// Lets a subscriber in that wants nothing yet; `None` when there are too many.
    pub(super) fn join(&self) -> Option<Arc<Subscriber>> {
        let mut subscribers = self.lock();
        if subscribers.len() >= SUBSCRIBERS_MAX {
            return None;
        }
        let subscriber = Arc::new(Subscriber::default());
        subscribers.push(Arc::clone(&subscriber));
        Some(subscriber)
    }

    /// Forgets a subscriber.
    pub(super) fn leave(&self, subscriber: &Arc<Subscriber>) {
        self.lock().retain(|other| !Arc::ptr_eq(other, subscriber));
    }

    /// Ends every subscription.
    pub(super) fn close(&self) {
        for subscriber in self.lock().iter() {
            subscriber.queue.close("the exchange closes");
        }
    }

    /// Tells ticks to whom they concern.
    pub(super) fn publish_ticks(&self, ticks: &[Tick]) {
        for subscriber in self.lock().iter() {
            let wishes = subscriber.wishes();
            if wishes.every_tick || !wishes.ticks.is_empty() {
                let wanted = |tick: &&Tick| wishes.every_tick || wishes.ticks.contains(&tick.market);
                subscriber.queue.push_ticks(ticks.iter().filter(wanted));
            }
        }
    }

    /// Tells changed orders to whom they concern.
    pub(super) fn publish_orders<'a>(&self, reports: impl Iterator<Item = &'a OrderReport>) {
        let mut reports = reports.peekable();
        if reports.peek().is_none() {
            return;
        }
        let subscribers = self.lock();
        for report in reports {
            let message =
                message(&ServerMessage::Order { order: Box::new(OrderAnswer::new(report, self.plays)) });
            for subscriber in subscribers.iter().filter(|subscriber| subscriber.wishes().orders) {
                subscriber.queue.push_message(message.clone());
            }
        }
    }

    /// Adds channels to what `subscriber` hears, or takes them away. Returns all that it now hears,
    /// or the name that is no channel; then nothing has changed.
    pub(super) fn change(
        &self,
        subscriber: &Subscriber,
        names: &[String],
        add: bool,
    ) -> Result<Vec<String>, String> {
        let channels: Vec<Channel> = names
            .iter()
            .map(|name| self.channel(name).ok_or_else(|| name.clone()))
            .collect::<Result<_, _>>()?;
        let mut wishes = subscriber.wishes();
        for channel in channels {
            match channel {
                Channel::EveryTick => wishes.every_tick = add,
                Channel::Orders => wishes.orders = add,
                Channel::Ticks(market) => {
                    wishes.ticks.retain(|other| *other != market);
                    if add {
                        wishes.ticks.push(market);
                    }
                }
            }
        }
        Ok(self.names(&wishes))
    }

    fn channel(&self, name: &str) -> Option<Channel> {
        match name.strip_prefix("ticks:") {
            Some("*") => Some(Channel::EveryTick),
            Some(symbol) => self.markets.id_of(symbol).map(Channel::Ticks),
            None => (name == "orders").then_some(Channel::Orders),
        }
    }

    fn names(&self, wishes: &Wishes) -> Vec<String> {
        let every = wishes.every_tick.then(|| "ticks:*".to_owned());
        let markets = wishes.ticks.iter().filter_map(|id| self.markets.get(*id));
        let ticks = markets.map(|market| format!("ticks:{}", market.symbol));
        let orders = wishes.orders.then(|| "orders".to_owned());
        every.into_iter().chain(ticks).chain(orders).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Subscriber>>> {
        self.subscribers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Subscriber {
    fn wishes(&self) -> MutexGuard<'_, Wishes> {
        self.wishes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A message as the text of a frame.
pub(super) fn message(message: &ServerMessage) -> Utf8Bytes {
    let text = serde_json::to_string(message);
    text.unwrap_or_else(|_| r#"{"type":"error","error":"internal_error","message":""}"#.to_owned()).into()
}
