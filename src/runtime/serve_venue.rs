//! The paper exchange alone, for any client.

use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;

use super::embedded::play;
use super::signals::asked_to_end;
use super::{FeedSource, RunError, system};
use crate::clock::Clock;
use crate::journal::private_folder;
use crate::model::Span;
use crate::paper::Terms;
use crate::venue::{ServerSettings, StoreKeeper, VenueServer, serve};

/// Serves a paper exchange at `listen`, with its store in `folder`, until the process is asked to
/// end. Its address is said on `words` once it can be reached.
///
/// # Errors
/// When the store, the address or the feed cannot be opened, or the feed cannot be read on.
///
/// Cancel safety: dropping it ends the exchange; what was answered is on its disk.
pub async fn serve_venue(
    folder: &Path,
    listen: SocketAddr,
    source: FeedSource,
    terms: Terms,
    clock: Clock,
    words: &mut (dyn Write + Send),
) -> Result<(), RunError> {
    private_folder(folder).map_err(super::OpenError::from)?;
    let now = clock.now();
    let (keeper, exchange) = StoreKeeper::open(&folder.join("venue.db"), source.markets(), terms)?;
    let server = VenueServer::open(exchange, keeper, ServerSettings::default(), clock)?;
    let listener = std::net::TcpListener::bind(listen).map_err(system("listen at that address"))?;
    let handle = serve(listener, &server)?;
    let shift = source.first_row().map_or(Span::ZERO, |row| now.since(row));
    let feed = source.open(now);
    // Nobody may read; the exchange is served all the same.
    let _ = writeln!(words, "paper exchange at http://{}/api/v1 ({})", handle.local_addr(), feed.describe());
    let mut ended = asked_to_end().map_err(system("receive signals"))?;
    let played = tokio::select! {
        biased;
        _ = ended.changed() => Ok(()),
        played = play(feed, &server, clock, shift) => played,
    };
    if played.is_ok() && !*ended.borrow() {
        let _ = writeln!(words, "the feed has ended; the exchange stays at its last prices");
        // An error means that signals can no longer be heard, and then it must end too.
        let _ = ended.changed().await;
    }
    handle.shutdown().await;
    server.close().await;
    Ok(played?)
}
