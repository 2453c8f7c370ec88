//! Money, prices, quantities and rates: exact decimals that do not mix by accident.
//!
//! Invariant: no float takes part. Products of a price (at most 8 decimal places) and a quantity
//! (at most 8) are exact up to 10^12, far above any paper account.
//!
//! Invariant: no arithmetic fails. What numbers gone mad would carry beyond the largest decimal stays
//! at it: a soak that meets them has to stay alive to close, and its books will not agree any more,
//! which is found out and is NO-GO.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

macro_rules! decimal_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        pub struct $name(Decimal);

        impl $name {
            /// Nothing of it.
            pub const ZERO: Self = Self(Decimal::ZERO);

            /// Wraps an exact decimal.
            #[must_use]
            pub const fn new(value: Decimal) -> Self {
                Self(value)
            }

            /// The exact decimal inside.
            #[must_use]
            pub const fn get(self) -> Decimal {
                self.0
            }

            /// Whether it is exactly zero.
            #[must_use]
            pub const fn is_zero(self) -> bool {
                self.0.is_zero()
            }

            /// Whether it is above zero.
            #[must_use]
            pub fn is_positive(self) -> bool {
                self.0 > Decimal::ZERO
            }

            /// Whether it is below zero.
            #[must_use]
            pub fn is_negative(self) -> bool {
                self.0 < Decimal::ZERO
            }

            /// The same without its sign.
            #[must_use]
            pub fn abs(self) -> Self {
                Self(self.0.abs())
            }
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0.checked_add(other.0).unwrap_or_else(|| largest(self.0.is_sign_negative())))
            }
        }
        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                *self = *self + other;
            }
        }
        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0.checked_sub(other.0).unwrap_or_else(|| largest(self.0.is_sign_negative())))
            }
        }
        impl SubAssign for $name {
            fn sub_assign(&mut self, other: Self) {
                *self = *self - other;
            }
        }
        impl Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                Self(-self.0)
            }
        }
        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
                items.fold(Self::ZERO, Add::add)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
        impl FromStr for $name {
            type Err = rust_decimal::Error;
            /// Reads a plain decimal without rounding it.
            fn from_str(text: &str) -> Result<Self, rust_decimal::Error> {
                Decimal::from_str_exact(text).map(Self)
            }
        }
    };
}

decimal_type! {
    /// An amount of the account's currency (USD on paper). Signed: losses are negative.
    Money
}
decimal_type! {
    /// The price of one unit of a market's asset, in the account's currency.
    Price
}
decimal_type! {
    /// An amount of a market's asset. Signed only where a position is meant: short is negative.
    Quantity
}
decimal_type! {
    /// A share of one: 0.05 is five per cent.
    Rate
}

/// The decimal that is farthest from zero.
const fn largest(negative: bool) -> Decimal {
    if negative { Decimal::MIN } else { Decimal::MAX }
}

fn product(a: Decimal, b: Decimal) -> Decimal {
    a.checked_mul(b).unwrap_or_else(|| largest(a.is_sign_negative() != b.is_sign_negative()))
}

impl Mul<Quantity> for Price {
    type Output = Money;
    fn mul(self, quantity: Quantity) -> Money {
        Money(product(self.0, quantity.0))
    }
}

impl Mul<Rate> for Money {
    type Output = Money;
    fn mul(self, rate: Rate) -> Money {
        Money(product(self.0, rate.0))
    }
}

impl Mul<Rate> for Price {
    type Output = Price;
    fn mul(self, rate: Rate) -> Price {
        Price(product(self.0, rate.0))
    }
}

impl Money {
    /// What share of `whole` this is; zero when there is no whole to take a share of.
    #[must_use]
    pub fn share_of(self, whole: Money) -> Rate {
        Rate(self.0.checked_div(whole.0).unwrap_or_default())
    }

    /// How much of an asset this buys at `price`; nothing at a price of zero.
    #[must_use]
    pub fn buys_at(self, price: Price) -> Quantity {
        Quantity(self.0.checked_div(price.0).unwrap_or_default())
    }
}

impl Rate {
    /// All of it.
    pub const ONE: Self = Self(Decimal::ONE);

    /// A rate of whole basis points (hundredths of a per cent): `from_bp(250)` is 2.5%.
    #[must_use]
    pub fn from_bp(basis_points: i64) -> Self {
        Self(Decimal::new(basis_points, 4))
    }

    /// The same in per cent.
    #[must_use]
    pub fn percent(self) -> Decimal {
        product(self.0, Decimal::ONE_HUNDRED).normalize()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_thousand_micro_trades_sum_exactly() {
        let profit: Money = (0..10_000)
            .map(|_| {
                let entry: Price = "1.001".parse().unwrap();
                let exit: Price = "1.002".parse().unwrap();
                (exit - entry) * "0.1".parse::<Quantity>().unwrap()
            })
            .sum();
        assert_eq!(profit, "1.0".parse().unwrap());
    }

    #[test]
    fn a_text_that_would_have_to_be_rounded_is_refused() {
        assert!("0.12345678901234567890123456789012".parse::<Price>().is_err());
        assert!("1e5".parse::<Price>().is_err());
        assert!("NaN".parse::<Price>().is_err());
    }

    #[test]
    fn what_would_be_too_large_stays_at_the_largest() {
        let (most, least) = (Money::new(Decimal::MAX), Money::new(Decimal::MIN));
        let mut sum = most;
        sum += most;
        assert_eq!((sum, most - least, [least, least].into_iter().sum()), (most, most, least));
        sum = least;
        sum -= most;
        assert_eq!(sum, least);
        let (price, quantity) = (Price::new(Decimal::MAX), Quantity::new(Decimal::from(-2)));
        assert_eq!((price * quantity, most * Rate::from_bp(20_000)), (least, most));
        assert_eq!(Rate::new(Decimal::MIN).percent(), Decimal::MIN);
    }

    #[test]
    fn a_share_of_nothing_is_nothing() {
        assert_eq!(Money::new(Decimal::ONE).share_of(Money::ZERO), Rate::ZERO);
        assert_eq!(Money::new(Decimal::ONE).buys_at(Price::ZERO), Quantity::ZERO);
    }

    #[test]
    fn basis_points_are_hundredths_of_a_per_cent() {
        assert_eq!(Rate::from_bp(250).percent().to_string(), "2.5");
    }
}
