//! Exposure at the worst: what is held and every entry that may still be filled, in our own sums.

use super::law::{Breach, Law};
use super::lives::Lives;
use super::money::Books;
use crate::event::Request;
use crate::model::{Money, Quantity, Rate, Rules};

/// How far above its limit exposure may seem, as a share of the limit: between the moment an entry is
/// sized and the moment it leaves lie up to its time to live, in which prices move.
const TOLERANCE_BP: i64 = 500;

/// Whether the engine may ask for `request` when it knows of `lives` and holds what `books` say.
pub(super) fn may_ask(request: &Request, books: &Books, lives: &Lives, rules: &Rules) -> Result<(), Breach> {
    if !request.adds_exposure() {
        return Ok(());
    }
    let open = lives.open_entries().map(|life| {
        let left = (life.quantity - life.filled).max(Quantity::ZERO);
        books.mark(life.symbol.as_str()) * left
    });
    let worst = books.exposure() + open.sum::<Money>();
    let limit = books.equity() * rules.risk.exposure_max;
    let most = limit + limit * Rate::from_bp(TOLERANCE_BP);
    Law::Exposure.holds(worst <= most, || {
        format!("request {} brings exposure to {worst} at the worst, the limit is {limit}", request.id)
    })
}
