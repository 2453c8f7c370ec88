//! The paper exchange alone, for any client.

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use super::embedded::play;
use super::signals::asked_to_end;
use super::{FeedSource, GameDayPlan, RunError, system};
use crate::clock::Clock;
use crate::fault::{Board, Schedule};
use crate::journal::private_folder;
use crate::market::Disturbed;
use crate::model::{Span, TradingMode};
use crate::paper::Terms;
use crate::venue::{Proxy, ServerSettings, StoreKeeper, VenueServer, serve};

/// Serves a paper exchange at `listen`, with its store in `folder`, until the process is asked to
/// end. Its address is said on `words` once it can be reached; from then on the windows of `faults`
/// count, which strike between the client and the exchange, and at its prices.
///
/// # Errors
/// When the store, the address or the feed cannot be opened, or the feed cannot be read on.
///
/// Cancel safety: dropping it ends the exchange; what was answered is on its disk.
pub async fn serve_venue(
    (folder, listen): (&Path, SocketAddr),
    source: FeedSource,
    terms: Terms,
    faults: Option<&GameDayPlan>,
    plays: TradingMode,
    clock: Clock,
    words: &mut (dyn Write + Send),
) -> Result<(), RunError> {
    private_folder(folder).map_err(super::OpenError::from)?;
    let now = clock.now();
    let (keeper, exchange) = StoreKeeper::open(&folder.join("venue.db"), source.markets(), terms)?;
    let server =
        VenueServer::open(exchange, keeper, ServerSettings { plays, ..ServerSettings::default() }, clock)?;
    // Behind a proxy nobody needs to know where it is.
    let own = if faults.is_some() { SocketAddr::from((Ipv4Addr::LOCALHOST, 0)) } else { listen };
    let listener = std::net::TcpListener::bind(own).map_err(system("listen at that address"))?;
    let handle = serve(listener, &server)?;
    let shift = source.first_row().map_or(Span::ZERO, |row| now.since(row));
    let mut feed = source.open(now);
    let name = feed.describe();
    let (mut proxy, mut address) = (None, handle.local_addr());
    if let Some(GameDayPlan { seed, windows }) = faults {
        let schedule = |begin| Board::new(Schedule::new(begin, windows.clone()));
        // The market's faults are read in the feed's own time.
        let began = clock.now();
        feed = Box::new(Disturbed::new(feed, schedule(began - shift)));
        let before = Proxy::start_at(listen, address, schedule(began), clock, *seed)?;
        address = before.local_addr();
        proxy = Some(before);
    }
    // Nobody may read; the exchange is served all the same.
    let what = match plays {
        TradingMode::Paper => "paper exchange",
        TradingMode::Live => "paper exchange that plays a live one",
    };
    let _ = writeln!(words, "{what} at http://{address}/api/v1 ({name})");
    if let Some(plan) = faults {
        let _ = writeln!(words, "faults count from now: {} in all", plan.windows.len());
    }
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
    if let Some(proxy) = proxy {
        proxy.shutdown().await;
    }
    handle.shutdown().await;
    server.close().await;
    Ok(played?)
}
