//! Faults of the machine: its disk, its process, its clock.

use super::account::raise;
use super::rig::{at, cast, enter, held, orders_placed, places, rules, run, window, window_on, wish, world};
use crate::event::{Input, JournalStatus, Purpose, Route};
use crate::fault::{Fault, Window};
use crate::journal::Journal;
use crate::model::{BreakerLevel, Quantity, Seq, Side, SoakId, Span, Time};
use crate::sim::{Disk, World};

fn is_journal(input: &Input) -> bool {
    matches!(input, Input::Journal(_))
}

#[test]
fn an_order_waits_for_its_cause_and_a_question_does_not() {
    let mut world = world(vec![window(Fault::DiskSlow { by: Span::from_secs(3) }, 20, 30)]);
    enter(&mut world, 25);
    run(&mut world, 50);
    let notes = world.witness();
    assert!(notes.left.iter().all(|(.., kept)| *kept), "an order left before its cause was durable");
    let left = notes.left.iter().find(|(_, request, ..)| places(request)).unwrap().2;
    let waited = left.since(at(25));
    assert!(waited >= Span::from_secs(3) && waited <= Span::from_secs(7), "{waited}");
    assert_eq!(notes.count(is_journal), 0, "a slow disk is no failing one");
}

#[test]
fn a_failing_disk_stops_entries_lets_closes_leave_and_is_told_when_it_heals() {
    for fault in [Fault::DiskFails, Fault::DiskFull] {
        let mut world = world(vec![window(fault, 30, 30)]);
        enter(&mut world, 20);
        run(&mut world, 29);
        let bought = held(&world);
        assert!(bought > Quantity::ZERO);
        run(&mut world, 35);
        let durable = world.durable();
        assert!(durable < world.engine().seq());
        assert_eq!(world.witness().count(is_journal), 1);
        let entry = wish(&world, Side::Buy, Purpose::Entry);
        world.take_in(entry).unwrap();
        run(&mut world, 40);
        assert_eq!(held(&world), bought, "an entry left although nothing could be written");
        let exit = wish(&world, Side::Sell, Purpose::Exit);
        world.take_in(exit).unwrap();
        run(&mut world, 50);
        assert_eq!((held(&world), world.durable()), (Quantity::ZERO, durable));
        run(&mut world, 63);
        assert_eq!(world.witness().count(is_journal), 2);
        let healthy = |input: &Input| *input == Input::Journal(JournalStatus::Healthy);
        assert_eq!(world.witness().count(healthy), 1);
        assert!(world.durable() > durable);
    }
}

#[test]
fn a_killed_process_goes_on_from_what_was_durable() {
    let mut world = world(vec![window(Fault::Crash, 30, 10)]);
    enter(&mut world, 20);
    run(&mut world, 31);
    assert!(!world.is_up());
    let (seq, durable, bought) = (world.engine().seq(), world.durable(), held(&world));
    assert_eq!(seq, durable);
    run(&mut world, 39);
    assert_eq!(world.engine().seq(), seq, "a dead process took something in");
    run(&mut world, 60);
    assert!(world.is_up());
    assert_eq!(world.witness().restarts, [(at(40), seq)]);
    assert_eq!((held(&world), world.engine().counters().restarts), (bought, 1));
    let position = world.engine().ledger().position(super::rig::BTC).quantity();
    assert_eq!(position, bought);
}

#[test]
fn what_was_on_its_way_when_the_process_died_is_found_again() {
    // The order is at the venue when the process dies; nobody hears the answer.
    let slow =
        window_on(&[Route::Order], Fault::Delay { min: Span::from_secs(6), max: Span::from_secs(6) }, 20, 10);
    let mut world = world(vec![slow, window(Fault::Crash, 27, 3)]);
    enter(&mut world, 25);
    run(&mut world, 90);
    assert_eq!(orders_placed(&world), 1);
    let position = world.engine().ledger().position(super::rig::BTC).quantity();
    assert_eq!(position, held(&world));
    assert!(held(&world) > Quantity::ZERO);
}

#[test]
fn a_trip_and_how_far_it_went_hold_over_a_crash() {
    #[track_caller]
    fn check(level: BreakerLevel) {
        let mut world = world(vec![window(Fault::Crash, 30, 5)]);
        run(&mut world, 29);
        world.take_in(raise(level)).unwrap();
        run(&mut world, 60);
        assert_eq!(world.engine().breaker().level(), level);
        // Also when the disk lost the trip, since the breaker's own file has it.
        let mut lost = super::rig::world(vec![window(Fault::DiskFails, 25, 20), window(Fault::Crash, 30, 5)]);
        enter(&mut lost, 20);
        run(&mut lost, 29);
        lost.take_in(raise(level)).unwrap();
        run(&mut lost, 31);
        assert_eq!(lost.engine().breaker().level(), BreakerLevel::Armed);
        run(&mut lost, 90);
        assert_eq!(lost.engine().breaker().level(), level);
        assert_eq!(held(&lost).is_zero(), level == BreakerLevel::Flattening);
    }
    check(BreakerLevel::Tripped);
    check(BreakerLevel::Flattening);
}

#[test]
fn after_a_restart_the_clock_is_the_walls_and_never_earlier_than_the_journal() {
    #[track_caller]
    fn check(by: i64, ahead: i64) {
        let step = window(Fault::ClockStep { by: Span::from_secs(by) }, 20, 40);
        let mut world = world(vec![step, window(Fault::Crash, 30, 5)]);
        run(&mut world, 29);
        assert_eq!(world.clock(), world.now(), "a running process has its own clock");
        run(&mut world, 50);
        let off = world.clock().since(world.now());
        assert!((off - Span::from_secs(ahead)).as_secs().abs() <= 5, "{off}");
        run(&mut world, 100);
        let times: Vec<Time> = world.witness().inputs.iter().map(|envelope| envelope.at).collect();
        assert!(times.is_sorted(), "time went back");
    }
    check(300, 300);
    check(-300, -5);
}

/// Every input that was durable when the process died is there afterwards, whatever write it died at.
#[test]
fn a_crash_at_any_write_loses_nothing_durable() {
    let (mut crashes, mut lives) = (0, 0);
    for seed in 0..60 {
        let share = "0.05".parse().unwrap();
        let (mut cast, first) = cast(
            vec![
                Window { share, ..window(Fault::Crash, 0, 60) },
                window(Fault::DiskSlow { by: Span::from_millis(40) }, 0, 60),
            ],
            Disk::simulated(),
            rules(),
        );
        cast.seed = seed;
        let mut world = World::watched(cast, first, super::rig::Notes::default()).unwrap();
        let mut durable = Seq::default();
        while world.now() < at(70) {
            world.step().unwrap();
            assert!(world.durable() >= durable, "seed {seed}: what was durable is gone");
            durable = world.durable();
            assert!(world.engine().seq() >= durable, "seed {seed}: the engine lacks what is durable");
        }
        crashes += world.witness().restarts.len();
        lives += usize::from(world.engine().seq() > Seq::default());
        assert!(world.witness().left.iter().all(|(.., kept)| *kept), "seed {seed}");
    }
    assert!(crashes > 60, "only {crashes} crashes");
    assert_eq!(lives, 60);
}

/// The life of one order, cut at every moment at which anything but the market moves, and half a write later.
#[test]
fn a_crash_at_any_moment_of_an_order_leaves_one_order_that_both_sides_know() {
    let times = {
        let mut world = world(Vec::new());
        enter(&mut world, 20);
        run(&mut world, 26);
        let of_order = |input: &Input| !matches!(input, Input::Tick(_) | Input::Wake);
        let inputs = world.witness().inputs.iter();
        let after = inputs.filter(|envelope| envelope.at >= at(20) && of_order(&envelope.input));
        after.map(|envelope| envelope.at.since(super::rig::BEGIN)).collect::<Vec<_>>()
    };
    assert!(times.len() > 5, "only {} moments", times.len());
    let mut placed = 0;
    for from in times.into_iter().flat_map(|time| [time, time + Span::from_micros(150)]) {
        let crash = Window::whole(Fault::Crash, from, Span::from_secs(1));
        let mut world = world(vec![crash]);
        enter(&mut world, 20);
        run(&mut world, 60);
        let position = world.engine().ledger().position(super::rig::BTC).quantity();
        assert_eq!(position, held(&world), "killed at {from}");
        assert!(orders_placed(&world) <= 1, "killed at {from}: {} orders", orders_placed(&world));
        assert_eq!(world.engine().orders().pending_count(), 0, "killed at {from}: still in doubt");
        placed += orders_placed(&world);
    }
    assert!(placed > 0);
}

#[test]
fn the_copy_of_a_simulated_disk_is_its_journal() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::create(folder.path(), &SoakId::new("w"), "w", Time::EPOCH).unwrap();
    let (cast, first) =
        cast(vec![window(Fault::Crash, 30, 5)], Disk::simulated().with_copy(journal), rules());
    let mut world = World::watched(cast, first, super::rig::Notes::default()).unwrap();
    enter(&mut world, 20);
    run(&mut world, 90);
    world.end(false).unwrap();
    let (digest, engine) = (world.digest(), world.engine().to_bytes().unwrap());
    drop(world);
    let journal = Journal::open(folder.path()).unwrap();
    assert_eq!(journal.verify().unwrap(), digest);
    let checkpoint = journal.latest_checkpoint().unwrap().unwrap();
    assert_eq!(checkpoint.state, engine);
    let mut state = crate::engine::State::new();
    for envelope in journal.replay(Seq::default()).unwrap() {
        crate::engine::apply(&mut state, &envelope.unwrap(), &mut Vec::new());
    }
    assert_eq!(state.to_bytes().unwrap(), engine);
}
