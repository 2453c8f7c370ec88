//! Faults around everything that the exchange serves: what happens to the next requests of a route.
//!
//! Only a fault departs from the truth. Whatever is not struck is answered by the exchange itself, so
//! that evidence is real evidence.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Response, StatusCode};
use axum::middleware::Next;
use futures_util::stream;

/// Largest body that passes through a fault: far more than an order has.
const BODY_BYTES_MAX: usize = 1 << 20;

/// `POST /trade/order`, the route of most cases.
pub(crate) const PLACE: &str = "POST /trade/order";

/// What happens to one request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    /// It is answered so, and the exchange never hears of it.
    Instead(u16, &'static str),
    /// The exchange does it, and its answer is replaced by this one.
    After(u16, &'static str),
    /// The exchange never hears of it, and nothing is answered.
    Lost,
    /// The exchange does it, and nothing is answered.
    Silent,
    /// The exchange does it, and half of its answer arrives.
    Cut,
    /// Nothing is answered, and the exchange does it this much later.
    Late(Duration),
}

/// One request that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Method and path, without the prefix and the query.
    pub(crate) route: String,
    /// Its idempotency key.
    pub(crate) key: Option<String>,
}

/// The script of each route, and what arrived. Clones share both.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults {
    script: Arc<Mutex<BTreeMap<&'static str, Script>>>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

/// What happens to the requests of one route.
#[derive(Debug, Default)]
struct Script {
    /// To the next ones, in this order.
    next: VecDeque<Fault>,
    /// To all that follow, until it is lifted.
    standing: Option<Fault>,
}

impl Faults {
    /// Strikes the next requests of `route` with `faults`, in this order.
    pub(crate) fn strike(&self, route: &'static str, faults: impl IntoIterator<Item = Fault>) {
        self.script.lock().unwrap().entry(route).or_default().next.extend(faults);
    }

    /// Strikes every request of `route` with `fault` from now on. Gives how many came before.
    pub(crate) fn stand(&self, route: &'static str, fault: Fault) -> usize {
        let mut script = self.script.lock().unwrap();
        script.entry(route).or_default().standing = Some(fault);
        self.seen(route).len()
    }

    /// Strikes no request of `route` any more.
    pub(crate) fn lift(&self, route: &'static str) {
        self.script.lock().unwrap().remove(route);
    }

    /// Every request of `route` so far.
    pub(crate) fn seen(&self, route: &str) -> Vec<Seen> {
        self.seen.lock().unwrap().iter().filter(|seen| seen.route == route).cloned().collect()
    }

    /// The routes of every request so far that has to do with an order.
    pub(crate) fn about_orders(&self) -> Vec<String> {
        let seen = self.seen.lock().unwrap();
        seen.iter().filter(|seen| seen.route.contains("/trade/order")).map(|s| s.route.clone()).collect()
    }

    fn take(&self, request: &Request) -> Option<Fault> {
        let path = request.uri().path();
        let open_orders = request.uri().query().is_some_and(|query| query.contains("status=open"));
        let path = path.strip_prefix("/api/v1").unwrap_or(path);
        let route = format!("{} {path}{}", request.method(), if open_orders { "?open" } else { "" });
        let key = request.headers().get("idempotency-key").map(|key| key.to_str().unwrap().to_owned());
        let mut script = self.script.lock().unwrap();
        let of_route = script.get_mut(route.as_str());
        let fault = of_route.and_then(|script| script.next.pop_front().or(script.standing));
        self.seen.lock().unwrap().push(Seen { route, key });
        fault
    }
}

/// The layer.
pub(crate) async fn around(State(faults): State<Faults>, request: Request, next: Next) -> Response<Body> {
    match faults.take(&request) {
        None => next.run(request).await,
        Some(Fault::Instead(status, body)) => answer(status, body),
        Some(Fault::After(status, body)) => {
            next.run(request).await;
            answer(status, body)
        }
        Some(Fault::Lost) => std::future::pending().await,
        Some(Fault::Silent) => {
            next.run(request).await;
            std::future::pending().await
        }
        Some(Fault::Cut) => cut(next.run(request).await).await,
        Some(Fault::Late(wait)) => {
            let (head, body) = request.into_parts();
            let body = to_bytes(body, BODY_BYTES_MAX).await.unwrap();
            // A task of its own: the client gives up long before.
            tokio::spawn(async move {
                tokio::time::sleep(wait).await;
                next.run(Request::from_parts(head, Body::from(body))).await
            });
            std::future::pending().await
        }
    }
}

fn answer(status: u16, body: &'static str) -> Response<Body> {
    let kind = if body.starts_with('<') { "text/html" } else { "application/json" };
    let mut answer = Response::new(Body::from(body));
    *answer.status_mut() = StatusCode::from_u16(status).unwrap();
    answer.headers_mut().insert(CONTENT_TYPE, kind.parse().unwrap());
    answer
}

/// The head, half of the body, and the end of the connection.
async fn cut(whole: Response<Body>) -> Response<Body> {
    let (head, body) = whole.into_parts();
    let body = to_bytes(body, BODY_BYTES_MAX).await.unwrap();
    let half = body.slice(..body.len() / 2);
    let parts: [std::io::Result<Bytes>; 2] = [Ok(half), Err(std::io::Error::other("cut"))];
    Response::from_parts(head, Body::from_stream(stream::iter(parts)))
}
