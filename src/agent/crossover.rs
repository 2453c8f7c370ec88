//! The moving-average crossover: in when the fast average of the closes crosses the slow one, out
//! when it crosses back.
//!
//! It is here to exercise a venue and to be watched for a week, not to be clever: a well-known rule
//! whose every order can be checked by hand. Positions are opened by signals and closed by the
//! opposite regime (or by the engine's stop-loss, which no agent sees).
//!
//! Invariant: in any 24 hours at most `entries_per_day_max` entries a market are asked for.

use serde::{Deserialize, Serialize};

use super::plan::Plan;
use super::{Agent, Averages, Bars, MarketView};
use crate::event::{Intent, IntentOrigin, Purpose};
use crate::model::{AgentRules, History, MarketId, Markets, OrderKind, Side, Tick, Time};

/// The moving-average crossover over all markets of a soak.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crossover {
    /// Bars in the fast average, for the reason of an intent.
    fast: u16,
    /// Bars in the slow average, for the reason of an intent.
    slow: u16,
    /// Whether it sells what it does not have.
    short: bool,
    /// One for each market, by `MarketId`; as many as `Markets::COUNT_MAX` allows.
    markets: Vec<MarketCrossover>,
}

/// The crossover in one market.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct MarketCrossover {
    bars: Bars,
    averages: Averages,
    plan: Plan,
}

impl Crossover {
    /// The crossover by `rules`, its averages warmed up with the closes in `history`, which are
    /// spaced by the length of a bar and all older than the first tick.
    #[must_use]
    pub fn new(rules: &AgentRules, markets: &Markets, history: &[History]) -> Self {
        let warm = |market: MarketId| {
            let mut averages = Averages::new(rules);
            let past = history.iter().filter(|past| past.market == market);
            past.flat_map(|past| &past.closes).for_each(|close| averages.warm_up(*close));
            MarketCrossover {
                bars: Bars::new(rules.bar),
                averages,
                plan: Plan::new(rules.entries_per_day_max),
            }
        };
        Self {
            fast: rules.fast,
            slow: rules.slow,
            short: rules.short,
            markets: markets.iter().map(|(market, _)| warm(market)).collect(),
        }
    }

    /// The averages of one market, for the screen.
    #[must_use]
    pub fn averages(&self, market: MarketId) -> Option<&Averages> {
        self.markets.get(market.index()).map(|market| &market.averages)
    }

    fn reason(&self, purpose: Purpose, side: Side) -> String {
        let place = match side {
            Side::Buy => "above",
            Side::Sell => "below",
        };
        let now = if purpose == Purpose::Entry { "crossed" } else { "is" };
        format!("{}-bar average {now} {place} {}-bar", self.fast, self.slow)
    }
}

impl Agent for Crossover {
    fn on_tick(&mut self, tick: &Tick, at: Time, view: &MarketView, intents: &mut Vec<Intent>) {
        let short = self.short;
        let Some(market) = self.markets.get_mut(tick.market.index()) else { return };
        if let Some(close) = market.bars.on_tick(tick, at) {
            let signal = market.averages.on_close(close.price);
            market.plan.on_signal(signal, short);
        }
        if let Some((purpose, side)) = market.plan.next(market.averages.regime(), view, at) {
            intents.push(Intent {
                origin: IntentOrigin::Agent,
                purpose,
                market: tick.market,
                side,
                quantity: None,
                kind: OrderKind::Market,
                at,
                reason: self.reason(purpose, side),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Market, Price, Quantity, Symbol, TickKind};

    fn agent(rules: &AgentRules, closes: &[i64]) -> Crossover {
        let market = Market {
            symbol: Symbol::new("BTC").unwrap(),
            price_step: "0.01".parse().unwrap(),
            quantity_step: "0.001".parse().unwrap(),
            quantity_min: "0.001".parse().unwrap(),
        };
        let closes = closes.iter().map(|close| Price::new((*close).into())).collect();
        Crossover::new(rules, &Markets::new([market]), &[History { market: MarketId(0), closes }])
    }

    fn tick(price: i64, at: Time) -> Tick {
        let kind = TickKind::Trade { price: Price::new(price.into()), size: Quantity::ZERO, taker: None };
        Tick { market: MarketId(0), at, kind }
    }

    /// Feeds a tick a minute to `agent`, filling every intent at once, and returns the intents.
    fn run(agent: &mut Crossover, prices: impl IntoIterator<Item = i64>) -> Vec<Intent> {
        let mut view = MarketView { may_enter: true, ..MarketView::default() };
        let mut all = Vec::new();
        for (minute, price) in (0..).zip(prices) {
            let at = Time::from_millis(minute * 60_000);
            let mut intents = Vec::new();
            agent.on_tick(&tick(price, at), at, &view, &mut intents);
            for intent in &intents {
                let one = intent.side.signed(Quantity::new(1.into()));
                view.position = if intent.purpose == Purpose::Entry { one } else { Quantity::ZERO };
            }
            all.append(&mut intents);
        }
        all
    }

    #[track_caller]
    fn check(prices: &[i64], expect: &[(Purpose, Side, &str)]) {
        let intents = run(&mut agent(&AgentRules::default(), &[100; 21]), prices.iter().copied());
        let seen: Vec<_> = intents.iter().map(|i| (i.purpose, i.side, i.reason.as_str())).collect();
        assert_eq!(seen, expect);
    }

    #[test]
    fn buy_sell_and_hold() {
        let buy = (Purpose::Entry, Side::Buy, "9-bar average crossed above 21-bar");
        let sell = (Purpose::Entry, Side::Sell, "9-bar average crossed below 21-bar");
        let out = (Purpose::Exit, Side::Sell, "9-bar average is below 21-bar");
        check(&[100, 100, 100, 100], &[]);
        check(&[101, 102, 103, 104], &[buy]);
        check(&[99, 98, 97, 96], &[sell]);
        check(&[101, 102, 103, 80, 80, 80, 80], &[buy, out, sell]);
    }

    #[test]
    fn without_history_it_waits_for_as_many_bars_as_the_slow_average_has() {
        let mut cold = agent(&AgentRules::default(), &[]);
        assert_eq!(run(&mut cold, 100..121), []);
        let mut cold = agent(&AgentRules::default(), &[]);
        assert_eq!(run(&mut cold, 100..122).len(), 1);
    }

    #[test]
    fn a_tick_of_an_unknown_market_is_nothing() {
        let mut agent = agent(&AgentRules::default(), &[100; 21]);
        let stray = Tick { market: MarketId(7), ..tick(1, Time::EPOCH) };
        let mut intents = Vec::new();
        agent.on_tick(&stray, Time::EPOCH, &MarketView::default(), &mut intents);
        assert_eq!(intents, []);
    }

    proptest! {
        #[test]
        fn a_market_that_only_churns_gets_no_more_entries_than_allowed(
            prices in prop::collection::vec(50_i64..150, 2_000),
            per_day_max in 0_u16..20,
        ) {
            let rules = AgentRules { entries_per_day_max: per_day_max, fast: 1, slow: 2, ..AgentRules::default() };
            let intents = run(&mut agent(&rules, &[]), prices);
            let entries: Vec<_> =
                intents.iter().filter(|i| i.purpose == Purpose::Entry).map(|i| i.at).collect();
            for from in &entries {
                let until = *from + crate::model::Span::from_secs(86_400);
                let within = entries.iter().filter(|at| (*from..=until).contains(at)).count();
                prop_assert!(within <= usize::from(per_day_max));
            }
        }
    }
}
