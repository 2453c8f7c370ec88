//! The front door: it takes connections, or truly refuses them.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

use super::connection::Connection;
use super::counts::ProxyCounts;
use super::shared::{LOOK_EVERY, Shared, reset, wait};
use super::weather::is_refused;
use crate::clock::Clock;
use crate::fault::Board;
use crate::venue::VenueError;

/// Most connections at a time: many times what one client keeps. More are reset.
const CONNECTIONS_MAX: usize = 512;

/// Connections that may wait to be taken.
const BACKLOG: u32 = 128;

/// A proxy between a client and a venue on this machine. Dropping it ends every connection at once.
#[derive(Debug)]
pub struct Proxy {
    local_addr: SocketAddr,
    shared: Arc<Shared>,
    door: JoinHandle<()>,
}

impl Proxy {
    /// Starts a proxy on a free port of the loopback address that passes everything on to `upstream`
    /// and does what hangs on `faults`, by the time of `clock`. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// When no port can be opened.
    pub fn start(upstream: SocketAddr, faults: Board, clock: Clock, seed: u64) -> Result<Self, VenueError> {
        Self::start_at(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), upstream, faults, clock, seed)
    }

    /// The same at `address`; port 0 for any free one.
    ///
    /// # Errors
    /// When the address cannot be had.
    pub fn start_at(
        address: SocketAddr,
        upstream: SocketAddr,
        faults: Board,
        clock: Clock,
        seed: u64,
    ) -> Result<Self, VenueError> {
        let socket = bound(address)?;
        let local_addr = socket.local_addr()?;
        let listener = socket.listen(BACKLOG)?;
        let shared = Arc::new(Shared::new(upstream, faults, clock, seed));
        let keeper = Keeper { address: local_addr, shared: Arc::clone(&shared), connections: JoinSet::new() };
        let door = tokio::spawn(keeper.keep(Door::Open(listener)));
        Ok(Self { local_addr, shared, door })
    }

    /// The address at which the client finds the venue.
    #[must_use]
    pub const fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// What has passed so far.
    #[must_use]
    pub fn counts(&self) -> ProxyCounts {
        self.shared.counts().clone()
    }

    /// From now on each connection carries this many bytes a second in each direction; as many as there
    /// are when none.
    pub fn limit_bandwidth(&self, bytes_per_second: Option<NonZeroU32>) {
        let rate = bytes_per_second.map_or(0, NonZeroU32::get);
        self.shared.bandwidth.store(rate, Ordering::Relaxed);
    }

    /// Ends every connection, and returns when the port is free.
    ///
    /// Cancel safety: dropping the future ends them too, a moment later.
    pub async fn shutdown(mut self) {
        self.door.abort();
        // It was told to end, so that it ends with an error.
        let _ = (&mut self.door).await;
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.door.abort();
    }
}

/// Whether connections are taken.
enum Door {
    Open(TcpListener),
    /// The port is held, so that nobody else gets it, and nobody listens at it: the system refuses.
    Shut(TcpSocket),
    /// The port could not be had back yet.
    Gone,
}

struct Keeper {
    address: SocketAddr,
    shared: Arc<Shared>,
    connections: JoinSet<()>,
}

impl Keeper {
    async fn keep(mut self, mut door: Door) {
        loop {
            while self.connections.try_join_next().is_some() {}
            door = match (door, is_refused(&self.shared.windows())) {
                (Door::Open(listener), true) => {
                    self.shared.counts().struck("connection_refused");
                    drop(listener);
                    self.shut()
                }
                (Door::Shut(socket), false) => socket.listen(BACKLOG).map_or(Door::Gone, Door::Open),
                (Door::Gone, _) => self.shut(),
                (same, _) => same,
            };
            let Door::Open(listener) = &door else {
                wait(LOOK_EVERY).await;
                continue;
            };
            if let Ok(Ok((client, _))) = timeout(LOOK_EVERY.to_std(), listener.accept()).await {
                self.take(client);
            }
        }
    }

    fn shut(&self) -> Door {
        bound(self.address).map_or_else(
            |error| {
                tracing::debug!(%error, "the proxy's port is not free yet");
                Door::Gone
            },
            Door::Shut,
        )
    }

    fn take(&mut self, client: TcpStream) {
        let is_full = self.connections.len() >= CONNECTIONS_MAX;
        if is_full || is_refused(&self.shared.windows()) || client.set_nodelay(true).is_err() {
            return reset(client);
        }
        self.connections.spawn(Connection::new(client, Arc::clone(&self.shared)).serve());
    }
}

fn bound(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // Without it the connections that were just ended would hold the port.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}
