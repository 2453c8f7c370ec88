//! kill -9 at random moments and at the worst ones: the real program, killed and started again until
//! its books, the venue's books and its journal have had every chance to disagree.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test stops where its world cannot be read, and says what it was"
)]

#[path = "crash/ambush.rs"]
mod ambush;
#[path = "crash/books.rs"]
mod books;
#[path = "crash/dice.rs"]
mod dice;
#[path = "crash/embedded.rs"]
mod embedded;
#[path = "crash/latch.rs"]
mod latch;
#[path = "crash/life.rs"]
mod life;
#[path = "crash/place.rs"]
mod place;
#[path = "crash/remains.rs"]
mod remains;
#[path = "crash/served.rs"]
mod served;
#[path = "crash/virtual_time.rs"]
mod virtual_time;
