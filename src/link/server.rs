//! The running soak's end of the control socket.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use futures_util::{StreamExt, stream};
use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::unix::UCred;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::frame::{self, FrameError};
use super::wire::{
    ANSWER_TIMEOUT, CLIENTS_MAX, ControlReply, ControlRequest, Greeting, HELLO_TIMEOUT, Hello, IDLE_TIMEOUT,
    REASON_CHARS_MAX, REQUEST_BYTES_MAX, VERSION,
};
use super::{LinkError, peer, socket};
use crate::event::Operator;
use crate::model::neutralise;

/// Longest name of a terminal kept, in characters: `pts/4194304` has 11.
const TERMINAL_CHARS_MAX: usize = 32;

/// One request of a client, with who it is and where the answer goes.
#[derive(Debug)]
pub struct ControlCall {
    /// What is asked.
    pub request: ControlRequest,
    /// Who asks: the login name from the socket's credentials, the terminal as the client says.
    pub operator: Operator,
    /// Where the answer goes. Dropping it tells the client that the soak is ending.
    pub respond: oneshot::Sender<ControlReply>,
}

/// The control socket of a running soak; it is removed when this is dropped.
#[derive(Debug)]
pub struct ControlServer {
    listener: UnixListener,
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
        Ok(Self { listener, place })
    }

    /// Serves clients, handing their requests to `calls`, until this future is dropped or nobody
    /// receives calls any more.
    ///
    /// Cancel safety: dropping it ends all connections; a call handed over already may still be
    /// acted on.
    pub async fn serve(self, calls: mpsc::Sender<ControlCall>) {
        let connections =
            stream::unfold(
                &self.listener,
                |listener| async move { Some((listener.accept().await, listener)) },
            );
        // Clients share this one task: they are few, and a soak spawns only in its runtime.
        let served = connections.for_each_concurrent(CLIENTS_MAX, |accepted| {
            let calls = calls.clone();
            async move {
                match accepted {
                    // Why nothing is done about a failed client: only it can be interested.
                    Ok((stream, _)) => drop(converse(stream, &calls).await),
                    // Out of descriptors: a pause instead of a busy loop.
                    Err(_) => tokio::time::sleep(HELLO_TIMEOUT).await,
                }
            }
        });
        let closed = calls.closed();
        futures_util::future::select(std::pin::pin!(served), std::pin::pin!(closed)).await;
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

async fn converse(stream: UnixStream, calls: &mpsc::Sender<ControlCall>) -> Result<(), FrameError> {
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
        let reply = ask(calls, bounded(request), operator.clone()).await;
        send(&mut stream, &reply).await?;
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
    let line = frame::line(message)?;
    let written = timeout(ANSWER_TIMEOUT, stream.get_mut().write_all(&line)).await;
    written.map_err(|_| FrameError::Ended)?.map_err(FrameError::Io)
}

/// The request with its texts made safe to store and show.
fn bounded(request: ControlRequest) -> ControlRequest {
    match request {
        ControlRequest::Status => ControlRequest::Status,
        ControlRequest::Act { command, reason } => {
            ControlRequest::Act { command, reason: neutralise(&reason, REASON_CHARS_MAX) }
        }
        other => other,
    }
}

/// Hands a request over and waits for its answer.
async fn ask(calls: &mpsc::Sender<ControlCall>, request: ControlRequest, operator: Operator) -> ControlReply {
    let refused = |text: &str| ControlReply::Refused { text: text.into() };
    let (respond, answer) = oneshot::channel();
    match timeout(ANSWER_TIMEOUT, calls.send(ControlCall { request, operator, respond })).await {
        Err(_) => return refused("the soak takes no requests at the moment; nothing was done"),
        Ok(Err(_)) => return refused("the soak is ending; nothing was done"),
        Ok(Ok(())) => {}
    }
    match timeout(ANSWER_TIMEOUT, answer).await {
        Ok(Ok(reply)) => reply,
        Ok(Err(_)) => refused("the soak ended before it answered; what was asked may have been done"),
        Err(_) => refused("the soak did not answer in time; what was asked may still be done"),
    }
}
