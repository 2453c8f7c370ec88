//! A market's steps, and the table that turns symbols into small numbers for the hot path.

use serde::{Deserialize, Serialize};

use super::{Price, Quantity, Side, Symbol};

/// A market's place in its soak's table of markets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MarketId(pub u16);

impl MarketId {
    /// The place as an index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// One market and the steps that its prices and quantities move in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Market {
    /// The venue's name for it.
    pub symbol: Symbol,
    /// Prices of orders and fills are whole multiples of this; at most 8 decimal places.
    pub price_step: Price,
    /// Quantities of orders and fills are whole multiples of this; at most 8 decimal places.
    pub quantity_step: Quantity,
    /// The smallest order.
    pub quantity_min: Quantity,
}

impl Market {
    /// `quantity` cut down to a whole number of steps; zero when it is under the smallest order, or
    /// when it is more steps than can be counted.
    #[must_use]
    pub fn floor_quantity(&self, quantity: Quantity) -> Quantity {
        let step = self.quantity_step.get();
        let steps = quantity.get().checked_div(step).unwrap_or_default();
        let floored = Quantity::new(steps.floor().checked_mul(step).unwrap_or_default());
        if floored < self.quantity_min { Quantity::ZERO } else { floored }
    }

    /// `price` moved to a whole step in the direction that is worse for `side`: up for a buyer,
    /// down for a seller. A price of more steps than can be counted stays as it is.
    #[must_use]
    pub fn worse_price(&self, price: Price, side: Side) -> Price {
        let Some(steps) = price.get().checked_div(self.price_step.get()) else { return price };
        let whole = match side {
            Side::Buy => steps.ceil(),
            Side::Sell => steps.floor(),
        };
        whole.checked_mul(self.price_step.get()).map_or(price, Price::new)
    }
}

/// The markets of a soak or of a paper exchange, in a fixed order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Markets(Vec<Market>);

impl Markets {
    /// Most markets in one soak: what a person can watch, and what keeps `MarketId` small.
    pub const COUNT_MAX: usize = 1_000;

    /// A table of the given markets; later entries of a symbol that is already there, and entries
    /// beyond [`Self::COUNT_MAX`], are left out.
    #[must_use]
    pub fn new(markets: impl IntoIterator<Item = Market>) -> Self {
        let mut table = Self::default();
        for market in markets {
            if table.id_of(market.symbol.as_str()).is_none() && table.0.len() < Self::COUNT_MAX {
                table.0.push(market);
            }
        }
        table
    }

    /// The place of the market named `symbol`.
    #[must_use]
    pub fn id_of(&self, symbol: &str) -> Option<MarketId> {
        let index = self.0.iter().position(|market| market.symbol.as_str() == symbol)?;
        u16::try_from(index).ok().map(MarketId)
    }

    /// The market at `id`.
    #[must_use]
    pub fn get(&self, id: MarketId) -> Option<&Market> {
        self.0.get(id.index())
    }

    /// All markets with their places, in order.
    pub fn iter(&self) -> impl Iterator<Item = (MarketId, &Market)> {
        (0..).map(MarketId).zip(&self.0)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;

    fn market() -> Market {
        Market {
            symbol: Symbol::new("BTC").unwrap(),
            price_step: "0.5".parse().unwrap(),
            quantity_step: "0.001".parse().unwrap(),
            quantity_min: "0.002".parse().unwrap(),
        }
    }

    #[test]
    fn quantities_are_cut_to_steps_and_tiny_ones_vanish() {
        let floor = |text: &str| market().floor_quantity(text.parse().unwrap()).to_string();
        assert_eq!(floor("0.0129"), "0.012");
        assert_eq!(floor("0.0019"), "0");
    }

    #[test]
    fn prices_move_against_the_taker() {
        let price = "100.3".parse().unwrap();
        assert_eq!(market().worse_price(price, Side::Buy), "100.5".parse().unwrap());
        assert_eq!(market().worse_price(price, Side::Sell), "100.0".parse().unwrap());
    }

    #[test]
    fn numbers_beyond_every_market_are_no_reason_to_stop() {
        let most = Decimal::MAX;
        assert_eq!(market().floor_quantity(Quantity::new(most)), Quantity::ZERO);
        assert_eq!(market().worse_price(Price::new(most), Side::Buy), Price::new(most));
    }

    #[test]
    fn a_symbol_has_one_place() {
        let table = Markets::new([market(), market()]);
        assert_eq!(table.len(), 1);
        assert_eq!(table.id_of("BTC"), Some(MarketId(0)));
        assert_eq!(table.id_of("ETH"), None);
    }
}
