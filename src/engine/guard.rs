//! The guard: the only way from a wish to an order, whoever wished it.
//!
//! Invariant: an order that adds exposure passes here with the breaker armed, the venue proven to
//! be paper, two agreeing cycles behind it, fresh data, and a size within every limit.

use super::books::note;
use super::order::{CancelState, Order, OrderState};
use super::protection::Protection;
use super::state::{Phase, Proof};
use super::{Effects, State};
use crate::agent::sizing;
use crate::event::Intent;
use crate::model::{
    BreakerLevel, ClientOrderId, Market, MarketId, Money, OrderKind, Price, Quantity, Rate, Side, Time,
    TimeInForce,
};

/// How much worse than the mark an entry is assumed to fill when it is sized, so that spread and
/// slippage do not carry it over its limit: half a per cent.
const ENTRY_PRICE_MARGIN_BP: i64 = 50;

impl State {
    /// Makes an order of the intent, or notes why not.
    pub(super) fn submit(&mut self, intent: &Intent, at: Time, effects: &mut Effects) {
        if !intent.purpose.adds_exposure()
            && let Some(desk) = self.desk_mut(intent.market)
        {
            desk.close_wanted_at = at;
        }
        match self.admit(intent, at) {
            Ok(order) => self.promise(order, at, effects),
            Err(reason) => {
                self.counters.intents_refused += 1;
                let symbol = self.markets.get(intent.market).map_or("?", |m| m.symbol.as_str());
                let text = format!(
                    "{} {} {symbol} held back: {reason} (wanted because: {})",
                    intent.purpose.as_str(),
                    intent.side,
                    intent.reason
                );
                effects.push(note("intent_refused", text, at));
            }
        }
    }

    /// The order that the intent becomes, or why it becomes none.
    fn admit(&mut self, intent: &Intent, at: Time) -> Result<Order, String> {
        let market = self.markets.get(intent.market).cloned().ok_or("no such market")?;
        let mark = self.desk(intent.market).and_then(|desk| desk.mark).ok_or("no price yet")?;
        if self.is_too_old(intent.at, at) {
            self.counters.intents_expired += 1;
            return Err("older than its time to live".to_owned());
        }
        let quantity = if intent.purpose.adds_exposure() {
            if let Some(reason) = self.entry_block(intent.market, at) {
                return Err(reason.to_owned());
            }
            self.entry_quantity(intent, &market, mark)?
        } else {
            self.exit_quantity(intent, &market)?
        };
        let kind = self.kind_for(intent, &market, mark)?;
        let soak = self.soak.clone().ok_or("the soak has not begun")?;
        let seq = self.orders.next_seq();
        Ok(Order {
            seq,
            key: ClientOrderId::for_order(&soak, seq),
            venue_id: None,
            market: intent.market,
            symbol: market.symbol,
            side: intent.side,
            quantity,
            kind,
            purpose: intent.purpose,
            origin: intent.origin.clone(),
            mark_at_start: mark,
            intent_at: intent.at,
            created_at: at,
            changed_at: at,
            state: OrderState::Waiting,
            filled: Quantity::ZERO,
            filled_at_venue: None,
            attempts: 0,
            asked_at: None,
            absent_since: None,
            cancel: CancelState::None,
            cancel_again_at: at,
            reason: intent.reason.clone(),
        })
    }

    /// Keeps the promise to the journal and queues the order.
    fn promise(&mut self, order: Order, at: Time, effects: &mut Effects) {
        let (seq, market, purpose) = (order.seq, order.market, order.purpose);
        effects.push(order.row(at));
        self.counters.intents_taken += 1;
        let in_a_minute = self.orders.insert(order, at);
        if let Some(desk) = self.desk_mut(market) {
            desk.orders_active += 1;
        }
        if !purpose.adds_exposure() {
            self.watch_close(market, seq, at);
        }
        self.queue_order(seq, at);
        let limit = self.rules.breaker.orders_per_min_max;
        if in_a_minute > usize::from(limit) {
            let reason = format!("{in_a_minute} orders within a minute, the limit is {limit}");
            let level = self.rules.breaker.level.max(BreakerLevel::Tripped);
            self.raise_breaker(level, "engine", &reason, at, effects);
        }
    }

    /// Why nobody may enter any market now, if so.
    #[must_use]
    pub fn entries_block(&self) -> Option<&'static str> {
        let reason = match self.breaker.level() {
            BreakerLevel::Armed => None,
            BreakerLevel::Paused => Some("entries are paused"),
            BreakerLevel::Tripped | BreakerLevel::Flattening => {
                Protection::Breaker.stands().then_some("the breaker is tripped")
            }
        };
        reason
            .or_else(|| (self.phase != Phase::Running).then_some("the soak is ending"))
            .or_else(|| (self.proof != Proof::Given).then_some("the venue has not proven that it is paper"))
            .or_else(|| self.cannot_write().then_some("the journal takes no writes"))
            .or_else(|| {
                (!self.reconciler.has_agreed_twice()).then_some("the venue's books have not agreed twice yet")
            })
            .or_else(|| self.is_blind().then_some("the venue does not answer"))
            .or_else(|| self.feed.lost.is_some().then_some("the market data is lost"))
    }

    /// Whether an intent formed at `formed_at` has lived out its time at `at`.
    pub(super) fn is_too_old(&self, formed_at: Time, at: Time) -> bool {
        at.since(formed_at) > self.rules.orders.intent_ttl && Protection::TimeToLive.stands()
    }

    /// Whether what is decided now might not be known after a crash.
    pub(super) fn cannot_write(&self) -> bool {
        self.journal_failing.is_some() && Protection::JournalGuard.stands()
    }

    /// Whether `market` moves too fast for a market order.
    pub(super) fn holds_market_orders(&self, market: MarketId) -> bool {
        self.desk(market).is_some_and(|desk| desk.crashing) && Protection::CrashBand.stands()
    }

    /// Why nobody may enter `market` now, if so.
    fn entry_block(&self, market: MarketId, at: Time) -> Option<&'static str> {
        let working = self.desk(market).is_some_and(|desk| desk.orders_active > 0);
        self.market_block(market, at).or_else(|| working.then_some("another order is under way there"))
    }

    /// Why no entry may leave for `market` now, if so, whatever is under way there.
    pub(super) fn market_block(&self, market: MarketId, at: Time) -> Option<&'static str> {
        let general = self.entries_block();
        if general.is_some() {
            return general;
        }
        let desk = self.desk(market)?;
        let fresh = desk.is_fresh(at, self.rules.risk.stale_after);
        [
            (!fresh, "its price is old"),
            (desk.crashing, "its price moves too fast"),
            (desk.is_quarantined(), "our books and the venue's differ there"),
        ]
        .into_iter()
        .find_map(|(blocked, reason)| blocked.then_some(reason))
    }

    /// What may be entered: at most the trade limit, and what the exposure limit leaves room for.
    fn entry_quantity(&self, intent: &Intent, market: &Market, mark: Price) -> Result<Quantity, String> {
        let equity = self.ledger.equity();
        let worst_price = mark + mark * Rate::from_bp(ENTRY_PRICE_MARGIN_BP);
        if !Protection::ExposureLimit.stands() {
            return Ok(intent.quantity.unwrap_or(sizing(equity, Rate::ONE, worst_price, market)));
        }
        let by_trade = sizing(equity, self.rules.risk.trade_max, worst_price, market);
        let allowed = equity * self.rules.risk.exposure_max * self.exposure_step();
        let taken = self.ledger.exposure() + self.exposure_pending();
        // Getting out of what is held costs spread and fees too. With the same margin for it, the limit
        // bounds what a gap of 40% costs to 5% all told.
        let room = allowed - taken - taken * Rate::from_bp(ENTRY_PRICE_MARGIN_BP);
        if !room.is_positive() {
            return Err(format!("exposure is {taken} of {allowed} allowed"));
        }
        let by_exposure = market.floor_quantity(room.buys_at(worst_price));
        let quantity = by_trade.min(by_exposure);
        let quantity = intent.quantity.map_or(quantity, |wanted| market.floor_quantity(wanted).min(quantity));
        if quantity.is_positive() {
            Ok(quantity)
        } else {
            Err(format!(
                "the smallest order of {} is worth more than may be risked ({} at {mark})",
                market.symbol, market.quantity_min
            ))
        }
    }

    /// What may be closed: what is held, and no more.
    fn exit_quantity(&self, intent: &Intent, market: &Market) -> Result<Quantity, String> {
        let position = self.ledger.position(intent.market);
        if position.side() != Some(intent.side.opposite()) {
            return Err("there is nothing to close on that side".to_owned());
        }
        if self.is_closing(intent.market) {
            return Err("a close is under way there".to_owned());
        }
        let held = position.quantity().abs();
        let wanted = intent.quantity.unwrap_or(held).min(held);
        // A remainder under the smallest order is closed whole: it could never be closed later.
        let quantity = if wanted == held { held } else { market.floor_quantity(wanted) };
        if quantity.is_positive() { Ok(quantity) } else { Err("less than the smallest order".to_owned()) }
    }

    /// Market as wished; in a crash, a limit inside the band.
    fn kind_for(&self, intent: &Intent, market: &Market, mark: Price) -> Result<OrderKind, String> {
        if !self.holds_market_orders(intent.market) {
            return Ok(intent.kind);
        }
        let edge = band_edge(mark, intent.side, self.rules.risk.crash_band, market);
        let price = match intent.kind {
            OrderKind::Market => edge,
            OrderKind::Limit { price, .. } => match intent.side {
                Side::Buy => price.min(edge),
                Side::Sell => price.max(edge),
            },
        };
        if !price.is_positive() {
            return Err("its price is too close to zero for a limit".to_owned());
        }
        Ok(OrderKind::Limit { price, time_in_force: TimeInForce::Ioc })
    }

    /// The share of equity that all positions take.
    #[must_use]
    pub fn exposure_share(&self) -> Rate {
        self.ledger.exposure().share_of(self.ledger.equity().max(Money::ZERO))
    }
}

/// The worst price inside the band around `mark`, on a whole step.
fn band_edge(mark: Price, side: Side, band: Rate, market: &Market) -> Price {
    let width = mark * band;
    let edge = match side {
        Side::Buy => mark + width,
        Side::Sell => mark - width,
    };
    market.worse_price(edge, side.opposite())
}
