//! A close that is taken and never worked on: it becomes an order that the market never reaches.

use std::io;

use serde_json::{Map, Value};

use super::message::Message;
use super::passage::Passage;
use super::shared::Shared;
use crate::fault::price_out_of_reach;
use crate::model::{Price, Side};

/// The order `request` as one that rests where the market never comes.
pub(super) async fn swallowed(
    passage: &mut Passage,
    shared: &Shared,
    request: &Message,
) -> io::Result<Message> {
    let mut order: Map<String, Value> = serde_json::from_slice(&request.body)?;
    let sells = order.get("side").and_then(Value::as_str) == Some("sell");
    let side = if sells { Side::Sell } else { Side::Buy };
    let step = price_step(passage, shared, request, &order).await?;
    let price = price_out_of_reach(side, step).to_string();
    order.insert("type".to_owned(), "limit".into());
    order.insert("time_in_force".to_owned(), "gtc".into());
    order.insert("price".to_owned(), price.into());
    Ok(request.with_body(serde_json::to_vec(&order)?))
}

/// The price step of the order's market, as the venue says it.
async fn price_step(
    passage: &mut Passage,
    shared: &Shared,
    request: &Message,
    order: &Map<String, Value>,
) -> io::Result<Price> {
    let symbol = order.get("symbol").and_then(Value::as_str).unwrap_or_default();
    let (_, path) = request.asks();
    let base = path.strip_suffix("/trade/order").unwrap_or_default();
    let answer = passage.exchange(shared, &request.beside(&format!("{base}/markets/{symbol}"))).await?;
    let market: Map<String, Value> = serde_json::from_slice(&answer.body)?;
    let step = market.get("price_step").and_then(Value::as_str).and_then(|step| step.parse().ok());
    step.ok_or_else(|| io::ErrorKind::InvalidData.into())
}
