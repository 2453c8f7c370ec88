//! Ids: ours count up, the venue's are texts that we keep as they came.
//!
//! Invariant: our ids derive from the sequence of inputs and never from a clock or from chance, so
//! that replaying a journal gives the same ids.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::neutralise;

macro_rules! counting_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        pub struct $name(pub u64);

        impl $name {
            /// The one after this.
            #[must_use]
            pub const fn next(self) -> Self {
                Self(self.0 + 1)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
    };
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Longest id kept, in characters: twice a UUID with its prefix.
            pub const LENGTH_MAX: usize = 96;

            /// Keeps `text`, with control characters replaced and cut at [`Self::LENGTH_MAX`].
            #[must_use]
            pub fn new(text: &str) -> Self {
                Self(neutralise(text, Self::LENGTH_MAX).into())
            }

            /// The id as a text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

counting_id! {
    /// The place of an input in the journal; the first is 1.
    Seq
}
counting_id! {
    /// The number of one of our orders within its soak; the first is 1.
    OrderSeq
}
counting_id! {
    /// The number of one of our requests within its soak; the first is 1.
    RequestId
}
text_id! {
    /// What tells one soak's idempotency keys from another's: lower-case letters and digits.
    SoakId
}
text_id! {
    /// Our id for an order as the venue sees it, also its idempotency key: `{soak id}-{order seq}`.
    ClientOrderId
}
text_id! {
    /// The venue's own id for an order.
    VenueOrderId
}
text_id! {
    /// The venue's id for a fill. Fills are counted once by it, however often they are told.
    FillId
}

impl ClientOrderId {
    /// Longest key that venues accept (`Idempotency-Key`), in characters.
    pub const KEY_LENGTH_MAX: usize = 64;

    /// The key of the order number `order` of the soak `soak`.
    #[must_use]
    pub fn for_order(soak: &SoakId, order: OrderSeq) -> Self {
        let key = format!("{soak}-{order}");
        assert!(key.len() <= Self::KEY_LENGTH_MAX, "Invariant: an idempotency key has at most 64 characters");
        Self(key.into())
    }

    /// The order's number, if this key was made by [`Self::for_order`] for this soak.
    #[must_use]
    pub fn order_of(&self, soak: &SoakId) -> Option<OrderSeq> {
        let number = self.0.strip_prefix(soak.as_str())?.strip_prefix('-')?;
        let seq = number.parse().ok().map(OrderSeq)?;
        (Self::for_order(soak, seq) == *self).then_some(seq)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_leads_back_to_its_order_and_only_in_its_own_soak() {
        let soak = SoakId::new("a1b2");
        let key = ClientOrderId::for_order(&soak, OrderSeq(17));
        assert_eq!(key.as_str(), "a1b2-17");
        assert_eq!(key.order_of(&soak), Some(OrderSeq(17)));
        assert_eq!(key.order_of(&SoakId::new("a1b")), None);
        assert_eq!(ClientOrderId::new("a1b2-017").order_of(&soak), None);
        assert_eq!(ClientOrderId::new("a1b2-+17").order_of(&soak), None);
    }

    #[test]
    fn control_characters_of_the_venue_do_not_get_in() {
        assert_eq!(VenueOrderId::new("a\u{1b}[2Jb").as_str(), "a\u{fffd}[2Jb");
    }
}
