//! One tick at other prices, or with less to offer.

use crate::model::{Decimal, Price, Quantity, TickKind};

/// `kind` with its prices times `factor`, on whole steps of `step`, at least one of them.
pub(super) fn moved(kind: TickKind, factor: Decimal, step: Price) -> TickKind {
    if factor == Decimal::ONE {
        return kind;
    }
    match kind {
        TickKind::Trade { price, size, taker } => {
            TickKind::Trade { price: scaled(price, factor, step), size, taker }
        }
        TickKind::Quote { bid, bid_size, ask, ask_size } => {
            let bid = scaled(bid, factor, step);
            let ask = scaled(ask, factor, step).max(bid);
            TickKind::Quote { bid, bid_size, ask, ask_size }
        }
    }
}

fn scaled(price: Price, factor: Decimal, step: Price) -> Price {
    let scaled = price.get().checked_mul(factor);
    let steps = scaled.and_then(|scaled| scaled.checked_div(step.get())).unwrap_or_default();
    let whole = steps.round().max(Decimal::ONE);
    whole.checked_mul(step.get()).map_or(price, Price::new)
}

/// `kind` at the price of `before`: a trade at its mark, a quote at its bid and offer.
pub(super) fn at_price_of(kind: TickKind, before: TickKind) -> TickKind {
    match (kind, before) {
        (TickKind::Trade { size, taker, .. }, TickKind::Trade { price, .. }) => {
            TickKind::Trade { price, size, taker }
        }
        (TickKind::Trade { size, taker, .. }, TickKind::Quote { bid, .. }) => {
            TickKind::Trade { price: bid, size, taker }
        }
        (TickKind::Quote { bid_size, ask_size, .. }, TickKind::Quote { bid, ask, .. }) => {
            TickKind::Quote { bid, bid_size, ask, ask_size }
        }
        (TickKind::Quote { bid_size, ask_size, .. }, TickKind::Trade { price, .. }) => {
            TickKind::Quote { bid: price, bid_size, ask: price, ask_size }
        }
    }
}

/// `kind` that offers `most` at most.
pub(super) fn thinned(kind: TickKind, most: Quantity) -> TickKind {
    match kind {
        TickKind::Trade { price, size, taker } => TickKind::Trade { price, size: size.min(most), taker },
        TickKind::Quote { bid, bid_size, ask, ask_size } => {
            TickKind::Quote { bid, bid_size: bid_size.min(most), ask, ask_size: ask_size.min(most) }
        }
    }
}
