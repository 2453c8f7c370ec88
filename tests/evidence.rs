//! Evidence from elsewhere: reports of other tools, the agent's fingerprint, and the search for keys.

#![expect(clippy::unwrap_used, reason = "a test stops where its program or its files fail it")]

#[path = "evidence/agents.rs"]
mod agents;
#[path = "evidence/caught.rs"]
mod caught;
#[path = "evidence/coverage.rs"]
mod coverage;
#[path = "evidence/excepted.rs"]
mod excepted;
#[path = "evidence/honest.rs"]
mod honest;
#[path = "evidence/junit.rs"]
mod junit;
#[path = "evidence/listed.rs"]
mod listed;
#[path = "real_time/cli/place.rs"]
mod place;
#[path = "evidence/planted.rs"]
mod planted;
#[path = "evidence/program.rs"]
mod program;
#[path = "evidence/shapes.rs"]
mod shapes;
