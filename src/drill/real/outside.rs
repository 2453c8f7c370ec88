//! Somebody else who trades in the account, past the proxy.

use crate::clock::Clock;
use crate::event::{Call, Lane, Outcome, Request};
use crate::fault::{Fault, Schedule};
use crate::model::{ClientOrderId, Markets, OrderKind, OrderTicket, RequestId};
use crate::runtime::{RunError, sleep_until};
use crate::venue::{VenueClient, VenueSettings};

/// Makes every trade from outside that `schedule` has, in its time. Returns what could not be done.
///
/// # Errors
/// When there can be no client.
pub(super) async fn trade(
    schedule: &Schedule,
    markets: &Markets,
    venue: VenueSettings,
    clock: Clock,
) -> Result<Vec<String>, RunError> {
    let client = VenueClient::new(venue, clock)?;
    let mut trades: Vec<_> = schedule
        .windows()
        .iter()
        .filter_map(|window| match window.fault {
            Fault::OutsideTrade { side, quantity } => Some((window, side, quantity)),
            _ => None,
        })
        .collect();
    trades.sort_by_key(|(window, ..)| window.from);
    let mut undone = Vec::new();
    for (number, (window, side, quantity)) in trades.into_iter().enumerate() {
        let first = || markets.iter().next().map(|(_, market)| market.symbol.clone());
        let Some(symbol) = window.symbol.clone().or_else(first) else { continue };
        sleep_until(clock, schedule.begin() + window.from).await;
        let ticket = OrderTicket {
            client_order_id: ClientOrderId::new(&format!("someone-else-{number}")),
            symbol,
            side,
            quantity,
            kind: OrderKind::Market,
            reduce_only: false,
        };
        let call = Call::PlaceOrder(ticket);
        let request = Request { id: RequestId(0), lane: Lane::Trade, call, order: None, purpose: None };
        let outcome = client.send(&request).await.outcome;
        if !matches!(outcome, Outcome::Answered(_)) {
            undone.push(format!("a trade from outside could not be made: {outcome:?}"));
        }
    }
    Ok(undone)
}
