//! Panics of a trial, heard instead of shown.
//!
//! The engine's invariants stay on in release and panic; a trial tells of that as of any other law.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    /// What the trial in this thread said when it panicked; none while no trial runs in it.
    static HEARD: RefCell<Option<String>> = const { RefCell::new(None) };
}

static LISTENING: Once = Once::new();

/// Does `what`; if it panics, what was said and where.
///
/// # Errors
/// The words of the panic.
pub(super) fn hear<T>(what: impl FnOnce() -> T) -> Result<T, String> {
    LISTENING.call_once(listen);
    HEARD.with(|heard| *heard.borrow_mut() = Some(String::new()));
    // Whatever was half done when it panicked is only looked at, never used further.
    let done = catch_unwind(AssertUnwindSafe(what));
    let words = HEARD.with(|heard| heard.borrow_mut().take());
    done.map_err(|_| words.unwrap_or_default())
}

/// Keeps the words of trials, and leaves every other panic to who was told of them before.
fn listen() {
    let before = take_hook();
    set_hook(Box::new(move |panic| {
        let is_heard = HEARD.with(|heard| match &mut *heard.borrow_mut() {
            Some(words) => {
                *words = told(panic);
                true
            }
            None => false,
        });
        if !is_heard {
            before(panic);
        }
    }));
}

fn told(panic: &PanicHookInfo<'_>) -> String {
    let payload = panic.payload();
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let said = text.unwrap_or("no words").replace('\n', " ");
    panic
        .location()
        .map_or_else(|| said.clone(), |place| format!("{said} ({}:{})", place.file(), place.line()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_heard_with_its_place() {
        let heard = hear(|| assert_eq!(1 + 1, 3, "Invariant: sums are right"));
        let words = heard.unwrap_err();
        assert!(words.contains("Invariant: sums are right") && words.contains("heard.rs:"), "{words}");
        assert_eq!(hear(|| 7), Ok(7));
    }
}
