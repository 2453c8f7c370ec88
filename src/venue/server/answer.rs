//! Answers in JSON, also when they say no.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, Response, StatusCode};
use serde::Serialize;

use super::floor::Unavailable;
use crate::paper::Reject;

/// Why a request is refused, in the form of the wire.
#[derive(Debug, Serialize)]
pub(super) struct Refusal {
    #[serde(skip)]
    status: StatusCode,
    error: &'static str,
    message: String,
}

impl Refusal {
    /// A refusal with `status` and `error`, a code in `snake_case`; `message` is for people.
    pub(super) fn new(status: StatusCode, error: &'static str, message: impl Into<String>) -> Self {
        Self { status, error, message: message.into() }
    }

    /// 400 with a code.
    pub(super) fn bad_request(error: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error, message)
    }

    /// The answer.
    pub(super) fn answer(&self) -> Response<Body> {
        json(self.status, self)
    }
}

impl From<Reject> for Refusal {
    fn from(reject: Reject) -> Self {
        let status = StatusCode::from_u16(reject.status).unwrap_or(StatusCode::BAD_REQUEST);
        Self::new(status, reject.code, reject.message)
    }
}

impl From<Unavailable> for Refusal {
    fn from(Unavailable: Unavailable) -> Self {
        let message =
            "the exchange cannot be saved at the moment; ask what became of this before repeating it";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "store_unavailable", message)
    }
}

/// `body` as JSON.
pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Response<Body> {
    let (status, bytes) = match serde_json::to_vec(body) {
        Ok(bytes) => (status, bytes),
        Err(error) => {
            tracing::error!(%error, "an answer could not be written");
            (StatusCode::INTERNAL_SERVER_ERROR, br#"{"error":"internal_error"}"#.to_vec())
        }
    };
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// 200 with `body`, or the refusal.
pub(super) fn answered<T: Serialize>(result: Result<T, Refusal>) -> Response<Body> {
    match result {
        Ok(body) => json(StatusCode::OK, &body),
        Err(refusal) => refusal.answer(),
    }
}
