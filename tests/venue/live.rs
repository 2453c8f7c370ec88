//! A paper exchange that plays a live venue, and clients of both modes at both.

use soak::clock::Clock;
use soak::event::{Answer, Call, Outcome};
use soak::model::{PaperProof, TradingMode};
use soak::venue::{MemoryKeeper, ServerSettings, VenueClient};

use crate::support::{World, market_order, send, settings, tick};

/// How an order, the list of orders and the question what it is end at a venue of `plays` for a client of
/// `mode`.
async fn ends(plays: TradingMode, mode: TradingMode) -> [String; 3] {
    let rules = ServerSettings { requests_per_minute: 1_000, plays, ..ServerSettings::default() };
    let world = World::with(MemoryKeeper, rules);
    world.server.tick(&tick(0, "50000")).await;
    let client = VenueClient::new(settings(&world.url("/api/v1")).with_mode(mode), Clock::start()).unwrap();
    let calls = [market_order("s-1", "0.1"), Call::ListOpenOrders { cursor: None }, Call::GetHealth];
    let mut ends = Vec::new();
    for call in calls {
        ends.push(match send(&client, call).await {
            Outcome::Answered(Answer::Health(PaperProof::SaysReal)) => "real".to_owned(),
            Outcome::Answered(Answer::Health(PaperProof::SaysPaper)) => "paper".to_owned(),
            Outcome::Answered(_) => "answered".to_owned(),
            Outcome::Refused { code, .. } => code,
            other => format!("{other:?}"),
        });
    }
    ends.try_into().unwrap()
}

#[tokio::test]
async fn each_mode_trades_at_its_own_kind_of_venue_only() {
    use TradingMode::{Live, Paper};
    assert_eq!(ends(Paper, Paper).await, ["answered", "answered", "paper"]);
    assert_eq!(ends(Live, Live).await, ["answered", "answered", "real"]);
    assert_eq!(ends(Live, Paper).await, ["paper_not_supported", "answered", "real"]);
    assert_eq!(ends(Paper, Live).await, ["live_not_supported", "answered", "paper"]);
}
