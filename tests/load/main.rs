//! The load test against venues on this machine: what it measures, beside a second measurement; that nothing
//! holds it up; what it stays away from; and the program as a person runs it.

#[cfg(test)]
mod agreement;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod open_model;
#[cfg(test)]
mod program;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod stage;
