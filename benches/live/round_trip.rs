//! An order to the paper exchange and back, as `soak run` embeds it.

use color_eyre::eyre::{Result, ensure, eyre};
use secrecy::SecretString;
use soak::event::{Answer, Call, Lane, Outcome, Request};
use soak::model::{ClientOrderId, MarketId, OrderKind, OrderTicket, RequestId, Side};
use soak::paper::Terms;
use soak::venue::{ServerSettings, StoreKeeper, VenueClient, VenueServer, VenueSettings, serve};

use super::plans::tick;
use crate::support::commit::BareCommits;
use crate::support::outside::markets;
use crate::support::run::Run;
use crate::support::samples::Samples;

/// Rounds before the first that counts: connections are made, pages are read.
const ROUNDS_WARM: u32 = 100;

/// Orders for one tick's size.
const ORDERS_A_TICK: u32 = 200;

pub(crate) fn measure(run: &Run) -> Result<()> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?
        .block_on(measure_inside(run))
}

async fn measure_inside(run: &Run) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut bare = BareCommits::create(folder.path())?;
    let (keeper, exchange) =
        StoreKeeper::open(&folder.path().join("venue.db"), &markets(1)?, Terms::default())?;
    let rules = ServerSettings { requests_per_minute: 100_000_000, ..ServerSettings::default() };
    let server = VenueServer::open(exchange, keeper, rules, run.clock)?;
    let handle = serve(std::net::TcpListener::bind("127.0.0.1:0")?, &server)?;
    let settings = VenueSettings::new(&format!("http://{}/api/v1", handle.local_addr()))?;
    let client = VenueClient::new(settings.with_key(SecretString::from("bench")), run.clock)?;
    let (plain, url) = plain_server().await?;
    let [mut wires, mut commits, mut orders, mut reads] = std::array::from_fn(|_| Samples::default());
    for round in 0..ROUNDS_WARM + run.rounds(100, 3_000) {
        if round % ORDERS_A_TICK == 0 {
            server.tick(&tick(0, false, run.clock.now())?).await;
        }
        let begun = run.clock.now();
        let wire = plain.post(&url).body(r#"{"symbol":"M0","side":"buy","amount":"0.001"}"#).send().await?;
        ensure!(!wire.bytes().await?.is_empty(), "the plain server answers");
        let wired = run.clock.now();
        bare.commit()?;
        let committed = run.clock.now();
        order(&client, round).await?;
        let ordered = run.clock.now();
        ask(&client, Call::ListPositions).await?;
        let asked = run.clock.now();
        if round >= ROUNDS_WARM {
            wires.add(wired.since(begun));
            commits.add(committed.since(wired));
            orders.add(ordered.since(committed));
            reads.add(asked.since(ordered));
        }
        bare.rest()?;
    }
    wires.tell("bare reqwest → axum → reqwest");
    commits.tell("bare durable commit");
    orders.tell_against("order → embedded venue → answer", "wire + commit", &wires.plus(&commits));
    reads.tell_against("question → embedded venue → answer", "the bare wire", &wires);
    Ok(())
}

/// An axum server that reads JSON and answers JSON, and a client for it.
async fn plain_server() -> Result<(reqwest::Client, String)> {
    let echo = |axum::Json(body): axum::Json<serde_json::Value>| async move { axum::Json(body) };
    let router = axum::Router::new().route("/", axum::routing::post(echo));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    let headers = [(reqwest::header::CONTENT_TYPE, "application/json".parse()?)].into_iter().collect();
    let client = reqwest::Client::builder().tls_certs_only([]).no_proxy().default_headers(headers);
    Ok((client.build()?, url))
}

async fn order(client: &VenueClient, round: u32) -> Result<()> {
    let side = if round.is_multiple_of(2) { Side::Buy } else { Side::Sell };
    let symbol = markets(1)?.get(MarketId(0)).map(|market| market.symbol.clone());
    let ticket = OrderTicket {
        client_order_id: ClientOrderId::new(&format!("bench-{round}")),
        symbol: symbol.ok_or_else(|| eyre!("the venue has a market"))?,
        side,
        quantity: "0.001".parse()?,
        kind: OrderKind::Market,
        reduce_only: false,
    };
    match ask(client, Call::PlaceOrder(ticket)).await? {
        Answer::Order(_) => Ok(()),
        other => Err(eyre!("no order: {other:?}")),
    }
}

async fn ask(client: &VenueClient, call: Call) -> Result<Answer> {
    let request = Request { id: RequestId(1), lane: Lane::Trade, call, order: None, purpose: None };
    match client.send(&request).await.outcome {
        Outcome::Answered(answer) => Ok(answer),
        other => Err(eyre!("no answer: {other:?}")),
    }
}
