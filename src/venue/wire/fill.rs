//! A fill on the wire.

use serde::{Deserialize, Serialize};

use super::{Exact, WireError, WireText, WireTime};
use crate::model::{
    ClientOrderId, Fill, FillId, Liquidity, Money, Price, Quantity, Side, Symbol, VenueOrderId,
};

/// One execution. Everything that changes the ledger is required: a fill without its fee would book
/// a wrong balance, so it is malformed rather than free.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct FillAnswer {
    fill_id: WireText,
    order_id: WireText,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client_order_id: Option<WireText>,
    symbol: WireText,
    side: Side,
    price: Exact<Price>,
    amount: Exact<Quantity>,
    fee: Exact<Money>,
    #[serde(default = "taker")]
    liquidity: Liquidity,
    timestamp: WireTime,
}

/// Taking is what a venue means that does not say: it is the dearer of the two.
const fn taker() -> Liquidity {
    Liquidity::Taker
}

impl From<&Fill> for FillAnswer {
    fn from(fill: &Fill) -> Self {
        Self {
            fill_id: WireText::new(fill.id.as_str()),
            order_id: WireText::new(fill.order_id.as_str()),
            client_order_id: fill.client_order_id.as_ref().map(|id| WireText::new(id.as_str())),
            symbol: WireText::new(fill.symbol.as_str()),
            side: fill.side,
            price: Exact(fill.price),
            amount: Exact(fill.quantity),
            fee: Exact(fill.fee),
            liquidity: fill.liquidity,
            timestamp: WireTime(fill.at),
        }
    }
}

impl TryFrom<FillAnswer> for Fill {
    type Error = WireError;

    fn try_from(answer: FillAnswer) -> Result<Self, WireError> {
        if !answer.amount.0.is_positive() {
            return Err(WireError::out_of_range("the amount of a fill", answer.amount, "is not above zero"));
        }
        if !answer.price.0.is_positive() {
            return Err(WireError::out_of_range("the price of a fill", answer.price, "is not above zero"));
        }
        Ok(Self {
            id: FillId::new(answer.fill_id.id("fill_id")?),
            order_id: VenueOrderId::new(answer.order_id.id("order_id")?),
            client_order_id: answer.client_order_id.map(|id| ClientOrderId::new(id.as_str())),
            symbol: Symbol::new(answer.symbol.as_str())?,
            side: answer.side,
            price: answer.price.0,
            quantity: answer.amount.0,
            fee: answer.fee.0,
            liquidity: answer.liquidity,
            at: answer.timestamp.0,
        })
    }
}
