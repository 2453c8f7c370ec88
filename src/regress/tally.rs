//! Who looks on while a session runs: every law, and what no state remembers.

use crate::engine::State;
use crate::event::{Call, Effect, Envelope, Outcome, Record, Request};
use crate::model::{Decimal, Money, OrderKind, Rate, Seq, Symbol, Time};
use crate::paper::Exchange;
use crate::sim::{Broken, Laws, Witness};

/// The laws, and what is counted.
#[derive(Debug, Default)]
pub(super) struct Onlooker {
    pub(super) laws: Laws,
    pub(super) tally: Tally,
}

/// What was counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Orders sent that open or add to a position.
    pub(super) entries: u64,
    /// Market orders sent.
    pub(super) market_orders: u64,
    /// Positions closed, and those of them that brought a profit after fees.
    closed: u64,
    won: u64,
    /// What each open position has brought so far; one entry a market, so at most as many as there are.
    open: Vec<(Symbol, Money)>,
}

impl Tally {
    /// Positions won as a share of those closed.
    pub(super) fn win_rate(&self) -> Option<Rate> {
        Decimal::from(self.won).checked_div(Decimal::from(self.closed)).map(Rate::new)
    }

    fn effect(&mut self, effect: &Effect) {
        let Effect::Record(record) = effect else { return };
        let Record::Fill(filled) = record.as_ref() else { return };
        let net = filled.realized - filled.fill.fee;
        let place = self.open.iter().position(|(symbol, _)| *symbol == filled.fill.symbol);
        let so_far = place.map_or(Money::ZERO, |place| self.open.swap_remove(place).1) + net;
        // A fill that turns a position over closes one and opens another; what it brought is the closed one's.
        let realised_something = !filled.realized.is_zero();
        if filled.position_after.is_zero() {
            self.close(so_far);
        } else if realised_something && place.is_some() && turned_over(filled) {
            self.close(so_far);
            self.open.push((filled.fill.symbol.clone(), Money::ZERO));
        } else {
            self.open.push((filled.fill.symbol.clone(), so_far));
        }
    }

    fn close(&mut self, brought: Money) {
        self.closed += 1;
        self.won += u64::from(brought.is_positive());
    }

    fn request(&mut self, request: &Request) {
        let Call::PlaceOrder(ticket) = &request.call else { return };
        self.entries += u64::from(request.adds_exposure());
        self.market_orders += u64::from(ticket.kind == OrderKind::Market);
    }
}

/// Whether a position of the other side came out of the fill: one that is smaller than the fill, on its side.
fn turned_over(filled: &crate::event::FillRecord) -> bool {
    let after = filled.position_after;
    let same_side = after.is_positive() == (filled.fill.side == crate::model::Side::Buy);
    same_side && after.abs() < filled.fill.quantity
}

impl Witness for Onlooker {
    fn took_in(
        &mut self,
        envelope: &Envelope,
        engine: &State,
        effects: &[Effect],
    ) -> Result<(), Box<Broken>> {
        for effect in effects {
            self.tally.effect(effect);
        }
        self.laws.took_in(envelope, engine, effects)
    }

    fn leaves(
        &mut self,
        request: &Request,
        cause: Seq,
        durable: Seq,
        journal_writes: bool,
        at: Time,
    ) -> Result<(), Box<Broken>> {
        self.tally.request(request);
        self.laws.leaves(request, cause, durable, journal_writes, at)
    }

    fn at_venue(
        &mut self,
        request: &Request,
        outcome: &Outcome,
        venue: &Exchange,
        at: Time,
    ) -> Result<(), Box<Broken>> {
        self.laws.at_venue(request, outcome, venue, at)
    }
}
