//! What the venue tells without being asked: ticks, and what has changed.
//!
//! Invariant: ticks are told in the order in which they happened, whatever goes wrong.

use super::queue::Message;
use super::{Pushed, World, WorldError};
use crate::fault::Fault;
use crate::model::{Span, Symbol, Tick, Time};
use crate::sim::Witness;

impl<W: Witness> World<W> {
    /// A tick happens at the venue: its book moves, and the stream carries the news.
    pub(super) fn venue_tick(&mut self, at: Time) -> Result<(), WorldError> {
        self.now = self.now.max(at);
        let Some(tick) = self.next_tick.take() else { return Ok(()) };
        // Whoever publishes stamps with a clock that may be wrong.
        let tick = Tick { at: tick.at + self.wall_step(), ..tick };
        self.exchange.on_tick(&tick, &mut self.changes);
        if self.trouble.as_ref().is_some_and(|trouble| !trouble.owed.is_empty()) {
            self.trade_from_outside();
        }
        self.push(Pushed::Tick(tick));
        self.publish_changes()?;
        if let Some(feed) = &mut self.feed {
            self.next_tick = feed.next()?;
        }
        Ok(())
    }

    /// What changed at the venue goes to its disk, then to whoever listens.
    pub(super) fn publish_changes(&mut self) -> Result<(), WorldError> {
        if self.changes.is_empty() {
            return Ok(());
        }
        self.disk.save(&self.changes)?;
        let mut changes = std::mem::take(&mut self.changes);
        for change in changes.drain(..) {
            if let Some(report) = change.order_report() {
                self.push(Pushed::Order(Box::new(report.clone())));
            }
        }
        self.changes = changes;
        Ok(())
    }

    /// The stream carries `what`, if anybody listens.
    fn push(&mut self, what: Pushed) {
        if !self.process.is_up() {
            return;
        }
        let arrives = self.network.stream_arrival(self.now);
        if self.trouble.as_ref().is_some_and(|trouble| trouble.on_stream) {
            self.push_in_trouble(arrives, &what);
        } else {
            self.stream.push_back((arrives, what));
        }
    }

    fn push_in_trouble(&mut self, arrives: Time, what: &Pushed) {
        let Some(trouble) = &self.trouble else { return };
        if trouble.is_cut() {
            return;
        }
        let is_order = matches!(what, Pushed::Order(_));
        let symbol: Option<&Symbol> = match what {
            Pushed::Tick(tick) => self.exchange.markets().get(tick.market).map(|market| &market.symbol),
            Pushed::Order(report) => report.symbol.as_ref(),
        };
        let (mut twice, mut late) = (false, Span::ZERO);
        for window in &trouble.open {
            let may_strike = match window.fault {
                Fault::StreamSilent | Fault::Partition | Fault::StreamDuplicate => true,
                Fault::StreamDelay { .. } => is_order,
                _ => false,
            };
            if !may_strike || !window.concerns(symbol) || !self.network.draws(window) {
                continue;
            }
            match window.fault {
                Fault::StreamDuplicate => twice = true,
                Fault::StreamDelay { min, max } => late += self.network.between(min, max),
                _ => return,
            }
        }
        for _ in 0..=usize::from(twice) {
            match what {
                Pushed::Order(report) if late > Span::ZERO => {
                    let news = Message::News(report.clone(), self.process.life());
                    self.queue.push(arrives + late, news);
                }
                Pushed::Order(report) => self.stream.push_back((arrives, Pushed::Order(report.clone()))),
                Pushed::Tick(tick) => self.stream.push_back((arrives, Pushed::Tick(*tick))),
            }
        }
    }
}
