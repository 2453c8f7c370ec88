//! The founding document's cases over the whole way: the real runtime with its pump, journal, client
//! and stream, over real sockets, against the real paper exchange with faults around it.

#[cfg(test)]
mod answers;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod feed;
#[cfg(test)]
mod micro;
#[cfg(test)]
mod orders;
#[cfg(test)]
mod program;
#[cfg(test)]
mod soak_run;
#[cfg(test)]
mod start;
#[cfg(test)]
mod stop;
#[cfg(test)]
mod venue;
