//! After the last fault: either both books agree, or a person has been told.

use super::law::{Breach, Law};
use crate::engine::{AlertKind, State};
use crate::model::{BreakerLevel, Quantity, Symbol};
use crate::paper::{Exchange, OrderFilter, PAGE_MAX};

/// Whether a difference may still be young, or must have been told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Patience {
    /// Three cycles have passed: what was first seen in them may still wait for its grace.
    Young,
    /// The end: everything is told.
    None,
}

/// Looks at both sides. It says nothing while an order is on its way, since then they may differ.
pub(super) fn look(engine: &State, venue: &Exchange, patience: Patience) -> Result<(), Breach> {
    unknowns(engine, patience)?;
    states(engine)?;
    let on_its_way = engine.orders().pending_count() > 0;
    if on_its_way && patience == Patience::Young {
        return Ok(());
    }
    positions(engine, venue, patience)?;
    cash(engine, venue, patience)?;
    orders(engine, venue)
}

fn unknowns(engine: &State, patience: Patience) -> Result<(), Breach> {
    let grace = engine.reconciler().grace();
    for order in engine.orders().active().filter(|order| order.is_unknown()) {
        let young = patience == Patience::Young && engine.at().since(order.changed_at) <= grace;
        let told = engine.alerts().stands(AlertKind::UnknownOrder, &order.seq.to_string());
        Law::Converged
            .holds(told || young, || format!("order {} is UNKNOWN and nobody is told", order.seq))?;
    }
    Ok(())
}

fn states(engine: &State) -> Result<(), Breach> {
    let tripped = engine.breaker().level() >= BreakerLevel::Tripped;
    Law::Converged.holds(!tripped || engine.alerts().stands(AlertKind::Breaker, "account"), || {
        "the breaker is tripped and nobody is told".to_owned()
    })?;
    let blind = engine.reconciler().blind_since().is_some();
    Law::Converged.holds(!blind || engine.alerts().stands(AlertKind::Blind, "venue"), || {
        "the venue does not answer and nobody is told".to_owned()
    })
}

fn positions(engine: &State, venue: &Exchange, patience: Patience) -> Result<(), Breach> {
    let told = venue.positions();
    for (id, holding) in engine.ledger().holdings() {
        let Some(market) = engine.markets().get(id) else { continue };
        let symbol = &market.symbol;
        let ours = holding.position.quantity();
        let theirs: Quantity =
            told.iter().filter(|position| position.symbol == *symbol).map(|position| position.quantity).sum();
        let explained = || {
            [AlertKind::GhostPosition, AlertKind::MissingPosition, AlertKind::SizeMismatch]
                .into_iter()
                .any(|kind| is_told(engine, kind, symbol.as_str(), patience))
        };
        Law::Converged.holds(ours == theirs || explained(), || {
            format!("{symbol}: {ours} here, {theirs} at the venue, and nobody is told")
        })?;
    }
    Ok(())
}

fn cash(engine: &State, venue: &Exchange, patience: Patience) -> Result<(), Breach> {
    let (ours, balance) = (engine.ledger().cash(), venue.balance());
    let explained = is_told(engine, AlertKind::BalanceDrift, "account", patience);
    Law::Converged.holds(ours == balance.cash || explained, || {
        format!("cash is {ours} here and {} at the venue, and nobody is told", balance.cash)
    })?;
    let fills = engine.ledger().fills_total();
    let all = balance.fills_total.is_none_or(|theirs| theirs == fills);
    Law::Converged.holds(all || explained, || {
        format!("{fills} fills here, {:?} at the venue, and nobody is told", balance.fills_total)
    })
}

fn orders(engine: &State, venue: &Exchange) -> Result<(), Breach> {
    let Ok(open) = venue.orders(OrderFilter::Open, None, PAGE_MAX) else { return Ok(()) };
    for report in open.items {
        let seq =
            report.client_order_id.as_ref().zip(engine.soak()).and_then(|(key, soak)| key.order_of(soak));
        let known = match seq {
            Some(seq) => {
                engine.orders().get(seq).is_some()
                    || engine.alerts().stands(AlertKind::OrphanOrder, &seq.to_string())
            }
            None => engine.alerts().stands(AlertKind::OrphanOrder, report.order_id.as_str()),
        };
        Law::Converged.holds(known, || {
            let symbol = report.symbol.as_ref().map_or("?", Symbol::as_str);
            format!("the venue works on {} ({symbol}), which is not known here", report.order_id)
        })?;
    }
    Ok(())
}

/// Whether an alert stands, or a difference that is too young for one.
fn is_told(engine: &State, kind: AlertKind, subject: &str, patience: Patience) -> bool {
    let stands = engine.alerts().stands(kind, subject);
    let young = || {
        let mut standing = engine.reconciler().standing();
        standing.any(|((of, about), _)| *of == kind && about == subject)
    };
    stands || (patience == Patience::Young && young())
}
