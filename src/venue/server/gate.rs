//! The gate before every route: the rate limit, then the key.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use axum::middleware::Next;
use secrecy::ExposeSecret;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::answer::{Refusal, json};
use super::floor::VenueServer;
use super::limit::{KeyDigest, Quota};
use super::routes::PREFIX;
use crate::model::Time;

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// Counts the request, checks its key, lets it pass, and writes what is left of the limit on the
/// answer, whatever that is.
pub(super) async fn gate(State(server): State<VenueServer>, request: Request, next: Next) -> Response<Body> {
    let now = server.clock.now();
    let key = digest(request.headers());
    let quota = server.limiter.take(key.unwrap_or_default(), now);
    let mut response = if !quota.allowed {
        rate_limited(quota, now)
    } else if let Some(refusal) = refuse(&server, request.uri().path(), key) {
        refusal.answer()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(LIMIT, HeaderValue::from(quota.limit));
    headers.insert(REMAINING, HeaderValue::from(quota.remaining));
    headers.insert(RESET, HeaderValue::from(quota.reset.as_secs()));
    response
}

/// Health is for anybody; everything else wants a key, and the right one where one is set.
fn refuse(server: &VenueServer, path: &str, key: Option<KeyDigest>) -> Option<Refusal> {
    if path.strip_prefix(PREFIX).unwrap_or(path) == "/health" {
        return None;
    }
    let unauthorized = |error, message: &str| Some(Refusal::new(StatusCode::UNAUTHORIZED, error, message));
    let Some(key) = key else {
        return unauthorized("unauthorized", "send the header Authorization: Bearer KEY");
    };
    match &server.settings.key {
        // Digests are compared, so that the time it takes tells nothing of the key.
        Some(expect) if sha256(expect.expose_secret().as_bytes()) != key => {
            unauthorized("invalid_key", "the key is not the one this exchange was started with")
        }
        _ => None,
    }
}

fn digest(headers: &HeaderMap) -> Option<KeyDigest> {
    let value = headers.get(AUTHORIZATION)?.as_bytes();
    let (scheme, key) = value.split_at_checked("Bearer ".len())?;
    let key = key.trim_ascii();
    (scheme.eq_ignore_ascii_case(b"Bearer ") && !key.is_empty()).then(|| sha256(key))
}

fn sha256(bytes: &[u8]) -> KeyDigest {
    Sha256::digest(bytes).into()
}

/// The body of a 429, with every member that clients of this venue look for.
#[derive(Serialize)]
struct RateLimited {
    error: &'static str,
    message: &'static str,
    retry_after: i64,
    limit: u32,
    window: &'static str,
}

fn rate_limited(quota: Quota, now: Time) -> Response<Body> {
    // Rounded up, so that whoever comes back then is let in.
    let retry_after = quota.reset.since(now).as_secs() + 1;
    let body = RateLimited {
        error: "rate_limited",
        message: "too many requests in this minute: wait, then send the same again with the same key",
        retry_after,
        limit: quota.limit,
        window: "1m",
    };
    let mut response = json(StatusCode::TOO_MANY_REQUESTS, &body);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(retry_after));
    response
}
