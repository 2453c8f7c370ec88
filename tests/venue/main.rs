//! The venue over real sockets on this machine: client against server, client against venues that
//! misbehave, and the stream through everything that can happen to one.

#[cfg(test)]
mod faults;
#[cfg(test)]
mod happy;
#[cfg(test)]
mod keeping;
#[cfg(test)]
mod live;
#[cfg(test)]
mod protocol;
#[cfg(test)]
mod proxy;
#[cfg(test)]
mod proxy_stream;
#[cfg(test)]
mod stream;
#[cfg(test)]
mod stream_faults;
#[cfg(test)]
mod support;
#[cfg(test)]
mod time;
