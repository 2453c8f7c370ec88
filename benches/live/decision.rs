//! From a tick to the order that it leads to, with the intent durable in between.
//!
//! Two views of the same orders. Inside: from the moment at which the tick was taken in to that at
//! which the request was handed to the client, both as the journal has them. Outside: from the
//! moment before the venue wrote the tick to its socket to that at which the whole order had
//! arrived, so two ways over the loopback interface and two parsers are in it too.

use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use color_eyre::eyre::{Result, ensure};
use rusqlite::{Connection, OpenFlags};
use soak::model::Span;
use soak::runtime::VenuePlan;

use super::plans::{BAR, MARKETS, frame, plan, restless, tick};
use crate::support::commit::BareCommits;
use crate::support::outside::{Outside, Stream};
use crate::support::pause::pause;
use crate::support::run::{Run, say};
use crate::support::samples::Samples;
use crate::support::soaking::Soaking;

/// Longest wait for an order; without one the tick was not worth one.
const ORDER_WAITED_FOR: Duration = Duration::from_millis(100);

/// Ticks before the agent is let loose at most: some seconds of two agreeing reconciliations.
const TICKS_BEFORE_FIRST_MAX: u32 = 4_000;

/// A low tick, a high one that closes the low bar, and two that each lead to an order.
const TICKS_A_VISIT: u32 = 4;

pub(crate) fn measure(run: &Run) -> Result<()> {
    let outside = Outside::open(run.clock, MARKETS)?;
    let settings = outside.settings_with_own_stream()?;
    let venue = VenuePlan::External { settings, markets: outside.markets.clone() };
    let soaking = Soaking::start(run.clock, |folder| plan(folder, venue, restless()))?;
    let mut stream = outside.accept()?;
    let mut turn = 0;
    while push(run, &outside, &mut stream, &mut turn)?.is_none() {
        ensure!(turn < TICKS_BEFORE_FIRST_MAX, "no order came: {:?}", soaking.status()?.soak);
    }
    let folder = tempfile::tempdir()?;
    let mut bare = BareCommits::create(folder.path())?;
    let (mut outer, mut commits) = (Samples::default(), Samples::default());
    let rounds = run.rounds(100, 1_500);
    let begun = run.clock.now();
    while outer.count() < rounds as usize {
        if let Some(took) = push(run, &outside, &mut stream, &mut turn)? {
            outer.add(took);
            let (done, took) = run.timed(|| bare.commit());
            done?;
            commits.add(took);
        }
        bare.rest()?;
    }
    let (result, folder) = soaking.stop()?;
    let inner = inner(folder.path(), begun.as_micros())?;
    commits.tell("bare durable commit");
    inner.tell_against("tick taken in → request handed over", "a bare commit", &commits);
    outer.tell_against("tick written → whole order arrived", "a bare commit", &commits);
    say(&format!("  {} orders, {} fills, {} unknown", result.orders, result.fills, result.orders_unknown));
    Ok(())
}

/// Pushes one tick, once its bar can close, and gives the time until an order came of it.
fn push(run: &Run, outside: &Outside, stream: &mut Stream, turn: &mut u32) -> Result<Option<Span>> {
    let market = u16::try_from(*turn / TICKS_A_VISIT % u32::from(MARKETS))?;
    let high = *turn % 2 == 1;
    *turn += 1;
    pause(run.clock, BAR);
    let tick = tick(market, high, run.clock.now())?;
    let text = frame(&outside.markets, &[tick])?;
    outside.runtime.block_on(outside.server.tick(&tick));
    // An order that came too late to be counted is no answer to this tick.
    while outside.orders.try_recv().is_ok() {}
    let begun = run.clock.now();
    stream.send(text)?;
    match outside.orders.recv_timeout(ORDER_WAITED_FOR) {
        Ok(order) => Ok(Some(order.at.since(begun))),
        Err(RecvTimeoutError::Timeout) => Ok(None),
        Err(gone @ RecvTimeoutError::Disconnected) => Err(gone.into()),
    }
}

/// What the journal says of the orders since `begun`, in microseconds since 1970.
fn inner(folder: &std::path::Path, begun: i64) -> Result<Samples> {
    let db = Connection::open_with_flags(folder.join("journal.db"), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut found = db.prepare(
        "SELECT r.sent_at - o.created_at FROM requests r JOIN orders o USING (order_seq)
         WHERE r.route = 'order' AND o.created_at >= ?1",
    )?;
    let mut samples = Samples::default();
    for took in found.query_map([begun], |row| row.get(0))? {
        samples.add(Span::from_micros(took?));
    }
    Ok(samples)
}
