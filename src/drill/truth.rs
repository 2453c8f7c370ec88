//! What the venue truly holds at the end of a drill: what no journal can tell.

use crate::model::{Fill, Money, OrderReport, Page, PositionReport};
use crate::paper::{Exchange, OrderFilter, PAGE_MAX, Reject};

/// What the venue truly holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VenueTruth {
    /// Money in the account.
    pub cash: Money,
    /// What is held, flat markets left out.
    pub positions: Vec<PositionReport>,
    /// Every fill since the account began.
    pub fills: Vec<Fill>,
    /// Every order that it took, ended ones too.
    pub orders: Vec<OrderReport>,
}

impl VenueTruth {
    /// What `exchange` holds.
    #[must_use]
    pub fn of(exchange: &Exchange) -> Self {
        Self {
            cash: exchange.balance().cash,
            positions: exchange.positions(),
            fills: all(|cursor| exchange.fills(cursor, PAGE_MAX)),
            orders: all(|cursor| exchange.orders(OrderFilter::All, cursor, PAGE_MAX)),
        }
    }
}

/// Every entry of a list that is told in pages.
fn all<T>(page_after: impl Fn(Option<&str>) -> Result<Page<T>, Reject>) -> Vec<T> {
    let (mut items, mut cursor) = (Vec::new(), None);
    while let Ok(page) = page_after(cursor.as_deref()) {
        items.extend(page.items);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    items
}
