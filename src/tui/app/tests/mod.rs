//! What keys, news and answers come to.

mod acting;
mod looking;
mod past;
mod random;
pub(crate) mod rig;
