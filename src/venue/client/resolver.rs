//! A name service that can fail, for rehearsals on this machine.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::settings::LOOPBACK_NAMES;
use crate::clock::Clock;
use crate::fault::{Board, Fault};
use crate::venue::chance::Chance;

/// A name service that knows one name, which is this machine's, and fails while `resolver_fails` is
/// open. Every other name is unknown to it.
///
/// Invariant: it answers loopback addresses and nothing else, so that a client that asks only it, for
/// names only, cannot leave the machine.
#[derive(Clone, Debug)]
pub struct LoopbackResolver {
    name: String,
    faults: Board,
    clock: Clock,
    chance: Arc<Mutex<Chance>>,
}

impl LoopbackResolver {
    /// A service that knows `name`, and fails while what hangs on `faults` says so by the time of
    /// `clock`.
    #[must_use]
    pub fn new(name: &str, faults: Board, clock: Clock, seed: u64) -> Self {
        let chance = Arc::new(Mutex::new(Chance::new(seed)));
        Self { name: name.to_owned(), faults, clock, chance }
    }

    /// The addresses of `name`, at `port`.
    ///
    /// # Errors
    /// When the name is another one, or the service fails.
    pub(crate) fn lookup(&self, name: &str, port: u16) -> io::Result<[SocketAddr; 2]> {
        let open = self.faults.open(self.clock.now());
        let failing = open.iter().find(|window| window.fault == Fault::ResolverFails);
        let mut chance = self.chance.lock().unwrap_or_else(PoisonError::into_inner);
        if failing.is_some_and(|window| chance.strikes(window.share)) {
            return Err(io::Error::other("temporary failure in name resolution"));
        }
        if !name.eq_ignore_ascii_case(&self.name) {
            return Err(io::Error::new(io::ErrorKind::NotFound, "no such name"));
        }
        Ok(LOOPBACK_NAMES.map(|address| SocketAddr::new(address, port)))
    }
}

impl Resolve for LoopbackResolver {
    fn resolve(&self, name: Name) -> Resolving {
        // The port is the address's own.
        let found = self.lookup(name.as_str(), 0);
        Box::pin(async move {
            let addresses = found?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}
