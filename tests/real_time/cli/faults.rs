//! A served exchange at which things go wrong on purpose, as a client of it sees them.

use std::time::Duration;

use rustix::process::Signal;
use soak::clock::Clock;
use soak::event::{Answer, Call, Lane, Outcome, Request};
use soak::model::{ClientOrderId, OrderKind, OrderTicket, RequestId, Side, Span, Symbol};
use soak::venue::{VenueClient, VenueSettings};

use super::place::Place;
use super::started::Started;

/// Time between two orders that wait for a price: no more of them in a minute than the exchange allows.
const TRY_EVERY: Duration = Duration::from_millis(250);

const FAULTS: &str = r#"
seed = 7

[[fault]]
from = "0s"
for = "1h"
fault = { rate_limited = { retry_after = { seconds = "5s" } } }
routes = ["balance"]
label = "storm"

[[fault]]
from = "0s"
for = "1h"
fault = "price_gap"
symbol = "ETH"
"#;

fn order(key: &str, symbol: &str) -> Call {
    Call::PlaceOrder(OrderTicket {
        client_order_id: ClientOrderId::new(key),
        symbol: Symbol::new(symbol).unwrap(),
        side: Side::Buy,
        quantity: "0.01".parse().unwrap(),
        kind: OrderKind::Market,
        reduce_only: false,
    })
}

async fn ends(client: &VenueClient, call: Call) -> Outcome {
    let request = Request { id: RequestId(1), lane: Lane::Trade, call, order: None, purpose: None };
    client.send(&request).await.outcome
}

#[tokio::test]
async fn a_client_meets_the_faults_of_the_file_and_no_others() {
    let place = Place::new();
    place.file("faults.toml", FAULTS);
    let arguments = ["venue", "--listen", "127.0.0.1:0", "--data", "venue", "--faults", "faults.toml"];
    let mut venue = Started::and_said(&place, &arguments, "exchange at ");
    let address = venue.heard().split_whitespace().nth(3).unwrap().to_owned();
    venue.wait_for("faults count from now: 2 in all");
    let settings = VenueSettings::new(&address).unwrap().with_key("paper".into());
    let client = VenueClient::new(settings, Clock::start()).unwrap();
    let limited = Outcome::RateLimited { retry_after: Some(Span::from_secs(5)) };
    assert_eq!(ends(&client, Call::GetBalance).await, limited);
    let positions = ends(&client, Call::ListPositions).await;
    assert!(matches!(positions, Outcome::Answered(Answer::Positions(_))), "{positions:?}");
    // The market that has prices is there first, so that the other one has had its time.
    let mut tries = tokio::time::interval(TRY_EVERY);
    for number in 0.. {
        tries.tick().await;
        match ends(&client, order(&format!("btc-{number}"), "BTC")).await {
            Outcome::Answered(Answer::Order(_)) => break,
            Outcome::Refused { code, .. } if code == "no_price" => {}
            other => panic!("{other:?}"),
        }
    }
    let none = ends(&client, order("eth-1", "ETH")).await;
    assert!(matches!(&none, Outcome::Refused { code, .. } if code == "no_price"), "{none:?}");
    venue.signal(Signal::TERM);
    assert_eq!(venue.ended().code, 0);
}

#[test]
fn a_file_that_is_none_is_refused_with_its_line() {
    #[track_caller]
    fn check(text: &str, words: &[&str]) {
        let place = Place::new();
        place.file("faults.toml", text);
        place.soak(&["venue", "--listen", "127.0.0.1:0", "--faults", "faults.toml"]).refused(2, words);
        assert!(!place.data().exists());
    }
    check(&FAULTS.replace("price_gap", "price_hole"), &["faults.toml:14: unknown variant `price_hole`"]);
    check(&FAULTS.replace("price_gap", "disk_full"), &["faults.toml:11: disk_full is not for a served"]);
    check(&FAULTS.replace("ETH", "XYZ"), &["a fault strikes XYZ", "it has BTC"]);
    check("seed = 7", &["faults.toml has no fault in it", "soak venue --help shows how"]);
    Place::new()
        .soak(&["venue", "--faults", "none.toml"])
        .refused(2, &["cannot read the faults of none.toml"]);
}

#[test]
fn the_example_of_the_help_is_one() {
    let place = Place::new();
    let help = place.soak(&["venue", "--help"]).out;
    let example = help.split_once("can be reached:\n").unwrap().1.split_once("Example: ").unwrap().0;
    place.file("faults.toml", example);
    let arguments = ["venue", "--listen", "127.0.0.1:0", "--data", "venue", "--faults", "faults.toml"];
    let mut venue = Started::and_said(&place, &arguments, "exchange at ");
    venue.wait_for("faults count from now: 3 in all");
}
