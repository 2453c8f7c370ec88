//! The exchange's own numbers of orders and fills, and their texts on the wire.
//!
//! Invariant: numbers count up from 1 without gaps, so that a number is also a place in a list.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::{FillId, VenueOrderId};

macro_rules! number {
    ($(#[$doc:meta])* $name:ident, $prefix:literal, $id:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub struct $name(pub u64);

        impl $name {
            /// The number of the entry at `index` of its list.
            #[must_use]
            pub(super) fn at_index(index: usize) -> Self {
                Self(u64::try_from(index).unwrap_or(u64::MAX).saturating_add(1))
            }

            /// Its place in its list; beyond every list for a number that was never given out.
            #[must_use]
            pub(super) fn index(self) -> usize {
                self.0.checked_sub(1).and_then(|index| usize::try_from(index).ok()).unwrap_or(usize::MAX)
            }

            /// The id that the client sees.
            #[must_use]
            pub fn id(self) -> $id {
                $id::new(&self.to_string())
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }
    };
}

number! {
    /// The number of an order: `ord_{n}` on the wire.
    OrderNumber, "ord_", VenueOrderId
}
number! {
    /// The number of a fill: `fil_{n}` on the wire.
    FillNumber, "fil_", FillId
}

impl OrderNumber {
    /// The number in `id`, if `id` is written the way this exchange writes it.
    #[must_use]
    pub(super) fn of(id: &VenueOrderId) -> Option<Self> {
        let number = id.as_str().strip_prefix("ord_")?.parse().ok().map(Self)?;
        (number.to_string() == id.as_str()).then_some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exchange_s_own_writing_is_an_order_s_id() {
        assert_eq!(OrderNumber::of(&OrderNumber(17).id()), Some(OrderNumber(17)));
        for text in ["", "ord_", "ord_+1", "ord_01", "17", "fil_1", "ord_99999999999999999999"] {
            assert_eq!(OrderNumber::of(&VenueOrderId::new(text)), None, "{text:?} was taken");
        }
    }

    #[test]
    fn number_nought_is_nowhere() {
        assert_eq!(OrderNumber(1).index(), 0);
        assert_eq!(OrderNumber(0).index(), usize::MAX);
        assert_eq!(FillNumber::at_index(0), FillNumber(1));
    }
}
