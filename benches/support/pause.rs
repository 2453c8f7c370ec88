//! Waiting for a set time, in the outside world.

use soak::clock::Clock;
use soak::model::Span;

/// Lets `span` pass.
pub(crate) fn pause(clock: Clock, span: Span) {
    let over = clock.now() + span;
    loop {
        let rest = over.since(clock.now());
        if rest <= Span::ZERO {
            return;
        }
        std::thread::park_timeout(rest.to_std());
    }
}
