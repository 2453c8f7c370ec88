//! Comparing the venue's books with ours: a pure function of two pictures.
//!
//! Invariant: it decides nothing and forgets nothing; the same two pictures give the same
//! differences in the same order, whatever order they were collected in.

use std::collections::{BTreeMap, BTreeSet};

use super::alerts::{AlertKind, Finding};
use crate::model::{
    BalanceReport, ClientOrderId, Money, OrderReport, OrderSeq, PositionReport, Quantity, SoakId, Span,
    Symbol, Time,
};

/// Our side of the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OurBooks {
    /// Whose idempotency keys are ours.
    pub soak: SoakId,
    /// Orders that the venue said it works on, with the time of their last change.
    pub working: BTreeMap<OrderSeq, Time>,
    /// Orders that are sent or unknown: the venue may or may not have them.
    pub pending: BTreeSet<OrderSeq>,
    /// Open positions.
    pub positions: BTreeMap<Symbol, Quantity>,
    /// Cash by the fills booked.
    pub cash: Money,
    /// How many fills were booked.
    pub fills_total: u64,
    /// How often they are compared.
    pub every: Span,
}

/// The venue's side, from one complete cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VenueBooks {
    /// When the first question of the cycle was asked.
    pub asked_at: Time,
    /// Every open order.
    pub open_orders: Vec<OrderReport>,
    /// Every open position.
    pub positions: Vec<PositionReport>,
    /// The account.
    pub balance: BalanceReport,
}

/// One difference between the two.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// We think that the venue works on it; it does not list it. It must be asked about.
    OrderNotListed(OrderSeq),
    /// The venue works on an order of ours that we think is done. It must be asked about.
    OrderStillOpen(OrderSeq),
    /// Both sides state a fact, and the facts differ.
    Fact {
        /// Which alert it becomes if it stays.
        kind: AlertKind,
        /// Whom it is about.
        subject: String,
        /// What was expected and what the venue says.
        finding: Finding,
        /// The market it concerns, for the quarantine.
        symbol: Option<Symbol>,
    },
}

/// All differences between our books and the venue's.
#[must_use]
pub fn compare(ours: &OurBooks, venue: &VenueBooks) -> Vec<Difference> {
    let mut differences = Vec::new();
    compare_orders(ours, venue, &mut differences);
    compare_positions(ours, venue, &mut differences);
    compare_balance(ours, venue, &mut differences);
    differences.sort();
    differences.dedup();
    differences
}

fn compare_orders(ours: &OurBooks, venue: &VenueBooks, differences: &mut Vec<Difference>) {
    let seq_of = |key: &ClientOrderId| key.order_of(&ours.soak);
    let mut listed = BTreeSet::new();
    for report in venue.open_orders.iter().filter(|report| !report.status.is_final()) {
        match report.client_order_id.as_ref().and_then(seq_of) {
            Some(seq) if ours.working.contains_key(&seq) || ours.pending.contains(&seq) => {
                listed.insert(seq);
            }
            Some(seq) => differences.push(Difference::OrderStillOpen(seq)),
            None => differences.push(orphan(report, ours.every)),
        }
    }
    for (seq, changed_at) in &ours.working {
        if !listed.contains(seq) && *changed_at < venue.asked_at {
            differences.push(Difference::OrderNotListed(*seq));
        }
    }
}

fn orphan(report: &OrderReport, every: Span) -> Difference {
    let symbol = report.symbol.as_ref().map_or("unnamed market", Symbol::as_str);
    let side = report.side.map_or("?".to_owned(), |side| side.to_string());
    let what = format!("{} ({side} {} {symbol})", report.order_id, report.quantity.unwrap_or_default());
    Difference::Fact {
        kind: AlertKind::OrphanOrder,
        subject: report.order_id.to_string(),
        finding: Finding::orphan(&what, report.symbol.as_ref(), every),
        symbol: report.symbol.clone(),
    }
}

fn compare_positions(ours: &OurBooks, venue: &VenueBooks, differences: &mut Vec<Difference>) {
    let mut theirs: BTreeMap<&Symbol, Quantity> = BTreeMap::new();
    for position in &venue.positions {
        *theirs.entry(&position.symbol).or_default() += position.quantity;
    }
    let symbols: BTreeSet<&Symbol> = ours.positions.keys().chain(theirs.keys().copied()).collect();
    for symbol in symbols {
        let our = ours.positions.get(symbol).copied().unwrap_or_default();
        let their = theirs.get(symbol).copied().unwrap_or_default();
        let kind = match (our.is_zero(), their.is_zero()) {
            _ if our == their => continue,
            (true, _) => AlertKind::GhostPosition,
            (_, true) => AlertKind::MissingPosition,
            _ => AlertKind::SizeMismatch,
        };
        differences.push(Difference::Fact {
            kind,
            subject: symbol.to_string(),
            finding: Finding::position(our, their, symbol, ours.every),
            symbol: Some(symbol.clone()),
        });
    }
}

fn compare_balance(ours: &OurBooks, venue: &VenueBooks, differences: &mut Vec<Difference>) {
    let difference = venue.balance.cash - ours.cash;
    let fills = venue.balance.fills_total.filter(|fills| *fills != ours.fills_total);
    if difference.is_zero() && fills.is_none() {
        return;
    }
    differences.push(Difference::Fact {
        kind: AlertKind::BalanceDrift,
        subject: "account".to_owned(),
        finding: Finding::balance((ours.cash, ours.fills_total), (venue.balance.cash, fills), ours.every),
        symbol: None,
    });
}
