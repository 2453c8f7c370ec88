//! What each request says: the call of its route, with a key of its own for each order.

use std::sync::{Arc, Mutex, PoisonError};

use crate::event::{Answer, Call, OrderQuery, Outcome, Route};
use crate::model::{
    ClientOrderId, Cursor, Market, Markets, OrderKind, OrderTicket, Quantity, Side, Symbol, Time,
};

/// Most markets traded: each is tried beforehand, and that takes of the venue's limit too.
const MARKETS_MAX: usize = 3;

/// Makes the calls.
#[derive(Debug)]
pub(super) struct Asker {
    /// What tells this load test's keys from every other's.
    run: String,
    /// Each market that is traded, with its smallest order.
    markets: Vec<(Symbol, Quantity)>,
    /// Orders of the load so far: they say whose turn it is.
    orders: u64,
    /// Keys used so far.
    keys: u64,
    /// Where the list of fills went on when it was last read: a soak asks for what is new, too.
    fills_from: Bookmark,
}

/// Where the list of fills goes on.
#[derive(Clone, Debug, Default)]
pub(super) struct Bookmark(Arc<Mutex<Option<Cursor>>>);

impl Asker {
    /// Calls for `markets`, of which there is at least one, in the load test that began at `began_at`.
    pub(super) fn new(markets: &Markets, began_at: Time) -> Self {
        let smallest = |market: &Market| (market.symbol.clone(), market.quantity_min);
        Self {
            run: format!("load{:x}p{:x}", began_at.as_micros(), std::process::id()),
            markets: markets.iter().take(MARKETS_MAX).map(|(_, market)| smallest(market)).collect(),
            orders: 0,
            keys: 0,
            fills_from: Bookmark::default(),
        }
    }

    /// Where the list of fills goes on, to be told what answers say.
    pub(super) fn bookmark(&self) -> Bookmark {
        self.fills_from.clone()
    }

    /// The next call of `route`.
    pub(super) fn call(&mut self, route: Route) -> Call {
        match route {
            // A mix holds no cancels.
            Route::Order | Route::Cancel => self.order(),
            Route::OrderQuery => Call::QueryOrder(OrderQuery::Client(self.last_key())),
            Route::Orders => Call::ListOpenOrders { cursor: None },
            Route::Fills => Call::ListFills { cursor: self.fills_from.read() },
            Route::Positions => Call::ListPositions,
            Route::Balance => Call::GetBalance,
            Route::Health => Call::GetHealth,
        }
    }

    /// The smallest order of a market: bought, then sold, then on to the next market, so that no position
    /// grows.
    fn order(&mut self) -> Call {
        let number = self.orders;
        self.orders += 1;
        let side = if number.is_multiple_of(2) { Side::Buy } else { Side::Sell };
        let index = usize::try_from(number / 2).unwrap_or(0) % self.markets.len().max(1);
        let market = self.markets.get(index).cloned();
        assert!(market.is_some(), "Invariant: a venue without markets is refused");
        let (symbol, quantity) = market.unwrap_or_else(|| unreachable!("checked above"));
        self.ticket(symbol, side, quantity, false)
    }

    /// The markets that are traded.
    pub(super) fn markets(&self) -> Vec<(Symbol, Quantity)> {
        self.markets.clone()
    }

    /// An order beside the load.
    pub(super) fn trial(&mut self, symbol: Symbol, side: Side, quantity: Quantity) -> Call {
        self.ticket(symbol, side, quantity, false)
    }

    /// An order that only makes the position of `quantity` in `symbol` smaller.
    pub(super) fn close(&mut self, symbol: Symbol, quantity: Quantity) -> Call {
        let side = if quantity.is_negative() { Side::Buy } else { Side::Sell };
        self.ticket(symbol, side, quantity.abs(), true)
    }

    /// Whether an order with the key `id` is one of ours.
    pub(super) fn is_ours(&self, id: &ClientOrderId) -> bool {
        id.as_str().strip_prefix(&self.run).is_some_and(|rest| rest.starts_with('-'))
    }

    fn ticket(&mut self, symbol: Symbol, side: Side, quantity: Quantity, reduce_only: bool) -> Call {
        self.keys += 1;
        let client_order_id = self.last_key();
        Call::PlaceOrder(OrderTicket {
            client_order_id,
            symbol,
            side,
            quantity,
            kind: OrderKind::Market,
            reduce_only,
        })
    }

    fn last_key(&self) -> ClientOrderId {
        ClientOrderId::new(&format!("{}-{}", self.run, self.keys))
    }
}

impl Bookmark {
    /// Hears an answer.
    pub(super) fn hear(&self, outcome: &Outcome) {
        if let Outcome::Answered(Answer::Fills(page)) = outcome
            && let Some(cursor) = page.resume.clone().or_else(|| page.next.clone())
        {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(cursor);
        }
    }

    fn read(&self) -> Option<Cursor> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::model::Page;

    fn asker() -> Asker {
        let market = |symbol: &str, min: &str| Market {
            symbol: Symbol::new(symbol).unwrap(),
            price_step: "0.5".parse().unwrap(),
            quantity_step: "0.001".parse().unwrap(),
            quantity_min: min.parse().unwrap(),
        };
        Asker::new(&Markets::new([market("BTC", "0.002"), market("ETH", "0.01")]), Time::EPOCH)
    }

    #[test]
    fn no_position_grows_and_no_key_comes_twice() {
        let (mut asker, mut keys) = (asker(), BTreeSet::new());
        let mut held: BTreeMap<Symbol, Quantity> = BTreeMap::new();
        for _ in 0..10 {
            let Call::PlaceOrder(ticket) = asker.call(Route::Order) else { panic!("an order was asked for") };
            assert!(ticket.client_order_id.as_str().len() <= ClientOrderId::KEY_LENGTH_MAX);
            assert!(keys.insert(ticket.client_order_id.clone()), "{ticket:?}");
            *held.entry(ticket.symbol).or_default() += ticket.side.signed(ticket.quantity);
            assert!(held.values().filter(|quantity| !quantity.is_zero()).count() <= 1, "{held:?}");
        }
        assert_eq!(held.len(), 2);
        let Call::PlaceOrder(close) = asker.close(Symbol::new("BTC").unwrap(), "-0.002".parse().unwrap())
        else {
            panic!("an order was asked for")
        };
        assert!(close.reduce_only && close.side == Side::Buy && close.quantity == "0.002".parse().unwrap());
        assert!(asker.is_ours(&close.client_order_id) && keys.insert(close.client_order_id));
        assert!(!asker.is_ours(&ClientOrderId::new("load-1")));
    }

    #[test]
    fn fills_are_asked_for_from_where_the_last_answer_ended() {
        let mut asker = asker();
        assert_eq!(asker.call(Route::Fills), Call::ListFills { cursor: None });
        let page = Page { items: Vec::new(), next: None, resume: Some("7".to_owned()) };
        asker.bookmark().hear(&Outcome::Answered(Answer::Fills(page)));
        asker.bookmark().hear(&Outcome::Answered(Answer::Positions(Vec::new())));
        assert_eq!(asker.call(Route::Fills), Call::ListFills { cursor: Some("7".to_owned()) });
    }
}
