//! The hook of the process, which must stay silent for a panic that somebody waits for.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::atomic::{AtomicU32, Ordering};

use soak::caught::{catch, silence_awaited};

/// What is said by panics of this test alone: other tests of the process may fail meanwhile.
const OURS: &str = "a panic of this very test";

static HEARD: AtomicU32 = AtomicU32::new(0);

#[test]
fn only_a_panic_that_nobody_waits_for_is_heard() {
    let before = take_hook();
    set_hook(Box::new(move |panic| match panic.payload().downcast_ref::<&str>() {
        Some(&OURS) => drop(HEARD.fetch_add(1, Ordering::SeqCst)),
        _ => before(panic),
    }));
    silence_awaited();
    assert!(catch(|| panic!("{OURS}")).is_err() && catch(|| std::panic::panic_any(OURS)).is_err());
    assert_eq!(HEARD.load(Ordering::SeqCst), 0, "a check that crashed is a row, and nothing else");
    let loud = || std::panic::panic_any(OURS);
    assert!(catch_unwind(AssertUnwindSafe(loud)).is_err());
    assert!(std::thread::spawn(loud).join().is_err());
    assert_eq!(HEARD.load(Ordering::SeqCst), 2, "nobody waited for these");
}
