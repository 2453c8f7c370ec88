//! From a tick to the order that it leads to, with the intent durable in between.
//!
//! Two views of the same orders. Inside: from the moment at which the tick was taken in to that at
//! which the request was handed to the client, both as the journal has them. Outside: from the
//! moment before the venue wrote the tick to its socket to that at which the whole order had
//! arrived, so two ways over the loopback interface and two parsers are in it too.

use std::path::Path;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use color_eyre::eyre::{Result, ensure};
use rusqlite::{Connection, OpenFlags};
use soak::model::{Span, Time};
use soak::runtime::VenuePlan;

use super::plans::{BAR, MARKETS, frame, plan, restless, tick};
use crate::support::commit::BareCommits;
use crate::support::outside::{Outside, Stream};
use crate::support::pause::pause;
use crate::support::run::{Run, say};
use crate::support::samples::Samples;
use crate::support::soaking::{SOAK_NAME, Soaking};

/// Longest wait for an order; without one the tick was not worth one.
const ORDER_WAITED_FOR: Duration = Duration::from_millis(100);

/// Ticks before the agent is let loose at most: some seconds of two agreeing reconciliations.
const TICKS_BEFORE_FIRST_MAX: u32 = 4_000;

/// A low tick, a high one that closes the low bar, and two that each lead to an order.
const TICKS_A_VISIT: u32 = 4;

pub(crate) fn measure(run: &Run) -> Result<()> {
    let mut rig = Rig::start(run)?;
    let folder = tempfile::tempdir()?;
    let mut bare = BareCommits::create(folder.path())?;
    let (mut outer, mut commits) = (Samples::default(), Samples::default());
    let rounds = run.rounds(100, 1_500);
    let begun = run.clock.now();
    while outer.count() < rounds as usize {
        if let Some(took) = rig.push(run)? {
            outer.add(took);
            let (done, took) = run.timed(|| bare.commit());
            done?;
            commits.add(took);
        }
        bare.rest()?;
    }
    let (result, folder) = rig.soaking.stop()?;
    let mut inner = Samples::default();
    gather(&folder.path().join(SOAK_NAME), (begun, run.clock.now()), &mut inner)?;
    commits.tell("bare durable commit");
    inner.tell_against("tick taken in → request handed over", "a bare commit", &commits);
    outer.tell_against("tick written → whole order arrived", "a bare commit", &commits);
    say(&format!("  {} orders, {} fills, {} unknown", result.orders, result.fills, result.orders_unknown));
    Ok(())
}

/// A soak whose agent trades at every other tick, and the venue that it trades at.
pub(crate) struct Rig {
    pub(crate) soaking: Soaking,
    outside: Outside,
    stream: Stream,
    turn: u32,
}

impl Rig {
    /// Starts it and waits for its first order.
    pub(crate) fn start(run: &Run) -> Result<Self> {
        let outside = Outside::open(run.clock, MARKETS)?;
        let settings = outside.settings_with_own_stream()?;
        let venue = VenuePlan::External { settings, markets: outside.markets.clone() };
        let soaking = Soaking::start(run.clock, |folder| plan(folder, venue, restless()))?;
        let stream = outside.accept()?;
        let mut rig = Self { soaking, outside, stream, turn: 0 };
        while rig.push(run)?.is_none() {
            ensure!(rig.turn < TICKS_BEFORE_FIRST_MAX, "no order came: {:?}", rig.soaking.status()?.soak);
        }
        Ok(rig)
    }

    /// Pushes one tick, once its bar can close, and gives the time until an order came of it.
    pub(crate) fn push(&mut self, run: &Run) -> Result<Option<Span>> {
        let market = u16::try_from(self.turn / TICKS_A_VISIT % u32::from(MARKETS))?;
        let high = self.turn % 2 == 1;
        self.turn += 1;
        pause(run.clock, BAR);
        let tick = tick(market, high, run.clock.now())?;
        let text = frame(&self.outside.markets, &[tick])?;
        self.outside.runtime.block_on(self.outside.server.tick(&tick));
        // An order that came too late to be counted is no answer to this tick.
        while self.outside.orders.try_recv().is_ok() {}
        let begun = run.clock.now();
        self.stream.send(text)?;
        match self.outside.orders.recv_timeout(ORDER_WAITED_FOR) {
            Ok(order) => Ok(Some(order.at.since(begun))),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(gone @ RecvTimeoutError::Disconnected) => Err(gone.into()),
        }
    }
}

/// Adds what the journal in `folder` says of the orders made between these times.
pub(crate) fn gather(folder: &Path, (begun, ended): (Time, Time), samples: &mut Samples) -> Result<()> {
    let db = Connection::open_with_flags(folder.join("journal.db"), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut found = db.prepare(
        "SELECT r.sent_at - o.created_at FROM requests r JOIN orders o USING (order_seq)
         WHERE r.route = 'order' AND o.created_at BETWEEN ?1 AND ?2",
    )?;
    for took in found.query_map([begun.as_micros(), ended.as_micros()], |row| row.get(0))? {
        samples.add(Span::from_micros(took?));
    }
    Ok(())
}
