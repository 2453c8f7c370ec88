//! The world, as it breaks: each fault by what the engine hears and what the venue has.

mod account;
mod machine;
mod random;
mod requests;
mod rig;
mod same;
mod site;
mod stream;
