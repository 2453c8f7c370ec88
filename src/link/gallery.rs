//! What viewers see: the latest picture and the latest history, each as one frame for all of them.
//!
//! ```text
//!   soak's crank ──Publisher──► latest picture ──press──► frame ─┐
//!   archive's thread ──────────history──────────────────► frame ─┴► wall ──► any number of viewers
//! ```
//!
//! Why a wall and not a queue: whoever is slow looks up later and sees what hangs there then. Nothing
//! waits for anybody, and nothing piles up.
//!
//! Invariant: a picture becomes bytes once, however many look at it, and never on the crank's task.

use std::sync::Arc;

use tokio::sync::watch;

use super::frame;
use super::wire::{Broadcast, VIEWERS_MAX};
use crate::snapshot::{History, Snapshot};

/// One message as bytes, shared by all who are sent it.
pub(super) type Frame = Arc<[u8]>;

/// The crank's end: it hands over pictures, if anybody looks.
#[derive(Debug)]
pub struct Publisher {
    shots: watch::Sender<Shot>,
    visitors: watch::Receiver<usize>,
}

/// What the server and the archive share.
#[derive(Clone, Debug)]
pub struct Gallery {
    shots: watch::Receiver<Shot>,
    visitors: Arc<watch::Sender<usize>>,
    wall: Arc<watch::Sender<Wall>>,
}

/// What is to hang and is not bytes yet. The counts tell what was replaced before it hung.
#[derive(Clone, Debug, Default)]
struct Shot {
    picture: Option<Arc<Broadcast>>,
    pictures: u64,
    urgent: u64,
    ending: Option<String>,
}

/// What hangs there. The numbers count what hung there before, so that viewers know what is new.
#[derive(Debug, Default)]
pub(super) struct Wall {
    pub(super) picture: Option<Frame>,
    pub(super) pictures: u64,
    /// Pictures that no viewer's interval holds back.
    pub(super) urgent: u64,
    pub(super) history: Option<Frame>,
    pub(super) histories: u64,
    pub(super) ending: Option<Frame>,
}

/// Somebody looks, until this is dropped.
#[derive(Debug)]
pub(super) struct Visit<'a>(&'a Gallery);

/// An empty gallery and the crank's end of it.
#[must_use]
pub fn gallery() -> (Publisher, Gallery) {
    let (shots, taken) = watch::channel(Shot::default());
    let (counted, visitors) = watch::channel(0);
    let wall = Arc::new(watch::Sender::new(Wall::default()));
    (Publisher { shots, visitors }, Gallery { shots: taken, visitors: Arc::new(counted), wall })
}

impl Publisher {
    /// Whether anybody looks.
    #[must_use]
    pub fn is_watched(&self) -> bool {
        *self.visitors.borrow() > 0
    }

    /// Waits until somebody comes or goes. Cancel safe.
    pub async fn visited(&mut self) {
        if self.visitors.changed().await.is_err() {
            // The server has ended: nobody comes any more.
            std::future::pending::<()>().await;
        }
    }

    /// Shows `picture`; an `urgent` one is sent at once, whatever interval a viewer asked for.
    pub fn show(&self, picture: Box<Snapshot>, urgent: bool) {
        let picture = Arc::new(Broadcast::Picture(picture));
        self.shots.send_modify(|shot| {
            shot.picture = Some(picture);
            shot.pictures += 1;
            shot.urgent += u64::from(urgent);
        });
    }

    /// Tells all viewers that the soak ends, after what is shown already.
    pub fn farewell(&self, text: &str) {
        self.shots.send_modify(|shot| shot.ending = Some(text.to_owned()));
    }
}

impl Gallery {
    /// Hangs the history, as bytes made on the caller's thread.
    pub fn hang_history(&self, history: History) {
        if let Some(frame) = framed(&Broadcast::History(Box::new(history))) {
            self.wall.send_modify(|wall| {
                wall.history = Some(frame);
                wall.histories += 1;
            });
        }
    }

    /// Whether anybody looks.
    #[must_use]
    pub fn is_watched(&self) -> bool {
        *self.visitors.borrow() > 0
    }

    /// Lets somebody look; `None` when there is no place.
    pub(super) fn enter(&self) -> Option<Visit<'_>> {
        let enters = |visitors: &mut usize| {
            let free = *visitors < VIEWERS_MAX;
            *visitors += usize::from(free);
            free
        };
        self.visitors.send_if_modified(enters).then_some(Visit(self))
    }

    /// The wall, to look at.
    pub(super) fn wall(&self) -> watch::Receiver<Wall> {
        self.wall.subscribe()
    }

    /// Makes pictures into frames and hangs them, for as long as it is polled. Cancel safe.
    pub(super) async fn press(&self) {
        let mut shots = self.shots.clone();
        let mut pressed = 0;
        while shots.changed().await.is_ok() {
            let shot = shots.borrow_and_update().clone();
            // What came for nobody would be old when somebody comes.
            let is_wanted = shot.pictures > pressed && self.is_watched();
            pressed = shot.pictures;
            let picture = shot.picture.filter(|_| is_wanted).and_then(|picture| framed(&picture));
            let ending = shot.ending.and_then(|text| framed(&Broadcast::Ending { text }));
            if picture.is_none() && ending.is_none() {
                continue;
            }
            self.wall.send_modify(|wall| {
                if picture.is_some() {
                    wall.picture = picture;
                    wall.pictures += 1;
                    wall.urgent = shot.urgent;
                }
                wall.ending = wall.ending.take().or(ending);
            });
        }
        // The crank has ended: nothing more is shown.
        std::future::pending::<()>().await;
    }

    /// Tells all viewers that the soak ends, unless they have been told, and waits until they are gone.
    /// Cancel safe.
    pub(super) async fn close(&self) {
        let unsaid = framed(&Broadcast::Ending { text: "the soak has ended".to_owned() });
        self.wall.send_modify(|wall| wall.ending = wall.ending.take().or(unsaid));
        // The count cannot be gone while this gallery is there.
        let _ = self.visitors.subscribe().wait_for(|visitors| *visitors == 0).await;
    }
}

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        self.0.visitors.send_modify(|visitors| *visitors = visitors.saturating_sub(1));
        if !self.0.is_watched() {
            // The next one who comes is to see the picture of that moment, not this one.
            self.0.wall.send_modify(|wall| wall.picture = None);
        }
    }
}

/// `message` as bytes; nothing for one that cannot be written, which nobody could read either.
pub(super) fn framed(message: &Broadcast) -> Option<Frame> {
    frame::line(message).ok().map(Frame::from)
}
