//! One viewer's connection: it is shown what hangs on the wall, at its own pace.
//!
//! Invariant: one frame is on its way to a viewer at any time. One that does not read misses pictures,
//! and after [`PROGRESS_TIMEOUT`] its place.

use std::time::Duration;

use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

use super::frame::FrameError;
use super::gallery::{Frame, Wall, framed};
use super::services::Services;
use super::wire::{Broadcast, INTERVAL_MAX, INTERVAL_MIN, PROGRESS_TIMEOUT, STILL_EVERY, VIEWERS_MAX};

/// What a viewer has been shown.
#[derive(Debug, Default)]
struct Seen {
    pictures: u64,
    urgent: u64,
    histories: u64,
    ended: bool,
}

/// Shows the wall until the soak ends or the viewer is gone.
pub(super) async fn show(
    stream: &mut (impl AsyncWrite + Unpin),
    services: &Services,
    interval_ms: u32,
) -> Result<(), FrameError> {
    let Some(_visit) = services.gallery.enter() else {
        let text = format!("{VIEWERS_MAX} viewers watch this soak already; end one of them");
        return say(stream, &Broadcast::Refused { text }).await;
    };
    let interval = Duration::from_millis(interval_ms.into()).clamp(INTERVAL_MIN, INTERVAL_MAX);
    services.look();
    let mut wall = services.gallery.wall();
    let mut seen = Seen::default();
    loop {
        let news = seen.look(&wall.borrow_and_update());
        let is_news = !news.is_empty();
        for frame in news {
            deliver(stream, &frame).await?;
        }
        if seen.ended {
            return Ok(());
        }
        if is_news {
            // A history, one a second at most, does not wait: who has just come lacks it.
            let hurries = |wall: &Wall| {
                wall.ending.is_some() || wall.urgent > seen.urgent || wall.histories > seen.histories
            };
            // Both ends of the pause lead to another look.
            let _ = timeout(interval, wall.wait_for(hurries)).await;
        } else if timeout(STILL_EVERY, wall.changed()).await.is_err() {
            say(stream, &Broadcast::Still).await?;
        }
    }
}

impl Seen {
    /// What is new on `wall`, in the order in which it is to be shown.
    fn look(&mut self, wall: &Wall) -> Vec<Frame> {
        let mut news = Vec::new();
        if wall.histories > self.histories {
            self.histories = wall.histories;
            news.extend(wall.history.clone());
        }
        if wall.pictures > self.pictures && wall.picture.is_some() {
            (self.pictures, self.urgent) = (wall.pictures, wall.urgent);
            news.extend(wall.picture.clone());
        }
        if let Some(ending) = &wall.ending {
            self.ended = true;
            news.push(ending.clone());
        }
        news
    }
}

async fn say(stream: &mut (impl AsyncWrite + Unpin), message: &Broadcast) -> Result<(), FrameError> {
    match framed(message) {
        Some(frame) => deliver(stream, &frame).await,
        None => Err(FrameError::Nonsense),
    }
}

/// Writes `frame` for as long as the viewer takes some of it.
async fn deliver(stream: &mut (impl AsyncWrite + Unpin), frame: &[u8]) -> Result<(), FrameError> {
    let mut rest = frame;
    while !rest.is_empty() {
        let written = timeout(PROGRESS_TIMEOUT, stream.write(rest)).await.map_err(|_| FrameError::Ended)?;
        match written.map_err(FrameError::Io)? {
            0 => return Err(FrameError::Ended),
            taken => rest = rest.get(taken..).unwrap_or_default(),
        }
    }
    Ok(())
}
