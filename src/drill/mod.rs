//! Rehearsals: each a world in, a verdict out.

pub mod load;
