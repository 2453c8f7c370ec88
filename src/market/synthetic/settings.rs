//! What a synthetic market is like.

use std::num::NonZeroU16;

use crate::model::{Decimal, Market, Price, Quantity, Symbol};

/// What a synthetic market is like.
#[derive(Clone, Debug, PartialEq)]
pub struct SyntheticSettings {
    /// The markets.
    pub markets: Vec<SyntheticMarket>,
    /// Ticks per second over all markets together.
    pub ticks_per_second: NonZeroU16,
    /// What is told.
    pub publish: Publish,
}

/// What a synthetic market tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Publish {
    /// Trades.
    #[default]
    Trades,
    /// Trades and, as often, the best bid and offer.
    TradesAndQuotes,
}

/// One synthetic market.
#[derive(Clone, Debug, PartialEq)]
pub struct SyntheticMarket {
    /// Its name and steps.
    pub market: Market,
    /// Where the price starts, within some per cent, and what it is slowly drawn back to.
    pub price: Price,
    /// How far it moves, in its logarithm, when the common factor moves by one.
    pub beta: f64,
    /// Volatility of its own part: standard deviation of a calm day's logarithmic return.
    pub own_volatility: f64,
    /// Half of the spread in a calm market, in basis points of the price. The spread is never less
    /// than a step, and widens with volatility.
    pub half_spread_bp: f64,
    /// Worth of the smallest trade, in the account's currency. The median is 1.6 times as much.
    pub trade_min: f64,
    /// How often it trades, compared with the others; 0 counts as 1.
    pub weight: u16,
}

impl Default for SyntheticSettings {
    /// Bitcoin, ether and solana, ten ticks a second.
    fn default() -> Self {
        let like = |name: &str, price, places| {
            Symbol::new(name).ok().map(|symbol| SyntheticMarket::lively(symbol, price, places))
        };
        let calmer = |market: SyntheticMarket, beta, own_volatility, half_spread_bp, trade_min, weight| {
            SyntheticMarket { beta, own_volatility, half_spread_bp, trade_min, weight, ..market }
        };
        let btc = like("BTC", 96_000, 5).map(|market| calmer(market, 1.0, 0.012, 0.3, 400.0, 5));
        let eth = like("ETH", 3_400, 4).map(|market| calmer(market, 1.25, 0.02, 0.4, 250.0, 3));
        let sol = like("SOL", 180, 3);
        Self {
            markets: [btc, eth, sol].into_iter().flatten().collect(),
            ticks_per_second: NonZeroU16::MIN.saturating_add(9),
            publish: Publish::default(),
        }
    }
}

impl SyntheticMarket {
    /// A lively market that moves in cents: its price in whole units of the account's currency, and
    /// the decimal places of its quantities, at most 8.
    #[must_use]
    pub fn lively(symbol: Symbol, price: u32, quantity_places: u32) -> Self {
        let step = Quantity::new(Decimal::new(1, quantity_places.min(8)));
        let price_step = Price::new(Decimal::new(1, 2));
        Self {
            market: Market { symbol, price_step, quantity_step: step, quantity_min: step },
            price: Price::new(price.into()),
            beta: 1.5,
            own_volatility: 0.03,
            half_spread_bp: 0.6,
            trade_min: 150.0,
            weight: 2,
        }
    }
}
