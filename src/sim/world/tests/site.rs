//! The machine and the pager around a soak.

use super::account::raise;
use super::rig::{BEGIN, Notes, at, cast, run, window};
use super::same::{busy, everything};
use crate::event::{Delivery, Envelope, Input, Operator, OperatorAction, OperatorCommand, Resources};
use crate::fault::{Fault, Window};
use crate::model::{BreakerLevel, Span, Time};
use crate::sim::{Disk, World};

fn equipped(windows: Vec<Window>, disk: Disk) -> World<Notes> {
    let (cast, first) = cast(windows, disk, busy());
    let mut world = World::watched(cast, first, Notes::default()).unwrap();
    world.equip();
    world
}

fn samples(world: &World<Notes>) -> Vec<(Time, Resources)> {
    let sample = |envelope: &Envelope| match &envelope.input {
        Input::Resources(used) => Some((envelope.at, used.as_ref().clone())),
        _ => None,
    };
    world.witness().inputs.iter().filter_map(sample).collect()
}

fn deliveries(world: &World<Notes>) -> Vec<(Time, Delivery)> {
    let delivery = |envelope: &Envelope| match &envelope.input {
        Input::Delivery(delivery) => Some((envelope.at, delivery.as_ref().clone())),
        _ => None,
    };
    world.witness().inputs.iter().filter_map(delivery).collect()
}

#[test]
fn the_same_cast_is_measured_the_same_on_every_disk() {
    let digest = |disk: Disk, windows: Vec<Window>| {
        let mut world = equipped(windows, disk);
        world.run_until(at(3_700)).unwrap();
        world.end(false).unwrap();
        (world.digest(), samples(&world))
    };
    let (one, samples_one) = digest(Disk::none(), Vec::new());
    assert_eq!(digest(Disk::none(), Vec::new()), (one, samples_one.clone()));
    assert_eq!(digest(Disk::simulated(), everything()), digest(Disk::simulated(), everything()));
    let times: Vec<_> = samples_one.iter().map(|(at, _)| at.since(BEGIN).as_secs()).collect();
    assert_eq!(times, [0, 600, 1_200, 1_800, 2_400, 3_000, 3_600]);
    let free: Vec<_> = samples_one.iter().map(|(_, used)| used.disk_free_kib).collect();
    assert!(free.windows(2).all(|pair| pair[1] < pair[0]), "nothing was written: {free:?}");
    assert!(samples_one.iter().all(|(_, used)| used.clock_offset == Some(Span::ZERO)));
}

#[test]
fn what_the_engine_knows_is_its_memory() {
    let mut world = equipped(Vec::new(), Disk::none());
    let known = |world: &World<Notes>| world.engine().to_bytes().unwrap().len().div_ceil(1_024);
    let told = |world: &World<Notes>| usize::try_from(samples(world).last().unwrap().1.memory_kib).unwrap();
    for secs in [1, 599, 601] {
        run(&mut world, secs);
    }
    // The sample itself is part of what is known afterwards.
    assert!(known(&world).abs_diff(told(&world)) <= 1, "{} and {}", known(&world), told(&world));
    assert!(known(&world) > 4);
}

#[test]
fn a_clock_that_is_set_wrong_shows() {
    let mut world =
        equipped(vec![window(Fault::ClockStep { by: Span::from_secs(40) }, 300, 600)], Disk::none());
    run(&mut world, 1_300);
    let off: Vec<_> = samples(&world).iter().map(|(_, used)| used.clock_offset.unwrap().as_secs()).collect();
    assert_eq!(off, [0, -40, 0]);
}

#[test]
fn a_page_arrives_two_seconds_later_and_a_person_may_acknowledge_it() {
    let mut world = equipped(Vec::new(), Disk::simulated());
    run(&mut world, 100);
    world.take_in(raise(BreakerLevel::Tripped)).unwrap();
    run(&mut world, 101);
    assert_eq!(deliveries(&world), []);
    run(&mut world, 103);
    let (arrived_at, delivery) = deliveries(&world).remove(0);
    assert_eq!((arrived_at, delivery.alert.as_str()), (at(102), "breaker:account"));
    assert_eq!(delivery.raised_at, at(100));
    let tellings = |world: &World<Notes>| {
        let tellings = world.engine().alerts().tellings();
        (tellings.reached(), tellings.oldest_owed().is_some())
    };
    assert_eq!(tellings(&world), (0, true));
    let operator = Operator { user: "ann".to_owned(), terminal: "none".to_owned() };
    let command = OperatorCommand::Acknowledge { alert: None };
    let reason = String::new();
    world.take_in(Input::Operator(Box::new(OperatorAction { operator, command, reason }))).unwrap();
    assert_eq!(tellings(&world), (1, false));
    assert_eq!(deliveries(&world).len(), 1, "nothing arrives twice");
}

#[test]
fn a_page_that_was_on_its_way_when_the_run_ended_has_arrived() {
    let mut world = equipped(Vec::new(), Disk::none());
    run(&mut world, 100);
    world.take_in(raise(BreakerLevel::Tripped)).unwrap();
    world.end(false).unwrap();
    assert_eq!(deliveries(&world).len(), 1);
    assert!(world.clock() < at(230), "the end does not wait for the next measurement");
}

#[test]
fn what_nobody_was_told_of_is_told_in_the_next_life() {
    let mut world = equipped(Vec::new(), Disk::none());
    run(&mut world, 100);
    world.take_in(raise(BreakerLevel::Tripped)).unwrap();
    // As a process that begins with this engine finds it.
    world.equip();
    run(&mut world, 110);
    assert_eq!(deliveries(&world).len(), 1);
    world.equip();
    run(&mut world, 120);
    assert_eq!(deliveries(&world).len(), 1, "it has arrived");
}

#[test]
fn a_dead_process_hears_nothing() {
    let mut world = equipped(vec![window(Fault::Crash, 590, 30)], Disk::simulated());
    run(&mut world, 700);
    let times: Vec<_> = samples(&world).iter().map(|(at, _)| at.since(BEGIN).as_secs()).collect();
    assert_eq!(times, [0, 620]);
}
