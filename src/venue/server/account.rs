//! The routes of what there is: positions, balance, markets, health.

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode};

use super::answer::{Refusal, answered, json};
use super::floor::VenueServer;
use crate::model::TradingMode;
use crate::venue::wire::{
    BalanceAnswer, HealthAnswer, MarketAnswer, MarketList, PositionAnswer, PositionList, WireText,
};

/// `GET /trade/positions`.
pub(super) async fn positions(State(server): State<VenueServer>) -> Response<Body> {
    let reports = server.act(|exchange, _, _| exchange.positions()).await;
    answered(reports.map_err(Refusal::from).map(|reports| PositionList {
        positions: reports.iter().map(PositionAnswer::from).collect(),
        next_cursor: None,
        resume_cursor: None,
    }))
}

/// `GET /wallet/balance`.
pub(super) async fn balance(State(server): State<VenueServer>) -> Response<Body> {
    let report = server.act(|exchange, _, _| exchange.balance()).await;
    answered(report.map_err(Refusal::from).map(|report| BalanceAnswer::from(&report)))
}

/// `GET /markets`.
pub(super) async fn markets(State(server): State<VenueServer>) -> Response<Body> {
    let marks = server
        .act(|exchange, _, _| exchange.markets().iter().map(|(id, _)| exchange.mark(id)).collect::<Vec<_>>())
        .await;
    answered(marks.map_err(Refusal::from).map(|marks| {
        MarketList {
            markets: server
                .markets
                .iter()
                .zip(marks)
                .map(|((_, market), mark)| MarketAnswer::new(market, mark))
                .collect(),
        }
    }))
}

/// `GET /markets/{symbol}`.
pub(super) async fn market(
    State(server): State<VenueServer>,
    symbol: Result<Path<String>, PathRejection>,
) -> Response<Body> {
    let id = symbol.ok().and_then(|Path(symbol)| server.markets.id_of(&symbol));
    let Some((id, market)) = id.and_then(|id| Some((id, server.markets.get(id)?))) else {
        let message = "there is no such market: see GET /markets";
        return Refusal::new(StatusCode::NOT_FOUND, "market_not_found", message).answer();
    };
    let mark = server.act(move |exchange, _, _| exchange.mark(id)).await;
    answered(mark.map_err(Refusal::from).map(|mark| MarketAnswer::new(market, mark)))
}

/// `GET /health`: also the proof that this is paper, unless it plays another.
pub(super) async fn health(State(server): State<VenueServer>) -> Response<Body> {
    let plays = server.settings.plays;
    let execution = match plays {
        TradingMode::Paper => "paper",
        TradingMode::Live => "real",
    };
    let health = HealthAnswer {
        status: Some(WireText::new("ok")),
        execution: Some(WireText::new(execution)),
        mode: Some(WireText::new(plays.as_str())),
        version: Some(WireText::new(env!("CARGO_PKG_VERSION"))),
    };
    json(StatusCode::OK, &health)
}
