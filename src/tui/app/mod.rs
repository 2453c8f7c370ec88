//! What comes of what happens: the model, and the one function that changes it.

mod model;

pub use model::Model;
