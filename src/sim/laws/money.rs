//! Money: the identity of equity to the last digit, by sums of our own; and each fill that is booked is a
//! fill at the venue, once.

use std::collections::{BTreeMap, BTreeSet};

use super::law::{Breach, Law};
use crate::engine::State;
use crate::event::{Effect, Envelope, Input, Record};
use crate::model::{Cursor, Fill, FillId, Markets, Money, Price, Quantity, Rules, Seq};
use crate::paper::Exchange;

/// Fills asked of the exchange at once.
const PAGE: usize = 100;

/// The books of an outsider.
#[derive(Debug, Default)]
pub(super) struct Books {
    paid_in: Money,
    /// What was received for what was sold, less what was paid for what was bought, less fees.
    flow: Money,
    markets: Markets,
    held: Vec<Held>,
    /// Every fill that was booked, with the input that brought it.
    booked: Vec<(Seq, Fill)>,
    ids: BTreeSet<FillId>,
    /// How many of the fills booked are known to be the venue's.
    checked: usize,
    told: BTreeMap<FillId, Fill>,
    cursor: Option<Cursor>,
}

/// What is held in one market.
#[derive(Clone, Copy, Debug, Default)]
struct Held {
    quantity: Quantity,
    mark: Option<Price>,
}

impl Books {
    /// The soak begins.
    pub(super) fn begin(&mut self, rules: &Rules, markets: &Markets) {
        self.paid_in = rules.reconcile.initial_balance;
        self.markets = markets.clone();
        self.held = vec![Held::default(); markets.len()];
    }

    /// Takes one step.
    pub(super) fn took_in(
        &mut self,
        envelope: &Envelope,
        engine: &State,
        effects: &[Effect],
    ) -> Result<(), Breach> {
        let mut worth_changed = false;
        if let Input::Tick(tick) = &envelope.input
            && let Some(held) = self.held.get_mut(tick.market.index())
        {
            held.mark = Some(tick.mark());
            worth_changed = !held.quantity.is_zero();
        }
        for effect in effects {
            let Effect::Record(record) = effect else { continue };
            if let Record::Fill(row) = record.as_ref() {
                Law::Money.holds(self.ids.insert(row.fill.id.clone()), || {
                    format!("the fill {} is booked twice", row.fill.id)
                })?;
                self.sum(&row.fill);
                self.booked.push((envelope.seq, row.fill.clone()));
                worth_changed = true;
            }
        }
        if worth_changed { self.adds_up(engine) } else { Ok(()) }
    }

    fn adds_up(&self, engine: &State) -> Result<(), Breach> {
        let ledger = engine.ledger();
        let (equity, ours) = (ledger.equity(), self.equity());
        Law::Money.holds(equity == ours, || {
            format!("equity is said to be {equity}; by the fills booked it is {ours}")
        })?;
        let parts = ledger.initial() + ledger.realized() - ledger.fees() + ledger.unrealized();
        Law::Money.holds(equity == parts, || format!("equity is {equity} and its parts are {parts}"))
    }

    fn sum(&mut self, fill: &Fill) {
        let signed = fill.side.signed(fill.quantity);
        self.flow -= fill.price * signed + fill.fee;
        let market = self.markets.id_of(fill.symbol.as_str());
        if let Some(held) = market.and_then(|market| self.held.get_mut(market.index())) {
            held.quantity += signed;
            held.mark.get_or_insert(fill.price);
        }
    }

    /// Worth of the account by the fills booked, at the last prices taken in.
    pub(super) fn equity(&self) -> Money {
        let worth = |held: &Held| held.mark.unwrap_or_default() * held.quantity;
        self.paid_in + self.flow + self.held.iter().map(worth).sum()
    }

    /// Worth of all that is held, without signs.
    pub(super) fn exposure(&self) -> Money {
        self.held.iter().map(|held| (held.mark.unwrap_or_default() * held.quantity).abs()).sum()
    }

    /// The last price of `symbol`.
    pub(super) fn mark(&self, symbol: &str) -> Price {
        let held = self.markets.id_of(symbol).and_then(|market| self.held.get(market.index()));
        held.and_then(|held| held.mark).unwrap_or_default()
    }

    /// Learns what was filled at the venue, and looks whether what was booked here is among it.
    pub(super) fn learn(&mut self, venue: &Exchange) -> Result<(), Breach> {
        while self.told.len() < venue.fills_total()
            && let Ok(page) = venue.fills(self.cursor.as_deref(), PAGE)
        {
            self.told.extend(page.items.into_iter().map(|fill| (fill.id.clone(), fill)));
            self.cursor = page.resume;
            if page.next.is_none() {
                break;
            }
        }
        for (_, fill) in self.booked.iter().skip(self.checked) {
            let told = self.told.get(&fill.id);
            Law::Money.holds(told == Some(fill), || match told {
                None => format!("the fill {} is booked and the venue has none like it", fill.id),
                Some(told) => format!("the fill {} is booked as {fill:?}, the venue has {told:?}", fill.id),
            })?;
        }
        self.checked = self.booked.len();
        Ok(())
    }

    /// How many fills are booked.
    pub(super) fn booked_total(&self) -> usize {
        self.booked.len()
    }

    /// Goes on with what was booked up to the last durable input, as `engine` does.
    pub(super) fn restarted(&mut self, engine: &State) {
        self.booked.retain(|(seq, _)| *seq <= engine.seq());
        self.ids = self.booked.iter().map(|(_, fill)| fill.id.clone()).collect();
        self.checked = self.checked.min(self.booked.len());
        self.flow = Money::ZERO;
        for (held, (_, holding)) in self.held.iter_mut().zip(engine.ledger().holdings()) {
            *held = Held { quantity: Quantity::ZERO, mark: holding.mark };
        }
        let booked = std::mem::take(&mut self.booked);
        for (_, fill) in &booked {
            self.sum(fill);
        }
        self.booked = booked;
    }
}
