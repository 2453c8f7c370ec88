//! The lives of orders as they are told, and whether each turn in them follows from evidence.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Fact, Facts};
use super::law::{Breach, Law};
use crate::engine::State;
use crate::event::{Effect, OrderRecord, Record};
use crate::model::{OrderSeq, Quantity, Symbol};

/// All orders of a run.
#[derive(Debug, Default)]
pub(super) struct Lives {
    all: BTreeMap<OrderSeq, Life>,
    unknown: BTreeSet<OrderSeq>,
    /// Entries that may still be filled.
    entries: BTreeSet<OrderSeq>,
}

/// One order as it was last told.
#[derive(Clone, Debug)]
pub(super) struct Life {
    stage: Stage,
    pub(super) symbol: Symbol,
    pub(super) quantity: Quantity,
    pub(super) filled: Quantity,
    adds_exposure: bool,
}

/// The words for where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Journaled,
    Sent,
    Unknown,
    Working,
    Filled,
    Cancelled,
    Refused,
    Dropped,
}

impl Stage {
    fn read(word: &str) -> Option<Self> {
        Some(match word {
            "journaled" => Self::Journaled,
            "sent" => Self::Sent,
            "unknown" => Self::Unknown,
            "open" | "partially_filled" => Self::Working,
            "filled" => Self::Filled,
            "cancelled" => Self::Cancelled,
            "refused" => Self::Refused,
            "dropped" => Self::Dropped,
            _ => return None,
        })
    }

    const fn is_over(self) -> bool {
        matches!(self, Self::Filled | Self::Cancelled | Self::Refused | Self::Dropped)
    }

    /// Whether an order may come here from `before` by `fact`. Doubt needs no evidence, and what has not
    /// left yet may be sent or dropped without.
    fn follows(self, before: Self, fact: Fact) -> bool {
        match self {
            Self::Unknown => true,
            Self::Journaled => match fact {
                Fact::Unsent => before == Self::Sent,
                Fact::AbsentTwice | Fact::Settled => before == Self::Unknown,
                _ => false,
            },
            Self::Sent => before == Self::Journaled,
            Self::Working | Self::Filled => fact == Fact::Seen,
            Self::Cancelled => matches!(fact, Fact::Seen | Fact::AbsentTwice | Fact::Settled),
            Self::Refused => matches!(fact, Fact::Refused | Fact::Seen),
            Self::Dropped => match fact {
                Fact::Unsent => before == Self::Sent,
                Fact::AbsentTwice | Fact::Settled => true,
                _ => false,
            },
        }
    }

    fn follows_by_itself(self, before: Option<Self>) -> bool {
        match self {
            Self::Unknown => true,
            Self::Journaled => before.is_none(),
            Self::Sent | Self::Dropped => before == Some(Self::Journaled),
            _ => false,
        }
    }
}

impl Lives {
    /// Takes what is told of orders in one step, and what its input proved.
    pub(super) fn took_in(
        &mut self,
        effects: &[Effect],
        facts: &Facts,
        engine: &State,
    ) -> Result<(), Breach> {
        for effect in effects {
            let Effect::Record(record) = effect else { continue };
            if let Record::Order(row) = record.as_ref() {
                self.tell(row, facts)?;
            }
        }
        for order in &self.unknown {
            let stays = engine.orders().get(*order).is_some_and(crate::engine::Order::is_unknown);
            Law::NoGuessing
                .holds(stays, || format!("order {order} is not UNKNOWN any more and nobody said why"))?;
        }
        Ok(())
    }

    fn tell(&mut self, row: &OrderRecord, facts: &Facts) -> Result<(), Breach> {
        let order = row.order;
        let Some(stage) = Stage::read(&row.state) else {
            return Err(Law::NoGuessing.broken(format!("order {order} is said to be {:?}", row.state)));
        };
        let before = self.all.get(&order).map(|life| life.stage);
        if before != Some(stage) {
            let follows = stage.follows_by_itself(before)
                || before.is_some_and(|before| facts.of(order).any(|fact| stage.follows(before, fact)));
            Law::NoGuessing.holds(follows, || {
                let was = before.map_or("new".to_owned(), |before| format!("{before:?}").to_lowercase());
                format!(
                    "order {order} was {was} and is {} without evidence for it: {}",
                    row.state, row.reason
                )
            })?;
        }
        let adds_exposure = row.purpose.adds_exposure();
        let life = Life {
            stage,
            symbol: row.symbol.clone(),
            quantity: row.quantity,
            filled: row.filled,
            adds_exposure,
        };
        self.keep(order, life);
        Ok(())
    }

    fn keep(&mut self, order: OrderSeq, life: Life) {
        if life.stage == Stage::Unknown {
            self.unknown.insert(order);
        } else {
            self.unknown.remove(&order);
        }
        if life.adds_exposure && !life.stage.is_over() {
            self.entries.insert(order);
        } else {
            self.entries.remove(&order);
        }
        self.all.insert(order, life);
    }

    /// Whether the outcome of any order is not known.
    pub(super) fn has_unknown(&self) -> bool {
        !self.unknown.is_empty()
    }

    /// Entries that may still be filled.
    pub(super) fn open_entries(&self) -> impl Iterator<Item = &Life> {
        self.entries.iter().filter_map(|order| self.all.get(order))
    }

    /// Goes on with what `engine` still knows.
    pub(super) fn restarted(&mut self, engine: &State) {
        // A number that was lost with the process is used anew.
        let made = engine.orders().made_total();
        self.all.retain(|order, life| life.stage.is_over() && order.0 <= made);
        self.unknown.clear();
        self.entries.clear();
        for order in engine.orders().recent().chain(engine.orders().active()) {
            let Some(stage) = Stage::read(order.state_word()) else { continue };
            let life = Life {
                stage,
                symbol: order.symbol.clone(),
                quantity: order.quantity,
                filled: order.filled,
                adds_exposure: order.purpose.adds_exposure(),
            };
            self.keep(order.seq, life);
        }
    }
}
