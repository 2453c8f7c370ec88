//! What the soak says, brought to whoever listens.

use std::path::Path;
use std::sync::mpsc::channel;

use crate::link::{Broadcast, SoakState, Viewer, ViewerNews};
use crate::model::Span;
use crate::runtime::Archive;

/// Time between two pictures: the frames that follow from them are fewer, and which of them are drawn is
/// for the screen to decide.
const PICTURE_EVERY: Span = Span::from_millis(200);

/// Brings the soak's news to `tell`, which says whether it wants more, until either is gone. What has
/// ended is told from its journal first.
pub(super) fn follow(folder: &Path, mut tell: impl FnMut(ViewerNews) -> bool + Send + 'static) {
    for news in told_by_journal(folder) {
        if !tell(news) {
            return;
        }
    }
    let (listens, gone) = channel::<()>();
    let listener = move |news| {
        let _listens = &listens;
        tell(news)
    };
    // Without a thread for it there is no news, and the dashboard says that it has none.
    if let Ok(_viewer) = Viewer::start(folder, PICTURE_EVERY, listener) {
        // Nothing is ever sent: what is waited for is the end of the listener.
        let _ended = gone.recv();
    }
}

/// The last picture of a soak that does not run, and what led to it.
fn told_by_journal(folder: &Path) -> Vec<ViewerNews> {
    if matches!(SoakState::of(folder), SoakState::Running { .. }) {
        return Vec::new();
    }
    let last = Archive::open(folder).and_then(|mut archive| archive.last());
    // A journal that cannot be read is told by the questions about the past.
    last.map_or_else(
        |_| Vec::new(),
        |past| {
            let history = Broadcast::History(Box::new(past.history));
            let picture = past.picture.map(Broadcast::Picture);
            std::iter::once(history).chain(picture).map(ViewerNews::Heard).collect()
        },
    )
}
