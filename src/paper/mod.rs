//! The paper exchange: a deterministic state machine that plays the venue.
