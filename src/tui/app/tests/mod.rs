//! What keys, news and answers come to.

pub(crate) mod rig;
