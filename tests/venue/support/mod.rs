//! Worlds for the tests: a served paper exchange, and venues that do exactly what they are told.

mod faulty;
mod world;

pub(crate) use faulty::{FaultyVenue, Play, http};
pub(crate) use world::{World, client, limit, market_order, send, settings, tick, ticket};
