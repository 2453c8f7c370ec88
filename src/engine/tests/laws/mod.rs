//! The laws under anything that a venue, a network, an operator and time can do: random answers,
//! failures, news, restarts and waits, and after each input every law is looked at.
//!
//! That the laws have teeth is a test too: without any one of the protections, some run breaks one.

mod judge;
mod moves;
mod world;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::super::Protection;
use moves::{Move, step};
use world::World;

/// Budgets that are wide and narrow: a narrow one is where the lanes matter.
fn rpm() -> impl Strategy<Value = u16> {
    prop_oneof![3 => Just(300_u16), 1 => Just(12_u16)]
}

fn run(rpm: u16, moves: &[Move]) -> Vec<String> {
    let mut world = World::new(rpm);
    for what in moves {
        world.happen(what);
    }
    world.recover();
    world.left_over()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn no_law_is_broken_and_all_converges(rpm in rpm(), moves in prop::collection::vec(step(), 0..240)) {
        let wrong = run(rpm, &moves);
        prop_assert!(wrong.is_empty(), "{:?}", wrong);
    }
}

/// Whether some run of many breaks a law without `protection`.
fn is_missed(protection: Protection) -> bool {
    let config = Config { cases: 150, max_shrink_iters: 0, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let runs = (rpm(), prop::collection::vec(step(), 0..240));
    let outcome = runner.run(&runs, |(rpm, moves)| {
        let wrong = protection.without(|| run(rpm, &moves));
        prop_assert!(wrong.is_empty(), "{:?}", wrong);
        Ok(())
    });
    outcome.is_err()
}

#[test]
fn the_laws_miss_each_protection() {
    let unmissed: Vec<_> = Protection::ALL.into_iter().filter(|one| !is_missed(*one)).collect();
    assert!(unmissed.is_empty(), "no law notices that these are away: {unmissed:?}");
}
