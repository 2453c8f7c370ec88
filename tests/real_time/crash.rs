//! kill -9 at random moments and at the worst ones: the real program, killed and started again until
//! its books, the venue's books and its journal have had every chance to disagree.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where its world cannot be read, and says what it was"
)]

mod ambush;
mod books;
mod dice;
mod embedded;
mod latch;
pub(crate) mod life;
mod place;
mod remains;
mod served;
mod virtual_time;
