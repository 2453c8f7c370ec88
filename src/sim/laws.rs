//! The laws, looked at in every step of a simulated world, in release too.
//!
//! Each law is checked from the outside: by what the engine took in, what left, and what the venue
//! truly holds. Nothing here is asked of the engine that it could answer wrongly by the same mistake.

use super::Witness;
use crate::model::Time;

/// A law that was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The law, in a few words: `intent before bytes`.
    pub law: &'static str,
    /// When, in virtual time.
    pub at: Time,
    /// What was seen.
    pub text: String,
}

/// What is remembered to judge by.
#[derive(Debug, Default)]
pub struct Laws {}

impl Witness for Laws {}
