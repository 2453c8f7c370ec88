//! The routes of one order: place, show, cancel.

use axum::body::{Body, Bytes};
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Response, StatusCode};

use super::answer::{Refusal, answered};
use super::floor::VenueServer;
use super::ticket::ticket;
use crate::model::{OrderReport, VenueOrderId};

/// `POST /trade/order`.
pub(super) async fn place(
    State(server): State<VenueServer>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response<Body> {
    answered(place_order(&server, &headers, body).await.map(|report| server.answer(&report)))
}

async fn place_order(
    server: &VenueServer,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<OrderReport, Refusal> {
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", "an order is under 16 KiB")
        }
        _ => Refusal::bad_request("invalid_body", "the body did not arrive completely"),
    })?;
    let ticket = ticket(headers, &body, server.settings.plays)?;
    Ok(server.act(move |exchange, at, changes| exchange.place(at, &ticket, changes)).await??)
}

/// `GET /trade/order/{id}`.
pub(super) async fn show(
    State(server): State<VenueServer>,
    id: Result<Path<String>, PathRejection>,
) -> Response<Body> {
    answered(show_order(&server, id).await.map(|report| server.answer(&report)))
}

async fn show_order(
    server: &VenueServer,
    id: Result<Path<String>, PathRejection>,
) -> Result<OrderReport, Refusal> {
    let id = order_id(id)?;
    let asked = id.clone();
    let report = server.act(move |exchange, _, _| exchange.order(&asked)).await?;
    report.ok_or_else(|| {
        Refusal::new(StatusCode::NOT_FOUND, "order_not_found", format!("there is no order {id}"))
    })
}

/// `DELETE /trade/order/{id}`.
pub(super) async fn cancel(
    State(server): State<VenueServer>,
    id: Result<Path<String>, PathRejection>,
) -> Response<Body> {
    answered(cancel_order(&server, id).await.map(|report| server.answer(&report)))
}

async fn cancel_order(
    server: &VenueServer,
    id: Result<Path<String>, PathRejection>,
) -> Result<OrderReport, Refusal> {
    let id = order_id(id)?;
    Ok(server.act(move |exchange, at, changes| exchange.cancel(at, &id, changes)).await??)
}

fn order_id(id: Result<Path<String>, PathRejection>) -> Result<VenueOrderId, Refusal> {
    match id {
        Ok(Path(id)) => Ok(VenueOrderId::new(&id)),
        Err(_) => Err(Refusal::bad_request("invalid_order_id", "the order's id in the path is not UTF-8")),
    }
}
