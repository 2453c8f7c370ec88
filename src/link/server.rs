//! The running soak's end of the control socket.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use futures_util::future::{Either, join, select};
use futures_util::{StreamExt, stream};
use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::unix::UCred;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::frame::{self, FrameError};
use super::services::Services;
use super::wire::{
    ANSWER_TIMEOUT, CLIENTS_MAX, ControlReply, ControlRequest, ENDING_GRACE, Greeting, HELLO_TIMEOUT, Hello,
    IDLE_TIMEOUT, REASON_CHARS_MAX, REQUEST_BYTES_MAX, VERSION, VIEWERS_MAX,
};
use super::{LinkError, peer, socket, watching};
use crate::event::Operator;
use crate::model::neutralise;

/// Longest name of a terminal kept, in characters: `pts/4194304` has 11.
const TERMINAL_CHARS_MAX: usize = 32;

/// The control socket of a running soak; it is removed when this is dropped.
#[derive(Debug)]
pub struct ControlServer {
    listener: Arc<UnixListener>,
    place: socket::Place,
}

impl ControlServer {
    /// Opens the control socket of the soak in `folder`, whose lock this process holds. Has to be
    /// called inside a tokio runtime.
    ///
    /// # Errors
    ///
    /// A live process serves it, or the file system refuses.
    pub fn bind(folder: &Path) -> Result<Self, LinkError> {
        let place = socket::prepare(folder)?;
        let listener = UnixListener::bind(&place.socket).map_err(socket::unusable("bind", &place.socket))?;
        let private = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(&place.socket, private)
            .map_err(socket::unusable("protect", &place.socket))?;
        Ok(Self { listener: Arc::new(listener), place })
    }

    /// Serves clients, handing their wishes to `services`, until this future is dropped or nobody
    /// receives calls any more. Then viewers are told, and given a moment to hear it.
    ///
    /// Cancel safety: dropping it ends all connections; a call handed over already may still be
    /// acted on.
    pub async fn serve(self, services: Services) {
        // Owned and shared, because a borrow would tie the task that serves to this frame.
        let connections = stream::unfold(Arc::clone(&self.listener), |listener| async move {
            Some((listener.accept().await, listener))
        });
        let looks = Arc::new(Mutex::new(()));
        // Clients share this one task: they are few, and a soak spawns only in its runtime.
        let served = connections.for_each_concurrent(CLIENTS_MAX + VIEWERS_MAX, |accepted| {
            let (services, looks) = (services.clone(), Arc::clone(&looks));
            async move {
                match accepted {
                    // Why nothing is done about a failed client: only it can be interested.
                    Ok((stream, _)) => drop(converse(stream, &services, &looks).await),
                    // Out of descriptors: a pause instead of a busy loop.
                    Err(_) => tokio::time::sleep(HELLO_TIMEOUT).await,
                }
            }
        });
        let serving = std::pin::pin!(join(served, services.gallery.press()));
        let closed = std::pin::pin!(services.calls.closed());
        if let Either::Right(((), serving)) = select(serving, closed).await {
            let told = std::pin::pin!(services.gallery.close());
            // Whoever does not hear it in time sees the connection end.
            let _ = timeout(ENDING_GRACE, select(serving, told)).await;
        }
    }
}

impl Drop for ControlServer {
    fn drop(&mut self) {
        // A socket that stays is removed by the next start.
        let _ = socket::remove(&self.place.socket);
        if let Some(signpost) = &self.place.signpost {
            let _ = socket::remove(signpost);
        }
    }
}

/// Serves one client. Its looks at the soak's status wait for `looks`.
async fn converse(stream: UnixStream, services: &Services, looks: &Mutex<()>) -> Result<(), FrameError> {
    let credentials = stream.peer_cred().map_err(FrameError::Io)?;
    let mut stream = BufReader::new(stream);
    let Some(operator) = greet(&mut stream, &credentials).await? else { return Ok(()) };
    loop {
        let read = timeout(IDLE_TIMEOUT, frame::read::<ControlRequest>(&mut stream, REQUEST_BYTES_MAX));
        let request = match read.await.map_err(|_| FrameError::Ended)? {
            Ok(request) => request,
            Err(FrameError::Nonsense) => {
                let text = "this soak does not know that request; use the same build for both".into();
                send(&mut stream, &ControlReply::Refused { text }).await?;
                continue;
            }
            Err(error) => return Err(error),
        };
        match bounded(request) {
            ControlRequest::Watch { interval_ms } => {
                return watching::show(stream.get_mut(), services, interval_ms).await;
            }
            ControlRequest::Ask(question) => match services.ask(question).await {
                Ok(line) => write(&mut stream, &line).await?,
                Err(refused) => send(&mut stream, &refused).await?,
            },
            request @ (ControlRequest::Status | ControlRequest::Facts) => {
                // One at a time, so that however many ask, the soak does other things in between.
                let turn = looks.lock().await;
                let reply = services.call(request, operator.clone()).await;
                drop(turn);
                send(&mut stream, &reply).await?;
            }
            request @ ControlRequest::Act { .. } => {
                let reply = services.call(request, operator.clone()).await;
                send(&mut stream, &reply).await?;
            }
        }
    }
}

/// Hears who is there; `None` after refusing them.
async fn greet(
    stream: &mut BufReader<UnixStream>,
    credentials: &UCred,
) -> Result<Option<Operator>, FrameError> {
    if !peer::may_command(credentials) {
        let text = "only the user who runs the soak may talk to it".into();
        send(stream, &Greeting::Refused { text }).await?;
        return Ok(None);
    }
    let hello = timeout(HELLO_TIMEOUT, frame::read::<Hello>(stream, REQUEST_BYTES_MAX));
    let hello = match hello.await.map_err(|_| FrameError::Ended)? {
        Ok(hello) => hello,
        Err(FrameError::Nonsense | FrameError::TooLongOrCut) => {
            let text = format!("expected a hello of version {VERSION} of the control protocol");
            send(stream, &Greeting::Refused { text }).await?;
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    // Also said to a client of another version: it is the client that explains the difference.
    send(stream, &Greeting::Welcome { version: VERSION, pid: std::process::id() }).await?;
    if hello.version != VERSION {
        return Ok(None);
    }
    let terminal = neutralise(&hello.terminal, TERMINAL_CHARS_MAX);
    Ok(Some(Operator { user: peer::user_name(credentials.uid()), terminal }))
}

async fn send(stream: &mut BufReader<UnixStream>, message: &impl serde::Serialize) -> Result<(), FrameError> {
    write(stream, &frame::line(message)?).await
}

async fn write(stream: &mut BufReader<UnixStream>, line: &[u8]) -> Result<(), FrameError> {
    let written = timeout(ANSWER_TIMEOUT, stream.get_mut().write_all(line)).await;
    written.map_err(|_| FrameError::Ended)?.map_err(FrameError::Io)
}

/// The request with its texts made safe to store and show.
fn bounded(request: ControlRequest) -> ControlRequest {
    match request {
        ControlRequest::Act { command, reason } => {
            ControlRequest::Act { command, reason: neutralise(&reason, REASON_CHARS_MAX) }
        }
        other => other,
    }
}
