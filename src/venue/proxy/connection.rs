//! One connection of the client: request after request, each with what becomes of it.

use std::io;
use std::sync::Arc;

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::message::Message;
use super::passage::Passage;
use super::shared::{LOOK_EVERY, Shared, reset, wait};
use super::verdict::{Asked, Fate, Instead, Verdict};
use super::weather::{is_hung_up, is_partitioned};
use super::{answer, stream, swallow};
use crate::fault::Effect;

/// A connection of the client.
pub(super) struct Connection {
    client: TcpStream,
    /// What was read and not yet used.
    rest: Vec<u8>,
    passage: Passage,
    shared: Arc<Shared>,
}

/// What becomes of the connection after a request.
enum Then {
    /// The next request is waited for.
    GoesOn,
    /// It ends, as was announced.
    Ends,
    /// It is reset.
    Breaks,
    /// It stays open, and nothing comes over it any more.
    Hangs,
}

impl Connection {
    pub(super) fn new(client: TcpStream, shared: Arc<Shared>) -> Self {
        Self { client, rest: Vec::new(), passage: Passage::default(), shared }
    }

    /// Serves until either side ends it.
    pub(super) async fn serve(mut self) {
        loop {
            let request = match self.next().await {
                Ok(Some(request)) => request,
                Ok(None) => return,
                Err(error) => {
                    tracing::debug!(%error, "a connection ends");
                    return reset(self.client);
                }
            };
            if request.is_upgrade() {
                return stream::pass(self.client, self.rest, &request, &self.shared).await;
            }
            let then = self.answer(&request).await.unwrap_or(Then::Breaks);
            match then {
                Then::GoesOn => {}
                Then::Ends => return,
                Then::Breaks => return reset(self.client),
                Then::Hangs => return hang(self.client).await,
            }
        }
    }

    /// The next request; none when the client has hung up. Between two requests the connection is one
    /// that could be refused.
    async fn next(&mut self) -> io::Result<Option<Message>> {
        loop {
            if let Some(request) = Message::cut(&mut self.rest)? {
                return Ok(Some(request));
            }
            match timeout(LOOK_EVERY.to_std(), self.client.read_buf(&mut self.rest)).await {
                Ok(Ok(0)) => return Ok(None),
                Ok(Ok(read)) => self.shared.counts().bytes_up += read as u64,
                Ok(Err(error)) => return Err(error),
                Err(_) if self.rest.is_empty() && is_hung_up(&self.shared.windows()) => return Ok(None),
                Err(_) => {}
            }
        }
    }

    async fn answer(&mut self, request: &Message) -> io::Result<Then> {
        let asked = Asked::of(request);
        self.shared.counts().asked(asked.route, request.key());
        let verdict = self.shared.verdict(&asked);
        wait(verdict.before).await;
        match verdict.fate {
            Fate::Reset => return Ok(Then::Breaks),
            Fate::Lost => return Ok(Then::Hangs),
            Fate::Instead(instead, Effect::Missing) => {
                wait(verdict.after).await;
                let bytes = self.instead(instead);
                self.reply(&bytes).await?;
                return Ok(Then::GoesOn);
            }
            Fate::Swallowed => request.key().into_iter().for_each(|key| self.shared.swallow(key)),
            _ => {}
        }
        let known = request.key().is_some_and(|key| self.shared.is_swallowed(key));
        if known || verdict.fate == Fate::Swallowed {
            let request = swallow::swallowed(&mut self.passage, &self.shared, request).await?;
            return self.forward(&request, &verdict).await;
        }
        self.forward(request, &verdict).await
    }

    /// Lets the venue do what is asked, and answers as the verdict says.
    async fn forward(&mut self, request: &Message, verdict: &Verdict) -> io::Result<Then> {
        let answered = self.passage.exchange(&self.shared, request).await?;
        self.shared.counts().arrived(request.key());
        if verdict.twice {
            // Whatever the venue says to the second is not what the client hears.
            let _ = Passage::default().exchange(&self.shared, request).await;
            self.shared.counts().arrived(request.key());
        }
        wait(verdict.after).await;
        if is_partitioned(&self.shared.windows()) {
            return Ok(Then::Hangs);
        }
        match verdict.fate {
            Fate::ReplyLost => return Ok(Then::Hangs),
            Fate::ReplyCut => {
                self.reply(&answered.half()).await?;
                return Ok(Then::Breaks);
            }
            Fate::Instead(instead, Effect::Done) => {
                let bytes = self.instead(instead);
                self.reply(&bytes).await?;
            }
            _ if is_hung_up(&self.shared.windows()) => {
                self.reply(&answered.last().bytes()).await?;
                return Ok(Then::Ends);
            }
            _ => self.reply(&answered.bytes()).await?,
        }
        Ok(Then::GoesOn)
    }

    async fn reply(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.shared.counts().bytes_down += bytes.len() as u64;
        self.shared.write(&mut self.client, bytes).await
    }

    fn instead(&self, instead: Instead) -> Vec<u8> {
        match instead {
            Instead::Status(status, body) => answer::answer(status, body),
            Instead::RateLimited(retry_after) => answer::rate_limited(retry_after, self.shared.clock.now()),
            Instead::AlreadyFilled => answer::already_filled(),
        }
    }
}

/// Reads until the client gives up.
pub(super) async fn hang(mut client: TcpStream) {
    let mut unheard = [0; 1 << 10];
    while client.read(&mut unheard).await.is_ok_and(|read| read > 0) {}
}
