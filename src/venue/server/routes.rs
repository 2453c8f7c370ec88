//! What is served where.

use axum::Router;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, Response, StatusCode, Uri};
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use super::answer::Refusal;
use super::floor::VenueServer;
use super::gate::gate;
use super::{account, list, order, socket};
use crate::model::neutralise;

/// Where the venue has its interface; the same is served at the root for short addresses.
pub(super) const PREFIX: &str = "/api/v1";

/// Largest body taken, in bytes. The longest order is under a kilobyte.
const BODY_BYTES_MAX: usize = 16 << 10;

/// Longest path shown in an error, in characters.
const PATH_SHOWN_MAX: usize = 80;

impl VenueServer {
    /// Everything that is served, with the gate before it. Whatever is layered on top sees requests
    /// before they have any effect, and answers after it.
    pub fn router(&self) -> Router {
        let routes = Router::new()
            .route("/trade/order", post(order::place))
            .route("/trade/order/{id}", get(order::show).delete(order::cancel))
            .route("/trade/orders", get(list::orders))
            .route("/trade/fills", get(list::fills))
            .route("/trade/positions", get(account::positions))
            .route("/wallet/balance", get(account::balance))
            .route("/markets", get(account::markets))
            .route("/markets/{symbol}", get(account::market))
            .route("/health", get(account::health))
            .route("/stream", get(socket::stream));
        Router::new()
            .nest(PREFIX, routes.clone())
            .merge(routes)
            .fallback(no_route)
            .method_not_allowed_fallback(no_method)
            .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
            .layer(from_fn_with_state(self.clone(), gate))
            .with_state(self.clone())
    }
}

async fn no_route(uri: Uri) -> Response<Body> {
    let path = neutralise(uri.path(), PATH_SHOWN_MAX);
    let message = format!("nothing is served at {path}");
    Refusal::new(StatusCode::NOT_FOUND, "route_not_found", message).answer()
}

async fn no_method(method: Method, uri: Uri) -> Response<Body> {
    let path = neutralise(uri.path(), PATH_SHOWN_MAX);
    let message = format!("{method} is not served at {path}");
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", message).answer()
}
