//! From a market's name to its place, fast enough for every tick.

use crate::model::{MarketId, Markets, Symbol};

/// The markets by name.
#[derive(Debug)]
pub(super) struct Directory {
    /// Sorted by name.
    places: Vec<(Symbol, MarketId)>,
}

impl Directory {
    /// The directory of `markets`.
    pub(super) fn new(markets: &Markets) -> Self {
        let mut places: Vec<_> = markets.iter().map(|(id, market)| (market.symbol.clone(), id)).collect();
        places.sort();
        Self { places }
    }

    /// The place of the market named `symbol`.
    pub(super) fn id_of(&self, symbol: &str) -> Option<MarketId> {
        let index = self.places.binary_search_by(|(name, _)| name.as_str().cmp(symbol)).ok()?;
        self.places.get(index).map(|(_, id)| *id)
    }

    /// All names.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.places.iter().map(|(symbol, _)| symbol.as_str())
    }
}
