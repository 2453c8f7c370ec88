//! The routes of lists: orders and fills, in pages.

use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::Response;
use serde::Deserialize;

use super::answer::{Refusal, answered};
use super::floor::VenueServer;
use crate::model::{ClientOrderId, Cursor, Fill, OrderReport, Page, neutralise};
use crate::paper::OrderFilter;
use crate::venue::wire::{FillAnswer, FillList, OrderList, WireText};

/// Entries of a page when the client does not say: some 50 KiB.
const PAGE_LENGTH: usize = 100;

/// The query of a list.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ListQuery {
    client_order_id: Option<String>,
    status: Option<String>,
    cursor: Option<Cursor>,
    limit: Option<usize>,
}

impl ListQuery {
    fn cursor(&self) -> Option<Cursor> {
        self.cursor.clone().filter(|cursor| !cursor.is_empty())
    }

    fn limit(&self) -> usize {
        self.limit.unwrap_or(PAGE_LENGTH)
    }
}

type ListParameters = Result<Query<ListQuery>, QueryRejection>;

fn parameters(query: ListParameters) -> Result<ListQuery, Refusal> {
    match query {
        Ok(Query(query)) => Ok(query),
        Err(rejection) => {
            Err(Refusal::bad_request("invalid_query", neutralise(&rejection.body_text(), QUERY_ERROR_MAX)))
        }
    }
}

/// Longest description of a bad query, in characters; it quotes the query.
const QUERY_ERROR_MAX: usize = 200;

/// `GET /trade/orders`.
pub(super) async fn orders(State(server): State<VenueServer>, query: ListParameters) -> Response<Body> {
    answered(orders_page(&server, query).await.map(|page| OrderList {
        orders: page.items.iter().map(|report| server.answer(report)).collect(),
        next_cursor: page.next.as_deref().map(WireText::new),
        resume_cursor: page.resume.as_deref().map(WireText::new),
    }))
}

async fn orders_page(server: &VenueServer, query: ListParameters) -> Result<Page<OrderReport>, Refusal> {
    let query = parameters(query)?;
    if let Some(id) = &query.client_order_id {
        let id = ClientOrderId::new(id);
        let found = server.act(move |exchange, _, _| exchange.order_by_client_id(&id)).await?;
        return Ok(Page { items: found.into_iter().collect(), next: None, resume: None });
    }
    let filter = match query.status.as_deref() {
        None | Some("all") => OrderFilter::All,
        Some("open") => OrderFilter::Open,
        Some(_) => return Err(Refusal::bad_request("invalid_status", "status is open or all")),
    };
    let (cursor, limit) = (query.cursor(), query.limit());
    Ok(server.act(move |exchange, _, _| exchange.orders(filter, cursor.as_deref(), limit)).await??)
}

/// `GET /trade/fills`.
pub(super) async fn fills(State(server): State<VenueServer>, query: ListParameters) -> Response<Body> {
    answered(fills_page(&server, query).await.map(|page| FillList {
        fills: page.items.iter().map(FillAnswer::from).collect(),
        next_cursor: page.next.as_deref().map(WireText::new),
        resume_cursor: page.resume.as_deref().map(WireText::new),
    }))
}

async fn fills_page(server: &VenueServer, query: ListParameters) -> Result<Page<Fill>, Refusal> {
    let query = parameters(query)?;
    let (cursor, limit) = (query.cursor(), query.limit());
    Ok(server.act(move |exchange, _, _| exchange.fills(cursor.as_deref(), limit)).await??)
}
