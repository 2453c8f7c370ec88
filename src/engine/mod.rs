//! The engine: a deterministic state machine that turns inputs into effects.
