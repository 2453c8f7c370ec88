//! The embedded venue dies with the soak, and is as it was when the soak is back.

use std::time::Duration;

use super::books::{VenueBooks, agree};
use super::dice::Dice;
use super::place::Place;
use super::remains::Remains;

/// Kills while it trades; the first may come before anything was traded.
const KILLS: u64 = 6;

#[test]
fn killed_with_its_venue_inside_a_soak_finds_it_as_it_was() {
    let place = Place::new(&["--feed", "synthetic:7"]);
    let store = place.soak().join("venue/venue.db");
    let mut dice = Dice::new(20_260_103);
    let mut before: Option<VenueBooks> = None;
    for number in 0..KILLS {
        let mut life = place.live(number);
        life.wait_for("fills", |status| status["pnl"]["fills"].as_u64() >= Some(2 * number));
        life.dies_within(Duration::from_millis(dice.between(1, 400)));
        life.kill();
        let venue = VenueBooks::read(&store);
        venue.is_once_each();
        if let Some(before) = before {
            assert!(before.fills.is_subset(&venue.fills), "the venue forgot a fill");
            assert!(before.keys.keys().all(|key| venue.keys.contains_key(key)), "the venue forgot a key");
        }
        let remains = Remains::of(&place.soak()).unwrap();
        remains.names_every_gap();
        assert!(remains.books.fills.is_subset(&venue.fills), "we booked what the venue never filled");
        before = Some(venue);
    }

    // What pauses entries holds although it is no trip.
    let mut life = place.live(KILLS);
    life.wait_for("life", |_| true);
    place.order(&["pause", "x", "--reason", "lunch"]);
    life.kill();
    let mut life = place.live(KILLS + 1);
    life.wait_for("the pause", |status| status["breaker"]["level"] == "paused");
    place.order(&["resume", "x", "--reason", "back"]);
    life.wait_for("trading", |status| status["soak"]["phase"] == "trading");
    place.order(&["stop", "x", "--reason", "done"]);
    let result = life.end();
    let remains = Remains::of(&place.soak()).unwrap();
    remains.names_every_gap();
    agree(&remains.books, &VenueBooks::read(&store));
    assert_eq!(result["equity"], result["venue_equity"]);
    println!("{result}");
}
