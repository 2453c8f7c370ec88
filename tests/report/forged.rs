//! Journals that somebody made up: every fingerprint fits, and no soak ever took such inputs in.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::OnceLock;

use proptest::prelude::*;
use serde_json::Value;
use soak::event::{Envelope, Input};
use soak::journal::{Archive, Journal};
use soak::model::{Seq, SoakId, Span};

use crate::place::{Place, Said};

/// Inputs of a real run that are thrown together: those of its first minutes, with its orders and faults.
const INPUTS: usize = 4_000;

/// A real run's first inputs.
fn real() -> &'static [Envelope] {
    static REAL: OnceLock<Vec<Envelope>> = OnceLock::new();
    REAL.get_or_init(|| {
        let (place, mut inputs) = (Place::with_a_soak(), Vec::new());
        let archive = Archive::open(&place.path("x")).unwrap();
        let look = |envelope: &Envelope| {
            inputs.push(envelope.clone());
            if inputs.len() < INPUTS { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        archive.inputs(look).unwrap();
        inputs
    })
}

/// Makes a journal of `inputs`, each so long after the one before, in `dir`.
fn forge(dir: &Path, inputs: &[(i64, Input)]) {
    let mut at = real()[0].at;
    let mut journal = Journal::create(dir, &SoakId::new("f0"), "x", at).unwrap();
    for (seq, (later, input)) in (1..).zip(inputs) {
        at = at + Span::from_micros(*later);
        journal.append(&Envelope { seq: Seq(seq), at, input: input.clone() });
    }
    journal.checkpoint(journal.last_seq(), at, 1, b"none").unwrap();
}

/// What the program says of a journal of `inputs`: of it as a journal, and in a report.
fn told(inputs: &[(i64, Input)]) -> (Value, [Said; 2]) {
    let place = Place::empty();
    forge(&place.path("x"), inputs);
    let verified = place.soak(&["verify", "x", "--json"]);
    let told = serde_json::from_str(&verified.out).unwrap_or_else(|error| panic!("{error}: {verified:?}"));
    (told, [verified, place.soak(&["report", "x", "-o", &place.text("x.html")])])
}

#[track_caller]
fn check(inputs: &[(i64, Input)], expect: &str) {
    let (told, [verified, reported]) = told(inputs);
    assert_eq!((&told["sound"], &told["damages"][0]), (&false.into(), &expect.into()), "{told}");
    assert_eq!((verified.code, verified.err.as_str()), (1, ""));
    // What was sound is told, and that it ends there.
    assert_eq!(reported.code, 0, "{reported:?}");
    assert!(reported.err.starts_with("warning: the journal is damaged"), "{reported:?}");
    assert_eq!(reported.err.lines().count(), 2, "{reported:?}");
}

#[test]
fn what_no_engine_ever_took_in_is_named() {
    let start = real()[0].input.clone();
    let never = "the engine never took such an input in: Invariant:";
    check(
        &[(0, start.clone()), (5, Input::Wake), (5, start.clone()), (5, Input::Wake)],
        &format!("chunk 0, input 3: {never} a soak begins once"),
    );
    check(
        &[(0, start), (5, Input::Wake), (-1, Input::Wake)],
        &format!("chunk 0, input 3: {never} time never goes back"),
    );
}

proptest! {
    // Few, because each is a journal on disk and two runs of the program.
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn real_inputs_in_any_order_end_no_check(
        begins in any::<bool>(),
        picks in prop::collection::vec((0..INPUTS, 0..4_000_000_i64), 1..400),
        leap in prop::option::of(any::<u32>()),
    ) {
        let first = begins.then(|| (0, real()[0].input.clone()));
        let rest = picks.iter().map(|(pick, later)| (*later, real()[pick % real().len()].input.clone()));
        // Now and then centuries pass.
        let leap = leap.map(|micros| (i64::from(micros) << 22, Input::Wake));
        let inputs: Vec<_> = first.into_iter().chain(rest).chain(leap).collect();
        let (told, said) = told(&inputs);
        let is_sound = told["sound"].as_bool().unwrap();
        prop_assert_eq!(said[0].code, i32::from(!is_sound), "{:?}", &said[0]);
        for one in &said {
            prop_assert!(one.code <= 1 && !one.err.contains("panicked"), "{:?}", one);
        }
    }
}
