//! One order's life, from the intent to its end, with every request and answer.

use super::words::{self, joined, number};
use crate::event::{FillRecord, OrderRecord, RequestRecord};
use crate::journal::{Archive, JournalError};
use crate::model::{Decimal, Money, OrderKind, OrderSeq, TimeInForce};
use crate::snapshot::{LifeStep, OrderLife};

/// The life of `order`; `None` when there is no such one.
pub(super) fn of(tables: &Archive, order: OrderSeq) -> Result<Option<OrderLife>, JournalError> {
    let Some(now) = tables.order(order)? else { return Ok(None) };
    let mut states = tables.states_of(order)?;
    if states.is_empty() {
        // An older journal keeps only how it stands.
        states.push(now.clone());
    }
    let (requests, fills) = (tables.requests_of(order)?, tables.fills_of(order)?);
    let mut steps = steps_of(&states);
    steps.extend(requests.iter().map(answer));
    steps.extend(fills.iter().map(|fill| (6, step(fill.booked_at, "fill", words::fill(fill)))));
    // Of one moment, what causes comes before what follows.
    steps.sort_by_key(|(rank, step)| (step.at, *rank));
    Ok(Some(OrderLife {
        order,
        what: words::order(&now),
        facts: facts(&now, &fills, requests.len()),
        steps: steps.into_iter().map(|(_, step)| step).collect(),
    }))
}

fn step(at: crate::model::Time, word: &str, text: String) -> LifeStep {
    LifeStep { at, word: word.to_owned(), text, took: None, bad: false }
}

/// The intent, the promise to the journal, and each state after it.
fn steps_of(states: &[OrderRecord]) -> Vec<(u8, LifeStep)> {
    let mut steps = Vec::new();
    let mut reason = "";
    if let Some(first) = states.first() {
        let why = if first.state == "journaled" { first.reason.as_str() } else { "" };
        let intent = joined(&words::order(first), why);
        steps.push((0, step(first.created_at, "intent", intent)));
        let key = format!("under the key {}", first.client_order_id);
        steps.push((1, step(first.created_at, "journaled", key)));
        reason = why;
    }
    let mut seen = "journaled";
    for state in states {
        let again = state.state == "journaled" && seen != "journaled";
        let changed = state.state != seen || state.reason != reason;
        if (state.state != "journaled" && changed) || again {
            let why = if state.reason == reason { "" } else { state.reason.as_str() };
            steps.push((rank(&state.state), of_state(state, why)));
        }
        (seen, reason) = (&state.state, &state.reason);
    }
    steps
}

fn rank(state: &str) -> u8 {
    match state {
        "sent" => 2,
        "filled" | "cancelled" | "refused" | "dropped" => 7,
        _ => 5,
    }
}

fn of_state(order: &OrderRecord, why: &str) -> LifeStep {
    let filled = || format!("{} of {}", number(order.filled.get()), number(order.quantity.get()));
    let known = match order.state.as_str() {
        "sent" => "handed to the venue".to_owned(),
        "unknown" => "no evidence of what became of it".to_owned(),
        "journaled" => "waits to be sent".to_owned(),
        "open" => order
            .venue_order_id
            .as_ref()
            .map_or_else(String::new, |id| format!("the venue works on it as {id}")),
        _ => filled(),
    };
    let bad = matches!(order.state.as_str(), "unknown" | "refused" | "dropped");
    LifeStep { bad, ..step(order.at, &order.state, joined(&known, why)) }
}

fn answer(request: &RequestRecord) -> (u8, LifeStep) {
    let bad = request.outcome != "ok";
    let text = joined(&format!("{} {}", request.route.as_str(), request.outcome), &request.detail);
    let at = request.sent_at + request.latency;
    (4, LifeStep { took: Some(request.latency), bad, ..step(at, "answer", text) })
}

fn facts(now: &OrderRecord, fills: &[FillRecord], requests: usize) -> Vec<(String, String)> {
    let mut facts = vec![
        ("key", now.client_order_id.to_string()),
        ("venue id", now.venue_order_id.as_ref().map_or_else(|| "not known".to_owned(), ToString::to_string)),
        ("purpose", now.purpose.as_str().to_owned()),
        ("quantity", format!("{} {}", number(now.quantity.get()), now.symbol)),
        ("limit", limit(now.kind)),
        ("state", now.state.clone()),
        ("filled", format!("{} of {}", number(now.filled.get()), number(now.quantity.get()))),
    ];
    if let Some(price) = average(fills) {
        facts.push(("average price", number(price)));
        let fees: Money = fills.iter().map(|fill| fill.fill.fee).sum();
        facts.push(("fees", number(fees.get().normalize())));
        let realized: Money = fills.iter().map(|fill| fill.realized).sum();
        facts.push(("realised", words::signed(realized)));
    }
    facts.push(("requests", requests.to_string()));
    facts.push(("why", words::short(&now.reason)));
    facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn limit(kind: OrderKind) -> String {
    match kind {
        OrderKind::Market => "none, at market".to_owned(),
        OrderKind::Limit { price, time_in_force } => {
            let stands = match time_in_force {
                TimeInForce::Gtc => "until filled or cancelled",
                TimeInForce::Ioc => "at once or not at all",
                TimeInForce::PostOnly => "only as a maker",
            };
            format!("{}, {stands}", number(price.get()))
        }
    }
}

/// What a unit cost on average, to eight places.
fn average(fills: &[FillRecord]) -> Option<Decimal> {
    let sum = |of: fn(&FillRecord) -> Option<Decimal>| {
        fills.iter().try_fold(Decimal::ZERO, |sum, fill| sum.checked_add(of(fill)?))
    };
    let quantity = sum(|fill| Some(fill.fill.quantity.get()))?;
    let worth = sum(|fill| fill.fill.quantity.get().checked_mul(fill.fill.price.get()))?;
    worth.checked_div(quantity).map(|price| price.round_dp(8).normalize())
}
