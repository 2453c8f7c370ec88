//! Drills over real sockets, with real faults. All run at the same time, so that the whole takes as long
//! as the longest.

#[cfg(test)]
mod passing;
