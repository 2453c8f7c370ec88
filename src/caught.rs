//! Panics that are caught where they happen and told there: a check of the gate that crashes is a red row.
//!
//! A hook hears of every panic before whoever catches it does, and would end the dashboard or print over it for
//! something that is over. It asks here whether somebody waits for the panic in this thread.
//!
//! Invariant: who waits tells of the panic; for everybody else it is as loud as ever.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::Mutex;

thread_local! {
    /// Whether somebody in this thread waits for a panic.
    static AWAITED: Cell<bool> = const { Cell::new(false) };
}

/// Does `what`, and gives what it was panicked with if it was. What was half done then must not be used.
///
/// # Errors
/// It panicked.
pub fn catch<T>(what: impl FnOnce() -> T) -> Result<T, Box<dyn Any + Send>> {
    let before = AWAITED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(what));
    AWAITED.set(before);
    done
}

/// Whether somebody waits for a panic in this thread: a hook that is called then has nothing to do.
#[must_use]
pub fn is_awaited() -> bool {
    AWAITED.get()
}

/// Has the hook that is in place hear of no panic that somebody waits for. The log gets its place, once for
/// each that follows another: a check that crashes does so every second.
pub fn silence_awaited() {
    let before = take_hook();
    let last = Mutex::new(String::new());
    set_hook(Box::new(move |panic| if is_awaited() { log(panic, &last) } else { before(panic) }));
}

fn log(panic: &PanicHookInfo<'_>, last: &Mutex<String>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    // A hook must not panic: a lock that somebody broke is passed over.
    let Ok(mut last) = last.lock() else { return };
    if *last != place {
        tracing::error!(place, "a check crashed; its row says so");
        *last = place;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_awaited_inside_and_nowhere_else() {
        assert!(!is_awaited());
        let inside = catch(|| {
            let inner = catch(|| assert_eq!(1 + 1, 3, "sums"));
            let other = std::thread::spawn(is_awaited).join().unwrap();
            (inner.is_err(), is_awaited(), other)
        });
        assert_eq!(inside.unwrap(), (true, true, false));
        assert!(!is_awaited());
    }
}
