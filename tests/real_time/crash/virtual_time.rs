//! Virtual time: a run that is killed goes on where its journal ends, and its books still agree.

use std::time::Duration;

use super::books::{VenueBooks, agree};
use super::dice::Dice;
use super::place::Place;
use super::remains::Remains;

/// Kills; how far the run comes in between depends on the machine.
const KILLS: u64 = 6;

#[test]
fn killed_in_virtual_time_a_soak_goes_on_where_it_was() {
    let place = Place::new(&["--speed", "max", "--feed", "synthetic:5", "--length", "90d"]);
    let mut dice = Dice::new(20_260_102);
    let mut known = 0;
    for number in 0..KILLS {
        let mut life = place.live(number);
        assert!(!life.dies_within(Duration::from_millis(dice.between(50, 900))), "it ended by itself");
        if number == KILLS / 2 {
            // A good end in between leaves a checkpoint, from which the next lives begin. Nobody can be
            // asked to end who is not there yet.
            life.wait_for("life", |_| true);
            life.terminate();
            life.end();
        } else {
            life.kill();
        }
        let Some(remains) = Remains::of(&place.soak()) else { continue };
        assert!(remains.books.orders.len() >= known, "an intent was lost");
        known = remains.books.orders.len();
        let venue = VenueBooks::read(&place.soak().join("venue/venue.db"));
        venue.is_once_each();
        assert!(remains.books.fills.is_subset(&venue.fills), "we booked what the venue never filled");
    }
    let mut life = place.live(KILLS);
    life.wait_for("life", |_| true);
    assert!(!life.dies_within(Duration::from_millis(300)), "it ended by itself");
    life.terminate();
    let result = life.end();
    let remains = Remains::of(&place.soak()).unwrap();
    agree(&remains.books, &VenueBooks::read(&place.soak().join("venue/venue.db")));
    assert_eq!(result["equity"], result["venue_equity"]);
    println!("{known} orders: {result}");
}
