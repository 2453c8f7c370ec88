//! Where each call goes, and what it carries.

use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Client, Method, RequestBuilder, Url};

use super::settings::VenueSettings;
use crate::event::{Call, OrderQuery};
use crate::venue::wire::OrderBody;

/// The header that makes a repeated order the same order.
const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// The HTTP request of `call` at `venue`.
///
/// # Errors
/// When the body cannot be written, which no ticket leads to.
pub(super) fn request(
    client: &Client,
    venue: &VenueSettings,
    call: &Call,
) -> Result<RequestBuilder, serde_json::Error> {
    let base = venue.base();
    let get = |path: &[&str], query: &[(&str, &str)]| client.request(Method::GET, url(base, path, query));
    Ok(match call {
        Call::PlaceOrder(ticket) => client
            .request(Method::POST, url(base, &["trade", "order"], &[]))
            .header(IDEMPOTENCY_KEY, ticket.client_order_id.as_str())
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .body(serde_json::to_vec(&OrderBody::new(ticket, venue.mode()))?),
        Call::CancelOrder(id) => {
            client.request(Method::DELETE, url(base, &["trade", "order", id.as_str()], &[]))
        }
        Call::QueryOrder(OrderQuery::Venue(id)) => get(&["trade", "order", id.as_str()], &[]),
        Call::QueryOrder(OrderQuery::Client(id)) => {
            get(&["trade", "orders"], &[("client_order_id", id.as_str())])
        }
        Call::ListOpenOrders { cursor } => {
            let query = [("status", "open"), ("cursor", cursor.as_deref().unwrap_or_default())];
            get(&["trade", "orders"], query.get(..1 + usize::from(cursor.is_some())).unwrap_or(&query))
        }
        Call::ListFills { cursor: None } => get(&["trade", "fills"], &[]),
        Call::ListFills { cursor: Some(cursor) } => get(&["trade", "fills"], &[("cursor", cursor)]),
        Call::ListPositions => get(&["trade", "positions"], &[]),
        Call::GetBalance => get(&["wallet", "balance"], &[]),
        Call::GetHealth => get(&["health"], &[]),
    })
}

/// `base` with path segments and query added; what came from the venue is escaped.
fn url(base: &Url, path: &[&str], query: &[(&str, &str)]) -> Url {
    let mut url = base.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(path);
    }
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(query);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ClientOrderId, VenueOrderId};

    #[track_caller]
    fn check(call: &Call, method: &str, expect: &str) {
        let client = Client::builder().tls_certs_only([]).build().unwrap();
        let venue = VenueSettings::new("http://127.0.0.1:1/api/v1/").unwrap();
        let request = request(&client, &venue, call).unwrap().build().unwrap();
        assert_eq!(request.method().as_str(), method);
        assert_eq!(request.url().as_str().strip_prefix("http://127.0.0.1:1/api/v1"), Some(expect));
    }

    #[test]
    fn every_call_has_its_place_and_ids_are_escaped() {
        crate::venue::client::transport::install_tls();
        let id = VenueOrderId::new("a/b?c#d é");
        check(&Call::CancelOrder(id.clone()), "DELETE", "/trade/order/a%2Fb%3Fc%23d%20%C3%A9");
        check(&Call::QueryOrder(OrderQuery::Venue(id)), "GET", "/trade/order/a%2Fb%3Fc%23d%20%C3%A9");
        let id = ClientOrderId::new("s-1&x=2");
        check(&Call::QueryOrder(OrderQuery::Client(id)), "GET", "/trade/orders?client_order_id=s-1%26x%3D2");
        check(&Call::ListOpenOrders { cursor: None }, "GET", "/trade/orders?status=open");
        let cursor = Some("7".to_owned());
        check(&Call::ListOpenOrders { cursor: cursor.clone() }, "GET", "/trade/orders?status=open&cursor=7");
        check(&Call::ListFills { cursor: None }, "GET", "/trade/fills");
        check(&Call::ListFills { cursor }, "GET", "/trade/fills?cursor=7");
        check(&Call::ListPositions, "GET", "/trade/positions");
        check(&Call::GetBalance, "GET", "/wallet/balance");
        check(&Call::GetHealth, "GET", "/health");
    }
}
