//! Putting the exchange on a socket, and taking it off again.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::floor::VenueServer;
use crate::venue::VenueError;

/// How long requests under way may take to end when the server shuts down.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(2);

/// A running server. Dropping it stops the server at once.
#[derive(Debug)]
pub struct ServeHandle {
    local_addr: SocketAddr,
    server: VenueServer,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

/// Serves `server` on `listener`. Must be called within a tokio runtime.
///
/// # Errors
/// When the socket cannot be used.
pub fn serve(listener: std::net::TcpListener, server: &VenueServer) -> Result<ServeHandle, VenueError> {
    serve_with(listener, server, |router| router)
}

/// The same with `layer` around everything that is served: the place for faults, which can strike
/// before the exchange has done anything, or after it has.
///
/// # Errors
/// When the socket cannot be used.
pub fn serve_with(
    listener: std::net::TcpListener,
    server: &VenueServer,
    layer: impl FnOnce(Router) -> Router,
) -> Result<ServeHandle, VenueError> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let local_addr = listener.local_addr()?;
    let listener = listener.tap_io(|stream| {
        // Answers are small; held back for more they would wait for the client's acknowledgement.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection goes on with delays");
        }
    });
    let (stop, stopped) = oneshot::channel();
    let serving = axum::serve(listener, layer(server.router())).with_graceful_shutdown(async move {
        // Both a signal and a dropped handle mean that it is time.
        let _ = stopped.await;
    });
    let task = tokio::spawn(async move {
        if let Err(error) = serving.await {
            tracing::error!(%error, "the paper exchange is no longer served");
        }
    });
    Ok(ServeHandle { local_addr, server: server.clone(), stop: Some(stop), task })
}

impl ServeHandle {
    /// The address that is served.
    #[must_use]
    pub const fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// Takes no more connections, lets requests under way end for up to two seconds, ends every
    /// stream, and returns. The exchange itself stays open.
    pub async fn shutdown(mut self) {
        self.stop.take();
        self.server.hub.close();
        // Whatever is not done by then is cut off when the handle is dropped.
        let _ = tokio::time::timeout(SHUTDOWN_TIMEOUT, &mut self.task).await;
    }
}

impl Drop for ServeHandle {
    fn drop(&mut self) {
        self.server.hub.close();
        self.task.abort();
    }
}
