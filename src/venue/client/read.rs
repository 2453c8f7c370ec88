//! What a complete 2xx body says, call by call.
//!
//! Invariant: an answer about another order than the one that was asked about is no answer.

use crate::event::{Answer, Call, OrderQuery};
use crate::model::{ClientOrderId, OrderReport, TradingMode, VenueOrderId};
use crate::venue::wire::{
    BalanceAnswer, HealthAnswer, OrderAnswer, WireError, fills_page, orders_page, positions_list,
};

/// The answer in `body`, from a venue that executes as `mode` says.
///
/// # Errors
/// When the body is not what the call asks for.
pub(super) fn answer(call: &Call, body: &[u8], mode: TradingMode) -> Result<Answer, WireError> {
    Ok(match call {
        Call::PlaceOrder(ticket) => {
            let report = order(body, mode)?;
            if report.client_order_id.as_ref().is_some_and(|id| *id != ticket.client_order_id)
                || report.symbol.as_ref().is_some_and(|symbol| *symbol != ticket.symbol)
                || report.side.is_some_and(|side| side != ticket.side)
            {
                return Err(another(&report));
            }
            Answer::Order(Box::new(report))
        }
        Call::CancelOrder(id) => Answer::Order(Box::new(this_order(id, body, mode)?)),
        Call::QueryOrder(OrderQuery::Venue(id)) => {
            Answer::OrderFound(Some(Box::new(this_order(id, body, mode)?)))
        }
        Call::QueryOrder(OrderQuery::Client(id)) => Answer::OrderFound(find(id, body, mode)?.map(Box::new)),
        Call::ListOpenOrders { .. } => Answer::Orders(orders_page(body, mode)?),
        Call::ListFills { .. } => Answer::Fills(fills_page(body)?),
        Call::ListPositions => Answer::Positions(positions_list(body)?),
        Call::GetBalance => Answer::Balance(serde_json::from_slice::<BalanceAnswer>(body)?.try_into()?),
        Call::GetHealth => Answer::Health(serde_json::from_slice::<HealthAnswer>(body)?.proof()),
    })
}

fn order(body: &[u8], mode: TradingMode) -> Result<OrderReport, WireError> {
    serde_json::from_slice::<OrderAnswer>(body)?.report(mode)
}

fn this_order(id: &VenueOrderId, body: &[u8], mode: TradingMode) -> Result<OrderReport, WireError> {
    let report = order(body, mode)?;
    if report.order_id == *id { Ok(report) } else { Err(another(&report)) }
}

fn another(report: &OrderReport) -> WireError {
    WireError::out_of_range("the order answered", &report.order_id, "is not the one asked about")
}

/// The order `id` in a list. Only a complete list in which every order says whose it is can prove
/// that the order is not there: a venue that ignores the filter lists other orders too.
fn find(id: &ClientOrderId, body: &[u8], mode: TradingMode) -> Result<Option<OrderReport>, WireError> {
    let page = orders_page(body, mode)?;
    let anonymous = page.items.iter().any(|report| report.client_order_id.is_none());
    let found = page.items.into_iter().find(|report| report.client_order_id.as_ref() == Some(id));
    match found {
        Some(report) => Ok(Some(report)),
        None if page.next.is_some() => {
            Err(WireError::Incomplete("the list of orders goes on, so it proves no absence"))
        }
        None if anonymous => Err(WireError::Incomplete(
            "the list holds orders without a client_order_id, so it proves no absence",
        )),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::super::transport::BODY_BYTES_MAX;
    use super::*;
    use crate::model::FILLS_IN_ANSWER_MAX;

    #[track_caller]
    fn check(call: &Call, body: &str, expect: Result<Option<&str>, &str>) {
        let read = answer(call, body.as_bytes(), TradingMode::Paper).map_err(|error| error.to_string());
        match (read, expect) {
            (Ok(Answer::OrderFound(found)), Ok(id)) => {
                assert_eq!(found.as_ref().map(|report| report.order_id.as_str()), id);
            }
            (Err(error), Err(part)) => assert!(error.contains(part), "{error}"),
            (read, expect) => panic!("{body}: got {read:?}, not {expect:?}"),
        }
    }

    #[test]
    fn only_a_complete_list_proves_that_an_order_is_not_there() {
        let call = Call::QueryOrder(OrderQuery::Client(ClientOrderId::new("s-1")));
        check(&call, r#"{"orders":[],"next_cursor":null}"#, Ok(None));
        check(
            &call,
            r#"{"orders":[{"order_id":"a","client_order_id":"s-1","status":"open"}]}"#,
            Ok(Some("a")),
        );
        check(&call, r#"{"orders":[{"order_id":"a","client_order_id":"s-2","status":"open"}]}"#, Ok(None));
        check(&call, r#"{"orders":[],"next_cursor":"9"}"#, Err("goes on"));
        check(&call, r#"{"orders":[{"order_id":"a","status":"open"}]}"#, Err("without a client_order_id"));
        check(&call, r#"{"error":"oops"}"#, Err("missing field `orders`"));
    }

    /// A venue without a cursor tells all its fills in each answer, and the engine has to know them again.
    #[test]
    fn no_answer_lists_more_fills_than_are_known_again() {
        let fill = r#"{"fill_id":1,"order_id":1,"symbol":"A","side":"buy","price":1,"amount":1,"fee":0,"timestamp":0}"#;
        let count = BODY_BYTES_MAX / (fill.len() + 1);
        assert!(count <= FILLS_IN_ANSWER_MAX, "{count} fills in {BODY_BYTES_MAX} bytes");
        let list = format!("[{}]", vec![fill; count].join(","));
        let read = answer(&Call::ListFills { cursor: None }, list.as_bytes(), TradingMode::Paper);
        assert!(matches!(read, Ok(Answer::Fills(page)) if page.items.len() == count && page.next.is_none()));
    }

    #[test]
    fn an_answer_about_another_order_is_none() {
        let call = Call::QueryOrder(OrderQuery::Venue(VenueOrderId::new("a")));
        check(&call, r#"{"order_id":"a","status":"filled"}"#, Ok(Some("a")));
        check(&call, r#"{"order_id":"b","status":"filled"}"#, Err("not the one asked about"));
    }
}
