//! Where clients' wishes go: acts and status to the soak itself, questions to the archive, looks to the
//! gallery.

use std::sync::mpsc::{SyncSender, TrySendError};

use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::frame;
use super::gallery::Gallery;
use super::wire::{ANSWER_TIMEOUT, ControlReply, ControlRequest, Question, Told};
use crate::event::Operator;

/// One request of a client to the soak itself, with who it is and where the answer goes.
#[derive(Debug)]
pub struct ControlCall {
    /// What is asked.
    pub request: ControlRequest,
    /// Who asks: the login name from the socket's credentials, the terminal as the client says.
    pub operator: Operator,
    /// Where the answer goes. Dropping it tells the client that the soak is ending.
    pub respond: oneshot::Sender<ControlReply>,
}

/// One question to the archive.
#[derive(Debug)]
pub struct ArchiveCall {
    /// What is asked.
    pub question: Question,
    respond: oneshot::Sender<Vec<u8>>,
}

/// What the archive is to do.
#[derive(Debug)]
pub enum Errand {
    /// Answer this.
    Ask(ArchiveCall),
    /// Somebody has begun to watch: hang the latest history.
    Look,
    /// The soak ends: let go of the journal.
    Close,
}

/// Where clients' wishes go.
#[derive(Clone, Debug)]
pub struct Services {
    /// The soak's inbound queue.
    pub calls: mpsc::Sender<ControlCall>,
    /// The archive's queue. It is never waited for.
    pub archive: SyncSender<Errand>,
    /// What viewers see.
    pub gallery: Gallery,
}

impl ArchiveCall {
    /// Answers, in bytes made on the caller's thread: an answer can be large.
    pub fn answer(self, told: Result<Told, String>) {
        let reply = match told {
            Ok(told) => ControlReply::Told(Box::new(told)),
            Err(text) => ControlReply::Refused { text },
        };
        if let Ok(line) = frame::line(&reply) {
            // The client may have gone; it asked, so nobody else cares.
            let _ = self.respond.send(line);
        }
    }
}

impl Services {
    /// Hands a request to the soak and waits for its answer.
    pub(super) async fn call(&self, request: ControlRequest, operator: Operator) -> ControlReply {
        let (respond, answer) = oneshot::channel();
        match timeout(ANSWER_TIMEOUT, self.calls.send(ControlCall { request, operator, respond })).await {
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

    /// Hands a question to the archive and waits for the answer's bytes.
    pub(super) async fn ask(&self, question: Question) -> Result<Vec<u8>, ControlReply> {
        let (respond, answer) = oneshot::channel();
        match self.archive.try_send(Errand::Ask(ArchiveCall { question, respond })) {
            Err(TrySendError::Full(_)) => {
                return Err(refused("the archive has too many questions waiting; ask again"));
            }
            Err(TrySendError::Disconnected(_)) => return Err(refused("the soak is ending")),
            Ok(()) => {}
        }
        match timeout(ANSWER_TIMEOUT, answer).await {
            Ok(Ok(line)) => Ok(line),
            Ok(Err(_)) => Err(refused("the soak is ending")),
            Err(_) => Err(refused("the archive did not answer in time; ask again")),
        }
    }

    /// Tells the archive that somebody has begun to watch.
    pub(super) fn look(&self) {
        // A full queue means that it is awake and looks anyway; a closed one that the soak ends.
        let _ = self.archive.try_send(Errand::Look);
    }
}

fn refused(text: &str) -> ControlReply {
    ControlReply::Refused { text: text.into() }
}
