//! The way on to the venue.

use std::io;

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use super::message::{Message, NotOurs};
use super::shared::Shared;

/// A connection to the venue, made when it is first needed and kept.
#[derive(Debug, Default)]
pub(super) struct Passage {
    venue: Option<TcpStream>,
    /// What was read and not yet used: after an upgrade, the beginning of the stream.
    pub(super) rest: Vec<u8>,
}

impl From<NotOurs> for io::Error {
    fn from(NotOurs: NotOurs) -> Self {
        Self::new(io::ErrorKind::InvalidData, "a message that this proxy does not carry")
    }
}

impl Passage {
    /// Sends `request` once and brings the whole answer back.
    pub(super) async fn exchange(&mut self, shared: &Shared, request: &Message) -> io::Result<Message> {
        if !self.venue.as_ref().is_some_and(is_alive) {
            self.rest.clear();
            self.venue = Some(connect(shared).await?);
        }
        let answer = self.ask(shared, request).await;
        if answer.is_err() {
            self.venue = None;
        }
        answer
    }

    async fn ask(&mut self, shared: &Shared, request: &Message) -> io::Result<Message> {
        let Some(venue) = &mut self.venue else { return Err(io::ErrorKind::NotConnected.into()) };
        shared.write(venue, &request.bytes()).await?;
        loop {
            if let Some(answer) = Message::cut(&mut self.rest)? {
                return Ok(answer);
            }
            if venue.read_buf(&mut self.rest).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    /// The connection itself, after an upgrade, and what was read of it already.
    pub(super) fn into_parts(self) -> Option<(TcpStream, Vec<u8>)> {
        self.venue.map(|venue| (venue, self.rest))
    }
}

async fn connect(shared: &Shared) -> io::Result<TcpStream> {
    let venue = TcpStream::connect(shared.upstream).await?;
    venue.set_nodelay(true)?;
    Ok(venue)
}

/// Whether a kept connection has not been hung up meanwhile.
fn is_alive(venue: &TcpStream) -> bool {
    // Nobody owes us anything between two requests: silence is the only good sign.
    venue.try_read(&mut [0; 1]).is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
}
