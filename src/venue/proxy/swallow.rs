//! A close that is taken and never worked on: it becomes an order that the market never reaches.
//!
//! The venue itself holds that order, so that every question about it is answered alike.

use std::io;

use serde_json::{Map, Value};

use super::message::Message;
use super::passage::Passage;
use super::shared::Shared;

/// What a swallowed close wants for what it sells: the most that the exchange takes.
const OUT_OF_REACH: &str = "1000000000000";

/// The order `request` as one that rests where the market never comes.
pub(super) async fn swallowed(
    passage: &mut Passage,
    shared: &Shared,
    request: &Message,
) -> io::Result<Message> {
    let mut order: Map<String, Value> = serde_json::from_slice(&request.body)?;
    let sells = order.get("side").and_then(Value::as_str) == Some("sell");
    let price =
        if sells { OUT_OF_REACH.to_owned() } else { lowest(passage, shared, request, &order).await? };
    order.insert("type".to_owned(), "limit".into());
    order.insert("time_in_force".to_owned(), "gtc".into());
    order.insert("price".to_owned(), price.into());
    Ok(request.with_body(serde_json::to_vec(&order)?))
}

/// The lowest price at which the order's market can be bought.
async fn lowest(
    passage: &mut Passage,
    shared: &Shared,
    request: &Message,
    order: &Map<String, Value>,
) -> io::Result<String> {
    let symbol = order.get("symbol").and_then(Value::as_str).unwrap_or_default();
    let (_, path) = request.asks();
    let base = path.strip_suffix("/trade/order").unwrap_or_default();
    let answer = passage.exchange(shared, &request.beside(&format!("{base}/markets/{symbol}"))).await?;
    let market: Map<String, Value> = serde_json::from_slice(&answer.body)?;
    let step = market.get("price_step").and_then(Value::as_str);
    step.map(str::to_owned).ok_or_else(|| io::ErrorKind::InvalidData.into())
}
