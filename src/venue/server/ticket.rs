//! From the body and headers of `POST /trade/order` to a ticket, with an error that says what is wrong.

use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::error::Category;

use super::answer::Refusal;
use crate::model::{
    ClientOrderId, OrderKind, OrderTicket, Price, Quantity, Side, Symbol, TimeInForce, TradingMode,
};
use crate::venue::wire::{Exact, WireText};

/// The body as it comes. Members that are not here are ignored.
#[derive(Debug, Deserialize)]
struct OrderRequest {
    symbol: WireText,
    side: WireText,
    amount: Exact<Quantity>,
    #[serde(default)]
    mode: Option<WireText>,
    #[serde(default, rename = "type")]
    kind: Option<WireText>,
    #[serde(default)]
    price: Option<Exact<Price>>,
    #[serde(default)]
    time_in_force: Option<WireText>,
    #[serde(default)]
    reduce_only: Option<bool>,
    #[serde(default)]
    client_order_id: Option<WireText>,
}

/// The order that a client asks for. A client that sends no id of its own gets an empty one, which
/// the exchange takes as none.
///
/// # Errors
/// A 400 that names the member and what it must be.
pub(super) fn ticket(headers: &HeaderMap, body: &[u8], plays: TradingMode) -> Result<OrderTicket, Refusal> {
    let request: OrderRequest = serde_json::from_slice(body).map_err(|error| match error.classify() {
        Category::Data => Refusal::bad_request("invalid_request", error.to_string()),
        _ => Refusal::bad_request("invalid_json", error.to_string()),
    })?;
    check_mode(request.mode.as_ref(), plays)?;
    let symbol = Symbol::new(request.symbol.as_str())
        .map_err(|error| Refusal::bad_request("invalid_symbol", error.to_string()))?;
    let side = match request.side.as_str() {
        "buy" => Side::Buy,
        "sell" => Side::Sell,
        other => return Err(word("invalid_side", "side", other, "buy or sell")),
    };
    Ok(OrderTicket {
        client_order_id: key(headers, request.client_order_id.as_ref())?,
        symbol,
        side,
        quantity: request.amount.0,
        kind: kind(&request)?,
        reduce_only: request.reduce_only.unwrap_or(false),
    })
}

fn word(error: &'static str, member: &str, value: &str, expect: &str) -> Refusal {
    Refusal::bad_request(error, format!("{member} is {value:?}: write {expect}"))
}

/// Orders of the other mode are refused by name, so that nobody takes this exchange for what it is not.
fn check_mode(mode: Option<&WireText>, plays: TradingMode) -> Result<(), Refusal> {
    match (mode.map(WireText::as_str), plays) {
        (None, _) | (Some("paper"), TradingMode::Paper) | (Some("live"), TradingMode::Live) => Ok(()),
        (Some("live"), TradingMode::Paper) => Err(Refusal::bad_request(
            "live_not_supported",
            "this is a paper exchange: it has no live orders, send mode paper",
        )),
        (Some("paper"), TradingMode::Live) => Err(Refusal::bad_request(
            "paper_not_supported",
            "this exchange plays a live venue: it has no paper orders, send mode live",
        )),
        (Some(other), _) => Err(word("invalid_mode", "mode", other, plays.as_str())),
    }
}

fn kind(request: &OrderRequest) -> Result<OrderKind, Refusal> {
    let time_in_force = match request.time_in_force.as_ref().map(WireText::as_str) {
        None => None,
        Some("gtc") => Some(TimeInForce::Gtc),
        Some("ioc") => Some(TimeInForce::Ioc),
        Some("post_only") => Some(TimeInForce::PostOnly),
        Some(other) => {
            return Err(word("invalid_time_in_force", "time_in_force", other, "gtc, ioc or post_only"));
        }
    };
    match (request.kind.as_ref().map_or("market", WireText::as_str), request.price) {
        ("market", None) if time_in_force == Some(TimeInForce::PostOnly) => {
            Err(word("invalid_time_in_force", "time_in_force", "post_only", "it for limit orders only"))
        }
        ("market", None) if time_in_force == Some(TimeInForce::Ioc) => Err(Refusal::bad_request(
            "invalid_time_in_force",
            "a market order works until it is filled: send a limit order with ioc",
        )),
        ("market", None) => Ok(OrderKind::Market),
        ("market", Some(_)) => {
            Err(Refusal::bad_request("invalid_price", "a market order takes no price: send type limit"))
        }
        ("limit", Some(price)) => {
            let time_in_force = time_in_force.unwrap_or(TimeInForce::Gtc);
            Ok(OrderKind::Limit { price: price.0, time_in_force })
        }
        ("limit", None) => Err(Refusal::bad_request("invalid_price", "a limit order needs a price")),
        (other, _) => Err(word("invalid_type", "type", other, "market or limit")),
    }
}

/// The idempotency key: the header, or the body's client order id, or both if they agree.
fn key(headers: &HeaderMap, body: Option<&WireText>) -> Result<ClientOrderId, Refusal> {
    let refuse = |message: &str| Err(Refusal::bad_request("invalid_idempotency_key", message));
    let header = match headers.get("idempotency-key").map(|value| value.to_str()) {
        None => None,
        Some(Ok(key)) => Some(key),
        Some(Err(_)) => return refuse("the header Idempotency-Key holds characters that are not ASCII"),
    };
    let key = match (header, body.map(WireText::as_str)) {
        (Some(header), Some(body)) if header != body => {
            return refuse(
                "the header Idempotency-Key and client_order_id differ: send one, or both the same",
            );
        }
        (Some(key), _) | (None, Some(key)) if key.is_empty() => {
            return refuse("an empty key makes no order the same: leave it out");
        }
        (Some(key), _) | (None, Some(key)) => key,
        (None, None) => "",
    };
    if key.len() > ClientOrderId::KEY_LENGTH_MAX {
        return refuse("the key is longer than 64 characters");
    }
    let key = ClientOrderId::new(key);
    // Two keys must not become one, or the second order would be answered as the first.
    if key.as_str().contains('\u{fffd}') {
        return refuse("the key holds characters that cannot be shown");
    }
    Ok(key)
}
