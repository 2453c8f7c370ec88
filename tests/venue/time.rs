//! What a venue's answers say of its clock, when this machine's is another.

use soak::clock::{Clock, SteppedWall};
use soak::event::{Call, Outcome};
use soak::model::{Span, Time};
use soak::venue::{Ahead, VenueClient};

use crate::support::{FaultyVenue, Play, World, http, send, settings};

/// What the two clocks of one machine may differ by when they are read one after the other.
const READING: Span = Span::from_secs(1);

/// What eight answers of a venue say when the client's wall clock is ahead of the machine's by `step`, and how
/// long they took.
async fn heard(step: Span) -> (Ahead, Span) {
    let (world, wall) = (World::start(), SteppedWall::hang());
    let client = VenueClient::new(settings(&world.url("/api/v1")), wall.start()).unwrap();
    wall.set(step);
    let clock = Clock::start();
    let began = clock.now();
    for _ in 0..8 {
        assert!(matches!(send(&client, Call::GetHealth).await, Outcome::Answered(_)));
    }
    (client.dates().take().unwrap(), clock.now().since(began))
}

#[tokio::test]
async fn the_offset_of_a_clock_that_was_set_is_measured() {
    for step in [-3_600, -90, 0, 3, 90].map(Span::from_secs) {
        let (ahead, took) = heard(step).await;
        let slack = READING + took;
        assert!(ahead.least <= step + slack && step - slack <= ahead.most, "{step}: {ahead:?}");
        let second = Span::from_secs(1);
        assert!(ahead.most - ahead.least <= second + took, "{step}: {ahead:?}");
    }
}

#[tokio::test]
async fn a_date_is_heard_whatever_the_answer_says() {
    for (status, body) in [(200, "{"), (429, ""), (500, ""), (302, "")] {
        let date = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
        let venue = FaultyVenue::start(vec![Play::Send(http(status, date, body))]);
        let clock = Clock::start();
        let client = VenueClient::new(settings(&venue.url()), clock).unwrap();
        let dates = client.dates();
        assert_eq!(dates.take(), None);
        send(&client, Call::GetBalance).await;
        let (ahead, said) = (dates.take().unwrap(), Time::from_millis(784_111_777_000));
        let expect = clock.now().since(said);
        assert!(ahead.least < expect && ahead.farthest() <= expect + READING, "{status}: {ahead:?}");
        assert!(ahead.farthest() > Span::from_secs(30 * 365 * 86_400), "{status}: {ahead:?}");
    }
}

#[tokio::test]
async fn a_venue_that_tells_no_date_is_not_guessed_at() {
    let venue = FaultyVenue::start(vec![Play::Send(http(200, "", "{}"))]);
    let client = VenueClient::new(settings(&venue.url()), Clock::start()).unwrap();
    send(&client, Call::GetBalance).await;
    assert_eq!(client.dates().take(), None);
}
