//! Entries that left while they should have been held back, and market orders in a crash.
//!
//! Invariant: why an entry should have been held back is found out here from what came in, and is not
//! asked of the engine, which could be wrong about it by the same mistake.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::Seen;
use crate::event::{
    Answer, Call, Effect, FeedStatus, Input, JournalStatus, OperatorCommand, Outcome, Request,
};
use crate::model::{BreakerLevel, Fill, MarketId, OrderKind, Price, RequestId, Span, Time};

/// Entries that left while they should have been held back.
#[derive(Debug, Default)]
pub(super) struct Holds {
    tripped_since: Option<Time>,
    failing: bool,
    /// When the last complete picture of the venue's books came, or the wait for one began.
    seen_whole_at: Option<Time>,
    last_ticks: BTreeMap<MarketId, Time>,
    /// The prices of the window in which a crash is measured, for each market.
    prices: BTreeMap<MarketId, VecDeque<(Time, Price)>>,
    /// Markets in which somebody else traded, until they are flat.
    foreign: Vec<MarketId>,
    /// Entries that were asked for while tripped.
    tripped: BTreeSet<RequestId>,
    feed_lost: bool,
    entries: BTreeMap<&'static str, u64>,
    pub(super) market_orders_in_crash: u64,
}

impl Holds {
    pub(super) fn took_in(&mut self, seen: &Seen<'_>) {
        let at = seen.at();
        match &seen.envelope.input {
            Input::Started(_) | Input::Resumed { .. } => {
                self.seen_whole_at = Some(at);
                self.failing = false;
                self.feed_lost = false;
            }
            Input::Tick(tick) => {
                self.last_ticks.insert(tick.market, at);
                let window = seen.rules.risk.crash_window;
                let prices = self.prices.entry(tick.market).or_default();
                prices.push_back((at, tick.mark()));
                while prices.front().is_some_and(|(first, _)| at.since(*first) > window) {
                    prices.pop_front();
                }
            }
            Input::Reply(reply) => self.replied(&reply.outcome, seen),
            Input::OrderUpdate(report) => report.fills.iter().for_each(|fill| self.filled(fill, seen)),
            Input::Journal(status) => self.failing = matches!(status, JournalStatus::Failing { .. }),
            Input::Feed(FeedStatus::Lost { .. }) => self.feed_lost = true,
            Input::Feed(FeedStatus::Connected) => self.feed_lost = false,
            Input::Operator(action) => match action.command {
                OperatorCommand::Raise(level) if level >= BreakerLevel::Tripped => self.tripped(at),
                OperatorCommand::Reset if !action.reason.trim().is_empty() => self.tripped_since = None,
                _ => {}
            },
            _ => {}
        }
        for effect in seen.effects {
            if let Effect::Latch(latch) = effect
                && latch.level >= BreakerLevel::Tripped
            {
                self.tripped(at);
            }
        }
        let flat = |market: &MarketId| seen.engine.ledger().position(*market).is_flat();
        self.foreign.retain(|market| !flat(market));
        for request in seen.sent() {
            self.sent(request, seen);
        }
    }

    fn tripped(&mut self, at: Time) {
        self.tripped_since.get_or_insert(at);
    }

    fn replied(&mut self, outcome: &Outcome, seen: &Seen<'_>) {
        let Outcome::Answered(answer) = outcome else { return };
        match answer {
            // The last question of a cycle: the picture is complete.
            Answer::Balance(_) => self.seen_whole_at = Some(seen.at()),
            Answer::Fills(page) => page.items.iter().for_each(|fill| self.filled(fill, seen)),
            _ => {}
        }
    }

    fn filled(&mut self, fill: &Fill, seen: &Seen<'_>) {
        let ours = fill.client_order_id.as_ref().zip(seen.engine.soak());
        if ours.is_some_and(|(key, soak)| key.order_of(soak).is_some()) {
            return;
        }
        let market = seen.engine.markets().id_of(fill.symbol.as_str());
        self.foreign.extend(market.filter(|market| !self.foreign.contains(market)));
    }

    fn sent(&mut self, request: &Request, seen: &Seen<'_>) {
        let Call::PlaceOrder(ticket) = &request.call else { return };
        let Some(market) = seen.engine.markets().id_of(ticket.symbol.as_str()) else { return };
        let (at, rules) = (seen.at(), seen.rules);
        if ticket.kind == OrderKind::Market && self.in_crash(market, seen) {
            self.market_orders_in_crash += 1;
        }
        if !request.adds_exposure() {
            return;
        }
        let blind_after = rules.reconcile.every.times(i64::from(rules.reconcile.blind_after));
        let older = |moment: Option<&Time>, span: Span| moment.is_none_or(|moment| at.since(*moment) > span);
        let held = [
            ("stale", self.feed_lost || older(self.last_ticks.get(&market), rules.risk.stale_after)),
            ("blind", older(self.seen_whole_at.as_ref(), blind_after)),
            ("failing", self.failing),
            ("quarantined", self.foreign.contains(&market)),
        ];
        if self.tripped_since.is_some() {
            self.tripped.insert(request.id);
        }
        for (condition, _) in held.into_iter().filter(|(_, held)| *held) {
            *self.entries.entry(condition).or_default() += 1;
        }
    }

    /// Whether the market's price stands as far from where it was within the window as a crash is.
    fn in_crash(&self, market: MarketId, seen: &Seen<'_>) -> bool {
        let Some(prices) = self.prices.get(&market) else { return false };
        let Some((_, now)) = prices.back() else { return false };
        let limit = seen.rules.risk.crash_move;
        let recent = prices.iter().filter(|(at, _)| seen.at().since(*at) <= seen.rules.risk.crash_window);
        let (high, low) = recent.fold((*now, *now), |(high, low), (_, was)| (high.max(*was), low.min(*was)));
        high - *now >= high * limit || *now - low >= low * limit
    }

    /// An entry leaves at `at`, later than it was asked for.
    pub(super) fn left(&mut self, request: &Request, at: Time) {
        if request.adds_exposure() && self.tripped_since.is_some_and(|since| since < at) {
            self.tripped.insert(request.id);
        }
    }

    /// Entries that left while `condition` held.
    pub(super) fn entries(&self, condition: &str) -> u64 {
        if condition == "tripped" {
            return u64::try_from(self.tripped.len()).unwrap_or(u64::MAX);
        }
        self.entries.get(condition).copied().unwrap_or(0)
    }
}
