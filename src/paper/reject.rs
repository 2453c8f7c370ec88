//! Why the exchange says no, in the form in which the wire says it.
//!
//! Every reject is a 4xx: it had no effect, and the client may rely on that. None is a 5xx, which
//! would leave the client in doubt, and none is 429, which would make it send the same again.

use crate::model::{Market, Money, Price, Quantity, neutralise};

/// A request that was refused and had no effect. Policy: tell the client; nothing to undo.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Reject {
    /// HTTP status, 400 to 422.
    pub status: u16,
    /// What went wrong, in `snake_case`, for programs.
    pub code: &'static str,
    /// What went wrong and what to do, for people; safe to show.
    pub message: String,
}

impl Reject {
    const fn new(status: u16, code: &'static str, message: String) -> Self {
        Self { status, code, message }
    }

    pub(super) fn unknown_symbol(symbol: &str) -> Self {
        Self::new(400, "unknown_symbol", format!("there is no market {symbol}: see GET /markets"))
    }

    /// 422 and not 503: a client has to treat a 5xx as an order that may stand.
    pub(super) fn no_price(symbol: &str) -> Self {
        Self::new(422, "no_price", format!("{symbol} has had no price yet: send it again with the next tick"))
    }

    pub(super) fn bad_size(quantity: Quantity, market: &Market) -> Self {
        let Market { symbol, quantity_step, quantity_min, .. } = market;
        let message = format!(
            "a size of {quantity} cannot be ordered: {symbol} takes whole multiples of {quantity_step} from {quantity_min}"
        );
        Self::new(400, "bad_size", message)
    }

    pub(super) fn bad_price(price: Price, market: &Market) -> Self {
        let Market { symbol, price_step, .. } = market;
        let message = format!(
            "a price of {price} cannot be ordered: {symbol} takes whole multiples of {price_step} above zero"
        );
        Self::new(400, "bad_price", message)
    }

    pub(super) fn bad_client_order_id(length_max: usize) -> Self {
        let message = format!("the client order id is longer than {length_max} characters: shorten it");
        Self::new(400, "bad_client_order_id", message)
    }

    pub(super) fn bad_cursor(cursor: &str) -> Self {
        let shown = neutralise(cursor, 40);
        let message = format!("the cursor {shown:?} is not one of this list: start without a cursor");
        Self::new(400, "bad_cursor", message)
    }

    pub(super) fn post_only_would_take(price: Price, touch: Price) -> Self {
        let message =
            format!("a post-only order at {price} would take from the book at {touch}: move its price");
        Self::new(422, "post_only_would_take", message)
    }

    pub(super) fn would_increase(symbol: &str) -> Self {
        let message = format!("a reduce-only order has no position in {symbol} on the other side to reduce");
        Self::new(422, "would_increase", message)
    }

    pub(super) fn insufficient_balance(needed: Money, allowed: Money) -> Self {
        let message = format!(
            "the exposure could reach {} and the balance allows {}: order less or close something",
            needed.get().normalize(),
            allowed.get().normalize()
        );
        Self::new(422, "insufficient_balance", message)
    }

    pub(super) fn too_many_open_orders(open_orders_max: u32) -> Self {
        let message =
            format!("{open_orders_max} orders are working already: cancel one, or send an ioc order");
        Self::new(422, "too_many_open_orders", message)
    }

    pub(super) fn history_full(orders_max: usize) -> Self {
        let message = format!(
            "the account has had {orders_max} orders: only reduce-only orders are taken, start a new account"
        );
        Self::new(422, "history_full", message)
    }

    pub(super) fn idempotency_conflict(key: &str) -> Self {
        let message = format!("the key {key} has been used for another order: use a new key for a new order");
        Self::new(422, "idempotency_conflict", message)
    }

    pub(super) fn not_found(id: &str) -> Self {
        Self::new(404, "not_found", format!("there is no order {id}: see GET /trade/orders"))
    }

    pub(super) fn already_filled(id: &str) -> Self {
        Self::new(409, "already_filled", format!("the order {id} is filled: there is nothing to cancel"))
    }

    pub(super) fn already_cancelled(id: &str) -> Self {
        Self::new(409, "already_cancelled", format!("the order {id} is cancelled already"))
    }
}
