//! What an alert says, in three parts: what was expected, what is so instead, and what is done about
//! it, by the engine and by a person.
//!
//! Ages are told as the time of day (UTC) since which something is so, and not as lengths: the words
//! of a standing alert change only when the facts do.
//!
//! Invariant: what is done names only what this build does, and only verbs that it has.

use serde::{Deserialize, Serialize};

use crate::engine::Order;
use crate::model::{BreakerLevel, Fill, Money, OrderSeq, Quantity, Rate, Span, Symbol, Time, neutralise};

/// Most of a reason from outside: it stands on one line of a screen and a half.
const REASON_CHARS_MAX: usize = 160;

/// What an alert says.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// What was expected, where that can be said apart.
    pub expected: Option<String>,
    /// What the venue, the market or the disk says instead.
    pub observed: String,
    /// What is done about it, and what a person can do.
    pub doing: String,
}

impl Finding {
    /// All of it in one sentence, as the journal keeps it.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}; {}", self.difference(), self.doing)
    }

    /// What differs, without what is done about it.
    #[must_use]
    pub fn difference(&self) -> String {
        match &self.expected {
            Some(expected) => format!("expected {expected}; {}", self.observed),
            None => self.observed.clone(),
        }
    }

    fn new(expected: String, observed: String, doing: String) -> Self {
        Self { expected: Some(expected), observed, doing }
    }

    /// A close that does not make the position smaller.
    pub(in crate::engine) fn stuck(
        order: OrderSeq,
        held: Quantity,
        symbol: &Symbol,
        since: Time,
        limit: Span,
        every: Span,
    ) -> Self {
        Self::new(
            format!("order {order} to make the position in {symbol} smaller within {limit}"),
            format!("{held} {symbol} held, nothing of it closed since {}", clock(since)),
            format!("asking every {every}, one close at a time; if it stays, close it at the venue"),
        )
    }

    /// An order of unknown outcome.
    pub(in crate::engine) fn unknown(order: &Order, since: Time, every: Span) -> Self {
        let Order { seq, side, quantity, symbol, reason, .. } = order;
        Self::new(
            format!("an answer to order {seq} ({side} {quantity} {symbol})"),
            format!("none that settles it since {}: {reason}", clock(since)),
            format!("asking every {every}, counted as filled until then; look it up at the venue"),
        )
    }

    /// An order that has ended, and whose fills the venue does not list.
    pub(in crate::engine) fn unlisted_fills(order: &Order, every: Span) -> Self {
        let Order { seq, side, quantity, symbol, filled, .. } = order;
        let (word, told) = (order.state_word(), order.filled_at_venue.unwrap_or(*quantity));
        Self::new(
            format!("the fills of order {seq} ({side} {quantity} {symbol}), {told} {word} at the venue"),
            format!("its list of fills holds {filled} since {}", clock(order.changed_at)),
            format!("asking every {every}, what is open counted as filled; look it up at the venue"),
        )
    }

    /// A working order at the venue that is none of ours.
    pub(in crate::engine) fn orphan(what: &str, symbol: Option<&Symbol>, every: Span) -> Self {
        let held = symbol.map_or(String::new(), |symbol| format!("entries in {symbol} held; "));
        Self::new(
            "no order at the venue but ours".to_owned(),
            format!("the venue works on {what}"),
            format!("comparing every {every}; {held}it is not touched: cancel it at the venue"),
        )
    }

    /// A working order at the venue that we think is done.
    pub(in crate::engine) fn still_open(order: OrderSeq) -> Self {
        Self::new(
            format!("order {order} to have ended, as in our books"),
            "the venue still works on it".to_owned(),
            "taken back into the books and being cancelled".to_owned(),
        )
    }

    /// Both sides hold different amounts.
    pub(in crate::engine) fn position(our: Quantity, their: Quantity, symbol: &Symbol, every: Span) -> Self {
        Self::new(
            format!("{our} {symbol}, as in our books"),
            format!("the venue says {their}"),
            format!("comparing every {every}; entries in {symbol} held; look at the account at the venue"),
        )
    }

    /// Both sides count different cash, or different fills.
    pub(in crate::engine) fn balance(ours: (Money, u64), theirs: (Money, Option<u64>), every: Span) -> Self {
        let apart = theirs.0 - ours.0;
        let counted = theirs.1.map_or(String::new(), |fills| format!(" after {fills} fills"));
        Self::new(
            format!("cash of {} after {} fills, as in our books", ours.0, ours.1),
            format!("the venue says {}{counted}, {apart} apart", theirs.0),
            format!("comparing every {every}; find the fill, fee or transfer at the venue"),
        )
    }

    /// More filled than ordered.
    pub(in crate::engine) fn overfill(order: &Order, filled: Quantity) -> Self {
        let Order { seq, quantity, symbol, .. } = order;
        Self::new(
            format!("at most {quantity} {symbol} of order {seq}"),
            format!("the venue filled {filled}"),
            format!("booked; this stands until {symbol} is flat: soak flatten closes it"),
        )
    }

    /// A fill in a market that is not traded here.
    pub(in crate::engine) fn foreign_market(fill: &Fill) -> Self {
        Self::new(
            "fills in the markets of this soak only".to_owned(),
            format!("a {} of {} {} at {}", fill.side, fill.quantity, fill.symbol, fill.price),
            "not in our books, no figure here holds it; close it at the venue".to_owned(),
        )
    }

    /// A fill that no order of ours explains.
    pub(in crate::engine) fn foreign_fill(fill: &Fill) -> Self {
        let symbol = &fill.symbol;
        Self::new(
            "nobody but this soak to trade in the account".to_owned(),
            format!("somebody else's {} of {} {symbol} at {}", fill.side, fill.quantity, fill.price),
            format!("booked; entries in {symbol} held until it is flat: soak flatten closes it"),
        )
    }

    /// A venue that does not answer.
    pub(in crate::engine) fn blind(since: Time, every: Span, at_most: Span) -> Self {
        Self::new(
            format!("the venue's whole books every {every}"),
            format!("no complete answer since {}", clock(since)),
            format!("entries held; asking again, at most {at_most} apart; look after venue and network"),
        )
    }

    /// A feed that is silent.
    pub(in crate::engine) fn silent_feed(since: Time, at_least_every: Span) -> Self {
        Self::new(
            format!("market data at least every {at_least_every}"),
            format!("none since {}", clock(since)),
            "entries held, stops have no new price; look after the feed".to_owned(),
        )
    }

    /// A feed that was silent and flows again.
    pub(in crate::engine) fn flowing_again(
        since: Time,
        silence: Span,
        at_least_every: Span,
        steady_after: Span,
    ) -> Self {
        Self::new(
            format!("market data at least every {at_least_every}"),
            format!("it came again at {} after {silence}", clock(since)),
            format!("entries go on; this stands until {steady_after} have no such silence"),
        )
    }

    /// A disk that takes no writes.
    pub(in crate::engine) fn journal(reason: &str) -> Self {
        Self::new(
            "every input written to the journal".to_owned(),
            format!("the disk takes no writes: {reason}"),
            "entries held, closing goes on from memory; make room on the disk".to_owned(),
        )
    }

    /// A breaker that is tripped.
    pub(in crate::engine) fn breaker(level: BreakerLevel, by: &str, reason: &str) -> Self {
        let why = if reason.is_empty() { "no reason given" } else { reason };
        let doing = match level {
            BreakerLevel::Armed | BreakerLevel::Paused | BreakerLevel::Tripped => {
                "nothing that adds exposure leaves; soak flatten closes all, soak reset arms it again"
            }
            BreakerLevel::Flattening => {
                "every position is closed until the venue says flat; soak reset arms it again"
            }
        };
        Self { expected: None, observed: format!("{why}; by {by}"), doing: doing.to_owned() }
    }

    /// A market that moves too fast.
    pub(in crate::engine) fn crash(
        symbol: &Symbol,
        moved: Rate,
        limit: Rate,
        window: Span,
        band: Rate,
    ) -> Self {
        Self::new(
            format!("moves under {} within {window}", percent(limit)),
            format!("{symbol} moved {}", percent(moved)),
            format!("no market orders and no entries there, closes within {} of the price", percent(band)),
        )
    }

    /// A fault that is injected on purpose.
    pub(in crate::engine) fn game_day(label: &str, until: Time) -> Self {
        Self {
            expected: None,
            observed: format!("{label} is injected on purpose until {}", clock(until)),
            doing: "what follows from it is rehearsed, not real; nothing is held back for it".to_owned(),
        }
    }

    /// An alert that a person raised to see whether it arrives.
    pub(in crate::engine) fn test(by: &str) -> Self {
        Self {
            expected: None,
            observed: format!("{by} tests whether alerts arrive"),
            doing: "nothing is wrong; acknowledge it where you see it, and it is over".to_owned(),
        }
    }

    /// A way out of the box that takes no alerts.
    pub(in crate::engine) fn delivery(sink: &str, reason: &str) -> Self {
        Self::new(
            format!("alerts to leave by {sink}"),
            format!("none does: {}", neutralise(reason, REASON_CHARS_MAX)),
            "tried again until one does; look after it, then soak alert test".to_owned(),
        )
    }

    /// A bound on the machine that is passed.
    pub(in crate::engine) fn resources(expected: String, observed: String) -> Self {
        Self::new(expected, observed, "nothing is held back for it; the gate says NO-GO".to_owned())
    }

    /// A venue that limits our requests.
    pub(in crate::engine) fn rate_limited(rpm: u16, until: Time) -> Self {
        Self::new(
            format!("{rpm} requests a minute to be taken"),
            "the venue answered 429".to_owned(),
            format!("nothing is sent until {}, then one request; if it stays, lower rpm", clock(until)),
        )
    }
}

/// The time of day in UTC, to the second.
fn clock(at: Time) -> String {
    let second = at.as_secs().rem_euclid(86_400);
    format!("{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60)
}

fn percent(rate: Rate) -> String {
    format!("{}%", rate.percent().round_dp(2).normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(finding: &Finding, expect: &str) {
        assert_eq!(finding.text(), expect);
    }

    #[test]
    fn an_alert_says_what_was_expected_what_is_so_and_what_is_done() {
        let btc = Symbol::new("BTC").unwrap();
        let at = Time::from_millis(1_767_225_847_900);
        let (every, limit) = (Span::from_secs(5), Span::from_secs(6));
        let quantity = |text: &str| text.parse::<Quantity>().unwrap();
        check(
            &Finding::stuck(OrderSeq(7), quantity("0.081"), &btc, at, limit, every),
            "expected order 7 to make the position in BTC smaller within 6s; 0.081 BTC held, nothing of it \
             closed since 00:04:07; asking every 5s, one close at a time; if it stays, close it at the venue",
        );
        check(
            &Finding::position(quantity("1"), Quantity::ZERO, &btc, every),
            "expected 1 BTC, as in our books; the venue says 0; comparing every 5s; entries in BTC held; \
             look at the account at the venue",
        );
        let money = |text: &str| text.parse::<Money>().unwrap();
        check(
            &Finding::balance((money("10000"), 2), (money("9999.5"), Some(3)), every),
            "expected cash of 10000 after 2 fills, as in our books; the venue says 9999.5 after 3 fills, \
             -0.5 apart; comparing every 5s; find the fill, fee or transfer at the venue",
        );
        let rate = Rate::from_bp;
        check(
            &Finding::crash(&btc, rate(612), rate(500), Span::from_secs(90), rate(100)),
            "expected moves under 5% within 1m 30s; BTC moved 6.12%; no market orders and no entries there, \
             closes within 1% of the price",
        );
        check(
            &Finding::breaker(BreakerLevel::Tripped, "ann", ""),
            "no reason given; by ann; nothing that adds exposure leaves; soak flatten closes all, soak \
             reset arms it again",
        );
    }
}
