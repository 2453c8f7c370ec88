//! A tick on the wire, both directions.
//!
//! ```json
//! {"symbol":"BTC","price":"100.5","size":"0.2","side":"buy","timestamp":1763810680250}
//! {"symbol":"BTC","bid":"100.4","bid_size":"3","ask":"100.6","ask_size":"1","timestamp":1763810680250}
//! ```

use serde::{Deserialize, Serialize};

use super::{Exact, WireError, WireTime};
use crate::model::{MarketId, Price, Quantity, Side, Symbol, Tick, TickKind, Time};

/// A tick going out.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum TickAnswer<'a> {
    /// Somebody traded.
    Trade {
        symbol: &'a str,
        price: Exact<Price>,
        size: Exact<Quantity>,
        #[serde(skip_serializing_if = "Option::is_none")]
        side: Option<Side>,
        timestamp: WireTime,
    },
    /// The best bid and offer changed.
    Quote {
        symbol: &'a str,
        bid: Exact<Price>,
        bid_size: Exact<Quantity>,
        ask: Exact<Price>,
        ask_size: Exact<Quantity>,
        timestamp: WireTime,
    },
}

impl<'a> TickAnswer<'a> {
    /// The wire form of `tick` in the market named `symbol`.
    pub(crate) fn new(symbol: &'a Symbol, tick: &Tick) -> Self {
        let (symbol, timestamp) = (symbol.as_str(), WireTime(tick.at));
        match tick.kind {
            TickKind::Trade { price, size, taker } => {
                Self::Trade { symbol, price: Exact(price), size: Exact(size), side: taker, timestamp }
            }
            TickKind::Quote { bid, bid_size, ask, ask_size } => Self::Quote {
                symbol,
                bid: Exact(bid),
                bid_size: Exact(bid_size),
                ask: Exact(ask),
                ask_size: Exact(ask_size),
                timestamp,
            },
        }
    }
}

/// A tick coming in: parsed in place, nothing allocated.
#[derive(Debug, Deserialize)]
pub(crate) struct TickText<'a> {
    pub(crate) symbol: &'a str,
    #[serde(default)]
    price: Option<Exact<Price>>,
    #[serde(default)]
    size: Option<Exact<Quantity>>,
    #[serde(default)]
    side: Option<Side>,
    #[serde(default)]
    bid: Option<Exact<Price>>,
    #[serde(default)]
    bid_size: Option<Exact<Quantity>>,
    #[serde(default)]
    ask: Option<Exact<Price>>,
    #[serde(default)]
    ask_size: Option<Exact<Quantity>>,
    timestamp: WireTime,
}

impl TickText<'_> {
    /// The tick, in the market at `market`.
    ///
    /// # Errors
    /// When it is neither a trade nor a quote, or its numbers cannot be a market's.
    pub(crate) fn tick(&self, market: MarketId) -> Result<Tick, WireError> {
        let kind = self.kind()?;
        Ok(Tick { market, at: self.at(), kind })
    }

    fn at(&self) -> Time {
        self.timestamp.0
    }

    fn kind(&self) -> Result<TickKind, WireError> {
        if let (Some(bid), Some(ask)) = (self.bid, self.ask) {
            positive("a bid", bid)?;
            if ask.0 < bid.0 {
                return Err(WireError::out_of_range("an offer", ask, "is below the bid"));
            }
            let (bid_size, ask_size) = (size(self.bid_size)?, size(self.ask_size)?);
            return Ok(TickKind::Quote { bid: bid.0, bid_size, ask: ask.0, ask_size });
        }
        let price = self.price.ok_or(WireError::Missing("the price of a tick"))?;
        positive("the price of a trade", price)?;
        Ok(TickKind::Trade { price: price.0, size: size(self.size)?, taker: self.side })
    }
}

fn positive(member: &'static str, price: Exact<Price>) -> Result<(), WireError> {
    if price.0.is_positive() {
        Ok(())
    } else {
        Err(WireError::out_of_range(member, price, "is not above zero"))
    }
}

fn size(size: Option<Exact<Quantity>>) -> Result<Quantity, WireError> {
    match size {
        Some(size) if size.0.is_negative() => Err(WireError::out_of_range("a size", size, "is below zero")),
        size => Ok(size.map_or(Quantity::ZERO, |size| size.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<Tick> {
        serde_json::from_str::<TickText<'_>>(json).ok()?.tick(MarketId(3)).ok()
    }

    #[test]
    fn ticks_survive_the_round_trip() {
        let symbol = Symbol::new("BTC").unwrap();
        let at = Time::from_micros(1_763_810_680_250_007);
        let trade = TickKind::Trade {
            price: "100.50".parse().unwrap(),
            size: "0.2".parse().unwrap(),
            taker: Some(Side::Sell),
        };
        let quote = TickKind::Quote {
            bid: "1".parse().unwrap(),
            bid_size: "2".parse().unwrap(),
            ask: "3".parse().unwrap(),
            ask_size: "4".parse().unwrap(),
        };
        for kind in [trade, quote] {
            let tick = Tick { market: MarketId(3), at, kind };
            let json = serde_json::to_string(&TickAnswer::new(&symbol, &tick)).unwrap();
            assert_eq!(read(&json), Some(tick), "{json}");
        }
    }

    #[test]
    fn what_no_market_can_say_is_refused() {
        for wrong in [
            r#"{"symbol":"BTC","timestamp":1}"#,
            r#"{"symbol":"BTC","price":"0","timestamp":1}"#,
            r#"{"symbol":"BTC","price":"1","size":-1,"timestamp":1}"#,
            r#"{"symbol":"BTC","bid":"2","ask":"1","timestamp":1}"#,
            r#"{"symbol":"BTC","bid":"0","ask":"1","timestamp":1}"#,
            r#"{"symbol":"BTC","price":"1"}"#,
            r#"{"price":"1","timestamp":1}"#,
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
