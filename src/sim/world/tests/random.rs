//! Whatever goes wrong, every request has one end in the life of the process that sent it.

use proptest::prelude::*;

use super::rig::{Notes, at, cast, rules};
use super::same::everything;
use crate::fault::Window;
use crate::model::{Rules, Span};
use crate::sim::{Disk, PATIENCE, World};

fn schedule() -> impl Strategy<Value = Vec<Window>> {
    let window = (0..everything().len(), 0..240_i64, 0..60_i64, 1..=100_u32);
    prop::collection::vec(window, 0..12).prop_map(|drawn| {
        let make = |(kind, from, length, percent): (usize, i64, i64, u32)| {
            let share = crate::model::Rate::from_bp(i64::from(percent) * 100);
            let fault = everything()[kind].fault.clone();
            Window { share, ..Window::whole(fault, Span::from_secs(from), Span::from_secs(length)) }
        };
        drawn.into_iter().map(make).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_request_has_one_end_per_life(windows in schedule(), seed in 0..1_000_u64) {
        let mut rules: Rules = rules();
        rules.agent.enabled = true;
        rules.agent.bar = Span::from_secs(3);
        let (mut cast, first) = cast(windows, Disk::simulated(), rules);
        cast.seed = seed;
        let mut world = World::watched(cast, first, Notes::default()).unwrap();
        world.run_until(at(330)).unwrap();
        let notes = world.witness();
        let last_life = notes.restarts.len();
        for (life, request, left_at, kept) in &notes.left {
            prop_assert!(kept, "{request:?} left before its cause was durable");
            let ends: Vec<_> =
                notes.ends.iter().filter(|(of, id, ..)| of == life && *id == request.id).collect();
            prop_assert!(ends.len() <= 1, "{request:?} has {} ends", ends.len());
            let patience_over = world.clock() >= *left_at + PATIENCE;
            if *life == last_life && patience_over && world.is_up() {
                prop_assert_eq!(ends.len(), 1, "{:?} has no end", request);
            }
        }
    }
}
