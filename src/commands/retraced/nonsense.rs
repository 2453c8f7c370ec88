//! Inputs that read and whose fingerprints fit, and that no engine of ours ever took in: a journal made up.
//!
//! The engine asserts what cannot be. For whoever runs a soak a broken assertion is a fault of this program; for
//! whoever checks a stranger's file it is a finding like any other.

use crate::caught::catch;
use crate::model::neutralise;

/// Most of an assertion's words that are told, in characters.
const WORDS_CHARS_MAX: usize = 160;

/// What `work` comes to, or what broke in it. What it worked on is in no state to be used after that.
///
/// # Errors
///
/// An assertion of `work` failed: its words.
pub(super) fn taken_in<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch(work).map_err(|broken| {
        let words = broken.downcast_ref::<String>().map(String::as_str);
        let words = words.or_else(|| broken.downcast_ref::<&str>().copied()).unwrap_or("a broken invariant");
        // An assertion of two values says so before its sentence, and shows them in the lines after it.
        let first = words.lines().next().unwrap_or_default();
        let sentence = first.split_once("` failed: ").map_or(first, |(_, sentence)| sentence);
        format!("the engine never took such an input in: {}", neutralise(sentence, WORDS_CHARS_MAX))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::caught::is_awaited;

    #[test]
    fn words_of_an_assertion_are_told() {
        #[track_caller]
        fn check(work: impl FnOnce(), expect: &str) {
            let words = taken_in(work).unwrap_err();
            assert!(words.ends_with(expect), "{words}");
        }
        assert_eq!(taken_in(|| 7), Ok(7));
        check(|| assert!(!is_awaited(), "Invariant: it is loud"), "in: Invariant: it is loud");
        check(|| assert_eq!(1, 2, "Invariant: one is two"), "in: Invariant: one is two");
        check(|| std::panic::panic_any(7), "in: a broken invariant");
        check(|| panic!("\u{1b}[2J{}", 1), "in: \u{fffd}[2J1");
    }
}
