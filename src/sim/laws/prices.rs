//! The prices of the last minutes, so that a crash is seen by our own eyes.

use std::collections::VecDeque;

use super::law::{Breach, Law};
use crate::event::{Call, Envelope, Input, Request};
use crate::model::{MarketId, Markets, OrderKind, Price, Rules, Time};

/// Prices kept of one market: those of the window of a crash at a hundred a second. A faster market is
/// judged by fewer seconds.
const KEPT_MAX: usize = 9_000;

/// Prices of all markets.
#[derive(Debug, Default)]
pub(super) struct Prices {
    markets: Vec<VecDeque<(Time, Price)>>,
}

impl Prices {
    /// Takes a price.
    pub(super) fn took_in(&mut self, envelope: &Envelope, rules: &Rules) {
        let Input::Tick(tick) = &envelope.input else { return };
        let index = tick.market.index();
        while self.markets.len() <= index {
            self.markets.push(VecDeque::new());
        }
        let Some(prices) = self.markets.get_mut(index) else { return };
        let seen = |at: Time| envelope.at.since(at) < rules.risk.crash_window;
        while prices.len() >= KEPT_MAX || prices.front().is_some_and(|(at, _)| !seen(*at)) {
            prices.pop_front();
        }
        prices.push_back((envelope.at, tick.mark()));
    }

    /// When the last price of `market` came.
    pub(super) fn last_at(&self, market: MarketId) -> Option<Time> {
        self.markets.get(market.index())?.back().map(|(at, _)| *at)
    }

    /// Whether the last price of `market` is a crash away from another of the window.
    fn crashes(&self, market: MarketId, rules: &Rules) -> bool {
        let Some(prices) = self.markets.get(market.index()) else { return false };
        let Some((_, last)) = prices.back() else { return false };
        let share = rules.risk.crash_move;
        prices.iter().any(|(_, price)| {
            let width = *price * share;
            *last <= *price - width || *last >= *price + width
        })
    }

    /// Whether the engine may ask for `request`: in a crash, for no market order.
    pub(super) fn may_ask(&self, request: &Request, markets: &Markets, rules: &Rules) -> Result<(), Breach> {
        let Call::PlaceOrder(ticket) = &request.call else { return Ok(()) };
        if ticket.kind != OrderKind::Market {
            return Ok(());
        }
        let crashes = markets.id_of(ticket.symbol.as_str()).is_some_and(|market| self.crashes(market, rules));
        Law::CrashBand.holds(!crashes, || {
            format!("request {} is a market order in a crash of {}", request.id, ticket.symbol)
        })
    }

    /// Forgets everything that was taken in after `durable_at`, as the process did.
    pub(super) fn restarted(&mut self, durable_at: Time) {
        for prices in &mut self.markets {
            prices.retain(|(at, _)| *at <= durable_at);
        }
    }
}
