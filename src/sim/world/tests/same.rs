//! The same cast goes the same way, and without faults as it always did.

use super::rig::{BEGIN, Notes, cast, rules, window};
use crate::fault::{Body, Effect, Fault, RetryAfter, Window};
use crate::model::{AgentRules, Rules, Side, Span};
use crate::sim::{Disk, World};

/// How long these worlds turn: until everything has gone wrong, and a while.
const END: Span = Span::from_secs(1_900);

/// Every kind of fault there is, one in three, one after the other and over each other.
pub(super) fn everything() -> Vec<Window> {
    let (ms, secs) = (Span::from_millis, Span::from_secs);
    let kinds = [
        Fault::ResolverFails,
        Fault::ConnectionRefused,
        Fault::RequestLost,
        Fault::ReplyLost,
        Fault::ReplyCut,
        Fault::Answer { status: 500, body: Body::Html, effect: Effect::Done },
        Fault::Answer { status: 400, body: Body::TradeFailed, effect: Effect::Done },
        Fault::RateLimited { retry_after: RetryAfter::Date(secs(3)) },
        Fault::Delay { min: ms(10), max: secs(15) },
        Fault::Duplicate,
        Fault::Partition,
        Fault::StreamSilent,
        Fault::StreamCut,
        Fault::StreamDelay { min: ms(1), max: secs(5) },
        Fault::StreamDuplicate,
        Fault::PriceJump { by: "-0.05".parse().unwrap() },
        Fault::PriceSlide { by: "0.04".parse().unwrap() },
        Fault::PriceFrozen,
        Fault::PriceGap,
        Fault::BookThin { size: "0.0005".parse().unwrap() },
        Fault::CloseSwallowed,
        Fault::CancelRefused,
        Fault::OutsideTrade { side: Side::Buy, quantity: "0.001".parse().unwrap() },
        Fault::ClockStep { by: secs(-20) },
        Fault::DiskSlow { by: ms(700) },
        Fault::DiskFails,
        Fault::DiskFull,
        Fault::Crash,
    ];
    let share = |fault: &Fault| if matches!(fault, Fault::Crash | Fault::Duplicate) { "1" } else { "0.5" };
    let window_of = |(place, fault): (i64, Fault)| {
        let share = share(&fault).parse().unwrap();
        Window { share, ..window(fault, 30 + 60 * place, 110) }
    };
    (0..).zip(kinds).map(window_of).collect()
}

/// Rules under which the built-in agent trades a lot.
pub(super) fn busy() -> Rules {
    let agent = AgentRules {
        enabled: true,
        bar: Span::from_secs(2),
        fast: 1,
        slow: 2,
        band: "0".parse().unwrap(),
        entries_per_day_max: 1_000,
        short: true,
    };
    Rules { agent, ..rules() }
}

fn digest_of(windows: Vec<Window>, disk: Disk) -> (String, World<Notes>) {
    let (cast, first) = cast(windows, disk, busy());
    let mut world = World::watched(cast, first, Notes::default()).unwrap();
    world.run_until(BEGIN + END).unwrap();
    world.end(false).unwrap();
    (world.digest(), world)
}

#[test]
fn the_same_cast_goes_the_same_way_with_everything_that_can_go_wrong() {
    let (first, world) = digest_of(everything(), Disk::simulated());
    let (second, _) = digest_of(everything(), Disk::simulated());
    assert_eq!(first, second);
    let notes = world.witness();
    let silent: Vec<_> = everything()
        .iter()
        .map(|window| window.fault.as_str())
        .filter(|word| !notes.struck.contains(word))
        .filter(|word| !["stream_silent", "close_swallowed", "cancel_refused"].contains(word))
        .collect();
    assert!(silent.is_empty(), "these never struck: {silent:?}");
    assert_eq!(notes.restarts.len(), 1);
    assert!(notes.left.iter().filter(|(_, request, ..)| super::rig::places(request)).count() > 10);
}

#[test]
fn who_looks_on_changes_nothing_and_neither_does_a_schedule_that_is_over() {
    let (watched, world) = digest_of(Vec::new(), Disk::none());
    let (cast, first) = cast(Vec::new(), Disk::none(), busy());
    let mut alone = World::begin(cast, first).unwrap();
    alone.run_until(BEGIN + END).unwrap();
    alone.end(false).unwrap();
    assert_eq!(alone.digest(), watched);
    assert!(world.witness().struck.is_empty());
    // A fault that strikes nothing takes nothing from the chances of the usual ways.
    let nothing = Window { share: "0".parse().unwrap(), ..window(Fault::RequestLost, 0, 900) };
    assert_eq!(digest_of(vec![nothing], Disk::none()).0, watched);
}

#[test]
fn what_is_injected_is_what_was_planned() {
    let jump = window(Fault::PriceJump { by: "-0.1".parse().unwrap() }, 100, 10);
    let lost = window(Fault::ReplyLost, 200, 60);
    let (planned, _) = digest_of(vec![jump.clone(), lost.clone()], Disk::none());
    let (cast, first) = cast(Vec::new(), Disk::none(), busy());
    let mut world = World::watched(cast, first, Notes::default()).unwrap();
    world.run_until(BEGIN + Span::from_secs(50)).unwrap();
    assert!(world.inject(jump).unwrap());
    assert!(world.inject(lost).unwrap());
    world.run_until(BEGIN + END).unwrap();
    world.end(false).unwrap();
    assert_eq!(world.digest(), planned);
}
