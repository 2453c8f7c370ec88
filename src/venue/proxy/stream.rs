//! A stream that passes through: from the client as it comes, from the venue frame by frame.

use std::collections::BTreeMap;
use std::io;
use std::pin::pin;

use futures_util::future::{Either, select};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::connection::hang;
use super::frame::Frame;
use super::message::Message;
use super::passage::Passage;
use super::shared::{LOOK_EVERY, Shared, reset, wait};
use super::weather::{Told, cut_share, is_partitioned, told};
use crate::fault::Window;
use crate::model::{Span, Time};

/// Most messages that are held back at a time; what comes on top is told at once.
const LATE_MAX: usize = 4_096;

/// Bytes taken from the client at a time: its messages are subscriptions and pongs.
const PIECE_BYTES: usize = 4 << 10;

/// Lets the client's upgrade through, and then both directions until either ends.
pub(super) async fn pass(mut client: TcpStream, rest: Vec<u8>, request: &Message, shared: &Shared) {
    let windows = shared.windows();
    if is_partitioned(&windows) {
        return hang(client).await;
    }
    let mut passage = Passage::default();
    let Ok(answer) = passage.exchange(shared, request).await else { return reset(client) };
    if shared.write(&mut client, &answer.bytes()).await.is_err() || answer.status() != Some(101) {
        return;
    }
    let Some((mut venue, begun)) = passage.into_parts() else { return };
    if shared.write(&mut venue, &rest).await.is_err() {
        return;
    }
    shared.counts().streams += 1;
    let cut = {
        let (from_client, to_client) = client.split();
        let (from_venue, to_venue) = venue.split();
        let mut telling = Telling { shared, late: BTreeMap::new(), number: 0, drawn: None };
        let up = pin!(ask(from_client, to_venue, shared));
        let down = pin!(telling.tell(from_venue, begun, to_client));
        match select(up, down).await {
            Either::Left((ended, _)) | Either::Right((ended, _)) => ended,
        }
    };
    match cut {
        Ok(()) => {}
        Err(error) => {
            tracing::debug!(%error, "a stream is cut");
            reset(client);
        }
    }
}

/// Carries what the client sends, as it comes.
async fn ask(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    shared: &Shared,
) -> io::Result<()> {
    let mut piece = [0; PIECE_BYTES];
    loop {
        let read = from.read(&mut piece).await?;
        if read == 0 {
            return Ok(());
        }
        while is_partitioned(&shared.windows()) {
            wait(LOOK_EVERY).await;
        }
        shared.counts().bytes_up += read as u64;
        shared.write(&mut to, piece.get(..read).unwrap_or_default()).await?;
    }
}

/// What the venue tells over one stream.
struct Telling<'a> {
    shared: &'a Shared,
    /// What is told later, by when; the number keeps two of the same moment apart.
    late: BTreeMap<(Time, u64), Vec<u8>>,
    number: u64,
    /// Whether this stream is one of those that the open window cuts; drawn once for each window.
    drawn: Option<bool>,
}

impl Telling<'_> {
    /// Carries what the venue tells. An error means that the stream is to be cut.
    async fn tell(
        &mut self,
        mut from: impl AsyncRead + Unpin,
        mut bytes: Vec<u8>,
        mut to: impl AsyncWrite + Unpin,
    ) -> io::Result<()> {
        loop {
            let windows = self.shared.windows();
            if self.is_cut(&windows) {
                return Err(io::ErrorKind::ConnectionReset.into());
            }
            if is_partitioned(&windows) {
                // What the venue tells meanwhile waits in the system, as behind a cable that is pulled.
                wait(LOOK_EVERY).await;
                continue;
            }
            self.tell_late(&mut to).await?;
            while let Some(frame) = Frame::cut(&mut bytes)? {
                self.take(frame, &windows, &mut to).await?;
            }
            let nap = self.nap().to_std();
            if let Ok(read) = timeout(nap, from.read_buf(&mut bytes)).await
                && read? == 0
            {
                return Ok(());
            }
        }
    }

    fn is_cut(&mut self, windows: &[Window]) -> bool {
        let Some(share) = cut_share(windows) else {
            self.drawn = None;
            return false;
        };
        let shared = self.shared;
        *self.drawn.get_or_insert_with(|| {
            let cut = shared.chance().strikes(share);
            if cut {
                shared.counts().struck("stream_cut");
            }
            cut
        })
    }

    /// Tells one frame, or does with it what the open windows want.
    async fn take(
        &mut self,
        frame: Frame,
        windows: &[Window],
        to: &mut (impl AsyncWrite + Unpin),
    ) -> io::Result<()> {
        let (mut twice, mut late) = (false, None);
        if frame.tells() {
            for (word, share, what) in told(windows, frame.text()) {
                if !self.shared.chance().strikes(share) {
                    continue;
                }
                self.shared.counts().struck(word);
                match what {
                    Told::Not => return Ok(()),
                    Told::Twice => twice = true,
                    Told::Late(min, max) => late = Some(self.shared.chance().between(min, max)),
                }
            }
        }
        for _ in 0..=usize::from(twice) {
            match late {
                Some(by) if self.late.len() < LATE_MAX => {
                    self.number += 1;
                    self.late.insert((self.shared.clock.now() + by, self.number), frame.bytes.clone());
                }
                _ => self.send(&frame.bytes, to).await?,
            }
        }
        Ok(())
    }

    async fn tell_late(&mut self, to: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
        while let Some(next) = self.late.first_entry()
            && next.key().0 <= self.shared.clock.now()
        {
            let bytes = next.remove();
            self.send(&bytes, to).await?;
        }
        Ok(())
    }

    async fn send(&self, bytes: &[u8], to: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
        self.shared.counts().bytes_down += bytes.len() as u64;
        self.shared.write(to, bytes).await
    }

    /// Until the next that is told late, or the next look.
    fn nap(&self) -> Span {
        let due = self.late.first_key_value().map(|((at, _), _)| at.since(self.shared.clock.now()));
        due.unwrap_or(LOOK_EVERY).clamp(Span::from_millis(1), LOOK_EVERY)
    }
}
