//! Against a venue in another process, which lives on.

use std::time::Duration;

use serde_json::Value;

use super::ambush::{Moment, Wire};
use super::books::{VenueBooks, agree};
use super::dice::Dice;
use super::place::{Place, Venue};
use super::remains::Remains;

/// Kills before the breaker trips, and after it was reset.
const KILLS: [u64; 2] = [13, 13];

/// How long an order is waited for: two bars and the two agreeing cycles before a first entry.
const ORDER_PATIENCE: Duration = Duration::from_secs(3);

/// One soak in many lives.
struct Lives {
    place: Place,
    venue: Venue,
    wire: Wire,
    dice: Dice,
    lived: u64,
    in_flight: u64,
    known: usize,
}

impl Lives {
    /// A life that is killed at a random moment, or with an order under way.
    fn die_at_random(&mut self) {
        let life = self.place.live(self.lived);
        if self.lived.is_multiple_of(2) {
            life.dies_within(Duration::from_millis(self.dice.between(5, 500)));
        } else {
            let moment = Moment::ALL[usize::try_from(self.lived / 2).unwrap() % Moment::ALL.len()];
            self.wire.lie_in_wait(moment, life.pid());
            life.dies_within(ORDER_PATIENCE);
            self.in_flight += u64::from(self.wire.lift());
        }
        life.kill();
        self.look();
    }

    /// What a life left: nothing that was promised is forgotten, and nothing left unpromised.
    fn look(&mut self) -> Option<Remains> {
        self.lived += 1;
        let remains = Remains::of(&self.place.soak())?;
        remains.names_every_gap();
        assert!(remains.books.orders.len() >= self.known, "an intent was lost");
        self.known = remains.books.orders.len();
        let venue = VenueBooks::read(&self.venue.store);
        venue.is_once_each();
        let promised: Vec<_> = remains.books.orders.values().map(|order| &order.key).collect();
        let unpromised: Vec<_> = venue.orders.keys().filter(|key| !promised.contains(key)).collect();
        assert_eq!(unpromised, Vec::<&String>::new(), "orders left before they were in the journal");
        assert!(remains.books.fills.is_subset(&venue.fills), "we booked what the venue never filled");
        Some(remains)
    }

    /// Tripped, it stays so whenever it dies, and no entry leaves; reset, it stays reset.
    fn trip_and_reset(&mut self) {
        let mut life = self.place.live(self.lived);
        life.wait_for("life", |_| true);
        self.place.order(&["trip", "x", "--reason", "rehearsal"]);
        life.kill();
        let tripped_at = self.look_at_breaker(true).engine.breaker().since();
        for _ in 0..2 {
            let mut life = self.place.live(self.lived);
            life.wait_for("an agreement while tripped", |status| {
                status["breaker"]["level"] == "tripped" && cycled(status)
            });
            life.kill();
            let remains = self.look_at_breaker(true);
            assert_eq!(remains.books.entries_after(tripped_at.as_micros()), 0, "entries while tripped");
            assert_eq!(remains.engine.breaker().reason(), "rehearsal");
        }
        let mut life = self.place.live(self.lived);
        life.wait_for("life", |_| true);
        self.place.order(&["reset", "x", "--reason", "rehearsed"]);
        life.kill();
        self.look_at_breaker(false);
    }

    #[track_caller]
    fn look_at_breaker(&mut self, tripped: bool) -> Remains {
        let remains = self.look().unwrap();
        assert_eq!(remains.latch.is_tripped(), tripped, "{:?}", remains.latch);
        assert_eq!(remains.engine.breaker().is_tripped(), tripped);
        remains
    }
}

fn cycled(status: &Value) -> bool {
    status["reconcile"]["agreed_at"].as_i64() >= status["breaker"]["since"].as_i64()
}

#[test]
fn killed_again_and_again_a_soak_keeps_the_venues_books() {
    let place = Place::new(&["--feed", "venue"]);
    let venue = place.venue();
    let wire = Wire::to(venue.address);
    place.configure(&format!("[venue]\nurl = \"http://{}/api/v1\"\n", wire.address));
    let dice = Dice::new(20_260_101);
    let mut lives = Lives { place, venue, wire, dice, lived: 0, in_flight: 0, known: 0 };
    for _ in 0..KILLS[0] {
        lives.die_at_random();
    }
    lives.trip_and_reset();
    // A good end in between leaves a checkpoint, from which the next lives begin.
    let mut life = lives.place.live(lives.lived);
    life.wait_for("life", |_| true);
    life.terminate();
    life.end();
    lives.look();
    for _ in 0..KILLS[1] {
        lives.die_at_random();
    }

    let mut life = lives.place.live(lives.lived);
    life.wait_for("trading", |status| status["soak"]["phase"] == "trading");
    life.terminate();
    let result = life.end();
    let remains = lives.look().unwrap();
    agree(&remains.books, &VenueBooks::read(&lives.venue.store));
    assert_eq!(result["equity"], result["venue_equity"]);
    assert_eq!(result["drift_unexplained"].as_str().map(|drift| drift.trim_matches(['0', '.'])), Some(""));
    assert_eq!((&result["orders_unknown"], &result["breaker"]), (&0.into(), &"armed".into()));
    assert_eq!(result["journal_sha256"], remains.digest);
    // A life may end before it is in the journal, and an order may not come in time on a busy machine.
    let kills = KILLS[0] + KILLS[1];
    assert!(remains.restarts >= kills / 4, "{} restarts", remains.restarts);
    assert!(lives.in_flight >= kills / 4, "{} killed with an order under way", lives.in_flight);
    println!("{} lives, {} killed with an order under way: {result}", lives.lived, lives.in_flight);
}
