//! What is done in a drill: the wishes of the agent under test, and the acts of an operator.

use serde::Deserialize;

use super::written;
use crate::event::{Input, Intent, IntentOrigin, Operator, OperatorAction, OperatorCommand, Purpose};
use crate::model::{
    BreakerLevel, MarketId, Markets, OrderKind, Price, Quantity, Side, Span, Symbol, Time, TimeInForce,
};

/// Something that somebody does, once or again and again.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// When, after the beginning.
    #[serde(deserialize_with = "written::text")]
    pub at: Span,
    /// What.
    #[serde(rename = "do")]
    pub deed: Deed,
    /// How often in all.
    #[serde(default = "once")]
    pub times: u32,
    /// How long after one time the next is.
    #[serde(default, deserialize_with = "written::text")]
    pub every: Span,
}

/// What somebody does. In TOML: `"trip"`, or `{ enter = { side = "buy" } }`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Deed {
    /// The agent wants to add exposure.
    Enter(Trade),
    /// The agent wants to make a position smaller.
    Exit(Trade),
    /// The operator holds entries back.
    Pause,
    /// The operator ends a pause.
    Resume,
    /// The operator trips the breaker.
    Trip,
    /// The operator trips it and has every position closed.
    Flatten,
    /// The operator arms it again.
    Reset,
}

/// What the agent wants to trade.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trade {
    /// Buy or sell.
    pub side: Side,
    /// The market; the drill's first if left out.
    #[serde(default)]
    pub symbol: Option<Symbol>,
    /// Units; as much as sizing allows, or as is held, if left out.
    #[serde(default, deserialize_with = "written::optional")]
    pub quantity: Option<Quantity>,
    /// The worst price of an order that rests until it is filled; a market order if left out.
    #[serde(default, deserialize_with = "written::optional")]
    pub limit: Option<Price>,
}

impl Act {
    /// When it is done each time, after the beginning.
    pub fn moments(&self) -> impl Iterator<Item = Span> + '_ {
        (0..i64::from(self.times)).map(|time| self.at + self.every.times(time))
    }
}

impl Deed {
    /// The market that it names.
    #[must_use]
    pub fn symbol(&self) -> Option<&Symbol> {
        match self {
            Self::Enter(trade) | Self::Exit(trade) => trade.symbol.as_ref(),
            _ => None,
        }
    }

    /// What the engine takes in when it is done at `at`, in a soak that trades `markets`.
    #[must_use]
    pub fn input(&self, markets: &Markets, at: Time) -> Input {
        match self {
            Self::Enter(trade) => trade.input(Purpose::Entry, markets, at),
            Self::Exit(trade) => trade.input(Purpose::Exit, markets, at),
            Self::Pause => operator(OperatorCommand::Raise(BreakerLevel::Paused)),
            Self::Resume => operator(OperatorCommand::Resume),
            Self::Trip => operator(OperatorCommand::Raise(BreakerLevel::Tripped)),
            Self::Flatten => operator(OperatorCommand::Raise(BreakerLevel::Flattening)),
            Self::Reset => operator(OperatorCommand::Reset),
        }
    }
}

impl Trade {
    fn input(&self, purpose: Purpose, markets: &Markets, at: Time) -> Input {
        let named = self.symbol.as_ref().and_then(|symbol| markets.id_of(symbol.as_str()));
        let rests = |price| OrderKind::Limit { price, time_in_force: TimeInForce::Gtc };
        Input::Intent(Box::new(Intent {
            origin: IntentOrigin::Agent,
            purpose,
            market: named.unwrap_or(MarketId(0)),
            side: self.side,
            quantity: self.quantity,
            kind: self.limit.map_or(OrderKind::Market, rests),
            at,
            reason: "the drill's script".to_owned(),
        }))
    }
}

fn operator(command: OperatorCommand) -> Input {
    let operator = Operator { user: "drill".to_owned(), terminal: "none".to_owned() };
    Input::Operator(Box::new(OperatorAction { operator, command, reason: "a drill".to_owned() }))
}

const fn once() -> u32 {
    1
}
