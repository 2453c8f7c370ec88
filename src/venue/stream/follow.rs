//! Following the stream: connect, subscribe, read, and begin again when it is lost.

use futures_util::{SinkExt, StreamExt};
use tokio::sync::mpsc::Sender;
use tokio::task::yield_now;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use super::backoff::Backoff;
use super::connect::{Socket, connect, message};
use super::counters::{StreamCounters, StreamCounts};
use super::directory::Directory;
use super::frame::{Frame, read};
use super::outbox::{Gone, Outbox, StreamEvent};
use super::settings::StreamSettings;
use crate::clock::Clock;
use crate::model::{Markets, Span, Time, neutralise};
use crate::venue::VenueError;
use crate::venue::client::{VenueSettings, install_tls};
use crate::venue::wire::{ClientMessage, TEXT_LENGTH_MAX};

/// How often a full queue is tried again: far below what a person sees, far above a thread's wake-up.
const FLUSH_EVERY: Span = Span::from_millis(5);

/// How often a quiet connection looks up to see whether it is stale or nobody listens any more.
const LOOK_UP_EVERY: Span = Span::from_secs(1);

/// Follows one venue's stream.
#[derive(Debug)]
pub struct VenueStream {
    venue: VenueSettings,
    settings: StreamSettings,
    directory: Directory,
    counters: StreamCounters,
    clock: Clock,
}

/// Why following ended.
enum End {
    Gone,
    Lost(String),
}

impl From<Gone> for End {
    fn from(Gone: Gone) -> Self {
        Self::Gone
    }
}

impl VenueStream {
    /// A stream of the `markets` of `venue`; it measures freshness with `clock`.
    ///
    /// # Errors
    /// When the key cannot be sent, or would be sent unencrypted to another machine.
    pub fn new(
        venue: VenueSettings,
        markets: &Markets,
        settings: StreamSettings,
        clock: Clock,
    ) -> Result<Self, VenueError> {
        venue.check_encryption()?;
        crate::venue::client::bearer(&venue)?;
        install_tls();
        let directory = Directory::new(markets);
        Ok(Self { venue, settings, directory, counters: StreamCounters::default(), clock })
    }

    /// The counts of this stream, to be read while it runs.
    #[must_use]
    pub fn counters(&self) -> StreamCounters {
        self.counters.clone()
    }

    /// Follows the stream into `listener` until the listener is dropped, reconnecting as often as it
    /// takes.
    ///
    /// Cancel safety: dropping the future closes the connection; nothing else is lost.
    pub async fn run(self, listener: Sender<StreamEvent>) {
        let mut outbox = Outbox::new(listener, self.directory.names().count());
        let mut backoff =
            Backoff::new(self.settings.backoff_first, self.settings.backoff_max, self.settings.seed);
        loop {
            let reason = match self.follow(&mut outbox, &mut backoff).await {
                End::Gone => return,
                End::Lost(reason) => neutralise(&reason, TEXT_LENGTH_MAX),
            };
            // When too much waits for this to be told, a loss that was told before still waits.
            let _ = outbox.event(StreamEvent::Lost { reason });
            let until = self.clock.now() + backoff.pause();
            while outbox.flush().is_ok() {
                let rest = until.since(self.clock.now());
                if rest <= Span::ZERO {
                    break;
                }
                let nap = if outbox.is_waiting() { rest.min(FLUSH_EVERY) } else { rest };
                if timeout(nap.to_std(), outbox.gone()).await.is_ok() {
                    return;
                }
            }
        }
    }

    /// One connection, from its first byte to its last.
    async fn follow(&self, outbox: &mut Outbox, backoff: &mut Backoff) -> End {
        let mut socket = match self.subscribe().await {
            Ok(socket) => socket,
            Err(reason) => return End::Lost(reason),
        };
        self.counters.add(StreamCounts { connections: 1, ..StreamCounts::default() });
        let mut greeted = false;
        let mut data_at = self.clock.now();
        loop {
            if let Err(gone) = outbox.flush() {
                return gone.into();
            }
            let frame = match timeout(self.wait(outbox, data_at).to_std(), socket.next()).await {
                Err(_) => None,
                Ok(None) => return End::Lost("the venue closed the connection".into()),
                Ok(Some(Err(error))) => return End::Lost(error.to_string()),
                Ok(Some(Ok(Message::Close(frame)))) => {
                    let reason = frame.map(|frame| frame.reason.to_string()).unwrap_or_default();
                    return End::Lost(format!("the venue closed the connection: {reason}"));
                }
                Ok(Some(Ok(message))) => self.take(&message, outbox, &mut greeted),
            };
            match frame {
                Some(Frame::Ticks | Frame::Dropped(_)) => {
                    backoff.reset();
                    data_at = self.clock.now();
                    // A flood of frames is read from memory without ever waiting; whoever shares this
                    // thread, people's acts above all, gets a turn after each.
                    yield_now().await;
                }
                Some(Frame::Refused(reason)) => return End::Lost(format!("the venue refused: {reason}")),
                Some(Frame::Order(report)) => {
                    if outbox.event(StreamEvent::Order(report)).is_err() {
                        return End::Lost("the listener is too slow to take the order updates".into());
                    }
                }
                // Without ticks a confirmed subscription is all that can be asked of a venue.
                Some(Frame::Notice) if !self.settings.ticks => backoff.reset(),
                Some(Frame::Notice | Frame::Malformed) | None => {}
            }
            if self.is_stale(data_at) {
                return End::Lost(format!("no data for {}", self.settings.stale_after));
            }
        }
    }

    /// Connects, and asks for the channels.
    async fn subscribe(&self) -> Result<Socket, String> {
        let mut socket = connect(&self.venue).await?;
        let mut channels = Vec::new();
        if self.settings.ticks {
            channels.extend(self.directory.names().map(|name| format!("ticks:{name}")));
        }
        if self.settings.orders {
            channels.push("orders".to_owned());
        }
        let ask = message(&ClientMessage { op: "subscribe".to_owned(), channels })?;
        let limit = self.venue.connect_timeout();
        match timeout(limit.to_std(), socket.send(ask)).await {
            Ok(sent) => sent.map_err(|error| error.to_string())?,
            Err(_) => return Err(format!("the subscription could not be sent within {limit}")),
        }
        Ok(socket)
    }

    /// Takes one message in; pings and pongs are none. The first that is understood is preceded by
    /// the news that data flows.
    fn take(&self, message: &Message, outbox: &mut Outbox, greeted: &mut bool) -> Option<Frame> {
        let mut counts = StreamCounts::default();
        let frame = match message {
            Message::Text(text) => {
                let mut conflated = 0;
                let frame = read(text, self.venue.mode(), &self.directory, &mut counts, |tick| {
                    greet(outbox, greeted);
                    conflated += outbox.tick(tick);
                });
                counts.conflated += conflated;
                frame
            }
            Message::Ping(_) | Message::Pong(_) => return None,
            _ => {
                counts.malformed += 1;
                Frame::Malformed
            }
        };
        if matches!(frame, Frame::Dropped(_) | Frame::Order(_) | Frame::Notice) {
            greet(outbox, greeted);
        }
        if let Frame::Dropped(ticks) = frame {
            counts.conflated = counts.conflated.saturating_add(ticks);
            outbox.conflated(ticks);
        }
        self.counters.add(counts);
        Some(frame)
    }

    fn is_stale(&self, data_at: Time) -> bool {
        self.settings.ticks && self.clock.now().since(data_at) >= self.settings.stale_after
    }

    /// How long the socket may be waited for before something else has to be looked at.
    fn wait(&self, outbox: &Outbox, data_at: Time) -> Span {
        if outbox.is_waiting() {
            return FLUSH_EVERY;
        }
        let fresh_until = data_at + self.settings.stale_after;
        let rest = if self.settings.ticks { fresh_until.since(self.clock.now()) } else { LOOK_UP_EVERY };
        // A millisecond at least, so that a connection on the verge does not spin.
        rest.clamp(Span::from_millis(1), LOOK_UP_EVERY)
    }
}

/// Tells once that data flows, before the data itself.
fn greet(outbox: &mut Outbox, greeted: &mut bool) {
    if !*greeted {
        // When nothing more can wait it is told with a later frame. A listener that has gone away is
        // noticed at the next flush.
        *greeted = outbox.event(StreamEvent::Connected).is_ok();
        let _ = outbox.flush();
    }
}
