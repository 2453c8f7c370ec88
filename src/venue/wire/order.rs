//! An order on the wire: what is asked, and what is answered.
//!
//! The smallest answer that is understood is the founding one, `{"order_id": …, "status": …}`.

use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize};

use super::{Exact, FillAnswer, WireError, WireText};
use crate::model::{
    ClientOrderId, Fill, OrderKind, OrderReport, OrderTicket, Price, Quantity, Side, Symbol, TimeInForce,
    TradingMode, VenueOrderId, VenueOrderStatus,
};

/// The body of `POST /trade/order`.
#[derive(Debug, Serialize)]
pub(crate) struct OrderBody<'a> {
    symbol: &'a str,
    side: Side,
    amount: Exact<Quantity>,
    mode: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<Exact<Price>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time_in_force: Option<TimeInForce>,
    reduce_only: bool,
    client_order_id: &'a str,
}

impl<'a> OrderBody<'a> {
    /// The body for `ticket`.
    pub(crate) fn new(ticket: &'a OrderTicket, mode: TradingMode) -> Self {
        let (kind, price, time_in_force) = match ticket.kind {
            OrderKind::Market => ("market", None, None),
            OrderKind::Limit { price, time_in_force } => ("limit", Some(Exact(price)), Some(time_in_force)),
        };
        Self {
            symbol: ticket.symbol.as_str(),
            side: ticket.side,
            amount: Exact(ticket.quantity),
            mode: mode.as_str(),
            kind,
            price,
            time_in_force,
            reduce_only: ticket.reduce_only,
            client_order_id: ticket.client_order_id.as_str(),
        }
    }
}

/// An order as the venue has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct OrderAnswer {
    order_id: WireText,
    #[serde(deserialize_with = "status")]
    status: VenueOrderStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client_order_id: Option<WireText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    symbol: Option<WireText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    side: Option<Side>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    amount: Option<Exact<Quantity>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    filled: Option<Exact<Quantity>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mode: Option<WireText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    execution: Option<WireText>,
    #[serde(default)]
    fills: Option<Vec<FillAnswer>>,
}

/// The words that venues use for where an order stands. A word that is not here is an error: its
/// order must be asked about, not guessed at.
fn status<'de, D: Deserializer<'de>>(deserializer: D) -> Result<VenueOrderStatus, D::Error> {
    let word = WireText::deserialize(deserializer)?;
    match word.as_str().to_ascii_lowercase().as_str() {
        "open" | "new" | "accepted" | "resting" => Ok(VenueOrderStatus::Open),
        "partially_filled" | "partial" => Ok(VenueOrderStatus::PartiallyFilled),
        "filled" => Ok(VenueOrderStatus::Filled),
        "cancelled" | "canceled" | "expired" => Ok(VenueOrderStatus::Cancelled),
        "rejected" => Ok(VenueOrderStatus::Rejected),
        _ => Err(D::Error::custom(format_args!("{:?} is not the status of an order", word.as_str()))),
    }
}

impl OrderAnswer {
    /// The answer that tells of `report`, from a venue of `mode`.
    pub(crate) fn new(report: &OrderReport, mode: TradingMode) -> Self {
        Self {
            order_id: WireText::new(report.order_id.as_str()),
            status: report.status,
            client_order_id: report.client_order_id.as_ref().map(|id| WireText::new(id.as_str())),
            symbol: report.symbol.as_ref().map(|symbol| WireText::new(symbol.as_str())),
            side: report.side,
            amount: report.quantity.map(Exact),
            filled: report.filled.map(Exact),
            mode: Some(WireText::new(mode.as_str())),
            execution: None,
            fills: Some(report.fills.iter().map(FillAnswer::from).collect()),
        }
    }

    /// What it tells, when orders are executed as `mode` says.
    ///
    /// # Errors
    /// It says too little or the impossible, or it is about an order of the other mode: what a paper soak
    /// hears of real money is not its own, and the other way round.
    pub(crate) fn report(self, mode: TradingMode) -> Result<OrderReport, WireError> {
        let answer = self;
        let says = |text: &Option<WireText>, word| text.as_ref().is_some_and(|text| text.as_str() == word);
        match mode {
            TradingMode::Paper if says(&answer.mode, "live") || says(&answer.execution, "real") => {
                return Err(WireError::Real);
            }
            TradingMode::Live if says(&answer.mode, "paper") || says(&answer.execution, "paper") => {
                return Err(WireError::Paper);
            }
            _ => {}
        }
        if let Some(amount) = answer.amount.filter(|amount| !amount.0.is_positive()) {
            return Err(WireError::out_of_range("the amount of an order", amount, "is not above zero"));
        }
        if let Some(filled) = answer.filled.filter(|filled| filled.0.is_negative()) {
            return Err(WireError::out_of_range("the filled amount of an order", filled, "is below zero"));
        }
        let fills = answer.fills.unwrap_or_default().into_iter().map(Fill::try_from);
        Ok(OrderReport {
            order_id: VenueOrderId::new(answer.order_id.id("order_id")?),
            client_order_id: answer.client_order_id.map(|id| ClientOrderId::new(id.as_str())),
            symbol: answer.symbol.map(|symbol| Symbol::new(symbol.as_str())).transpose()?,
            side: answer.side,
            quantity: answer.amount.map(|amount| amount.0),
            filled: answer.filled.map(|filled| filled.0),
            status: answer.status,
            fills: fills.collect::<Result<_, _>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, expect: Result<VenueOrderStatus, &str>) {
        check_in(TradingMode::Paper, json, expect);
    }

    #[track_caller]
    fn check_in(mode: TradingMode, json: &str, expect: Result<VenueOrderStatus, &str>) {
        let read = serde_json::from_str::<OrderAnswer>(json)
            .map_err(WireError::from)
            .and_then(|answer| answer.report(mode))
            .map(|report| report.status)
            .map_err(|error| error.to_string());
        match expect {
            Ok(status) => assert_eq!(read, Ok(status), "{json}"),
            Err(part) => {
                let error = read.expect_err("an error was expected");
                assert!(error.contains(part), "{error:?} does not contain {part:?}");
            }
        }
    }

    #[test]
    fn the_founding_answer_and_full_ones_are_read() {
        check(r#"{"order_id":"abc123","status":"filled"}"#, Ok(VenueOrderStatus::Filled));
        check(r#"{"order_id":17,"status":"NEW","_info":{},"id":"x"}"#, Ok(VenueOrderStatus::Open));
        check(
            r#"{"order_id":"a","status":"canceled","amount":null,"fills":null}"#,
            Ok(VenueOrderStatus::Cancelled),
        );
    }

    #[test]
    fn answers_that_say_too_little_or_the_wrong_thing_are_malformed() {
        check(r#"{"status":"filled"}"#, Err("missing field `order_id`"));
        check(r#"{"order_id":"","status":"filled"}"#, Err("order_id is missing or empty"));
        let long = format!(r#"{{"order_id":"{}","status":"open"}}"#, "a".repeat(97));
        check(&long, Err("longer than 96"));
        check(r#"{"order_id":"a","status":"done?"}"#, Err("\"done?\" is not the status"));
        check(r#"{"order_id":"a","status":"filled","amount":-1}"#, Err("-1, which is not above zero"));
        check(r#"{"order_id":"a","status":"filled","symbol":"B\u001bC"}"#, Err("is not a symbol"));
        check(r#"{"order_id":"a","status":"filled","mode":"live"}"#, Err("for real"));
        check(r#"{"order_id":"a","status":"filled","execution":"real"}"#, Err("for real"));
        let live = r#"{"order_id":"a","status":"filled","mode":"live","execution":"real"}"#;
        check_in(TradingMode::Live, live, Ok(VenueOrderStatus::Filled));
        let paper = r#"{"order_id":"a","status":"filled","mode":"paper"}"#;
        check_in(TradingMode::Live, paper, Err("on paper"));
        check(r#"["order_id"]"#, Err(""));
    }
}
