//! The terms of the paper account: what trading costs and how much of it is allowed.

use serde::{Deserialize, Serialize};

use crate::model::{Decimal, Money, Rate};

/// What trading costs and how much of it is allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Paid in when the account is opened; an account that exists already keeps its own.
    pub initial_balance: Money,
    /// Charged on price × quantity of a fill that rested on the book.
    pub maker_fee: Rate,
    /// Charged on price × quantity of a fill that took from the book.
    pub taker_fee: Rate,
    /// Distance of bid and ask from a trade's price, as a share of it. Quotes bring their own.
    pub half_spread: Rate,
    /// How much worse each further level of the book is than the touch, as a share of it.
    pub slippage: Rate,
    /// Largest worst-case exposure, in multiples of equity.
    pub leverage_max: Rate,
    /// Most orders that may work at the same time.
    pub open_orders_max: u32,
}

impl Default for Terms {
    /// $10,000; maker 0.02%, taker 0.05% as the venue's price list says; a spread of two basis
    /// points, one more for each level; no leverage; 200 working orders, which bounds what one
    /// tick can cause.
    fn default() -> Self {
        Self {
            initial_balance: Money::new(Decimal::from(10_000)),
            maker_fee: Rate::from_bp(2),
            taker_fee: Rate::from_bp(5),
            half_spread: Rate::from_bp(1),
            slippage: Rate::from_bp(1),
            leverage_max: Rate::ONE,
            open_orders_max: 200,
        }
    }
}
