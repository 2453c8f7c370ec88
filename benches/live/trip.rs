//! A person trips the breaker while ticks flood in as fast as the socket takes them.
//!
//! Everything is measured from the moment before the act was sent over the control socket. Inside,
//! as the journal has it: when the engine took it in, and when the last request that adds exposure
//! was handed to the client. Outside: when the act was answered, with the breaker's own file
//! durable, and when the last such order had arrived at the venue, on a machine that the flood
//! leaves no processor free.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use color_eyre::eyre::{Result, ensure, eyre};
use rusqlite::{Connection, OpenFlags};
use soak::event::OperatorCommand;
use soak::model::{BreakerLevel, Span, Time};
use soak::runtime::VenuePlan;

use super::plans::{BAR, MARKETS, frame, plan, restless, tick};
use crate::support::outside::{Outside, Stream};
use crate::support::run::{Run, micros, say};
use crate::support::samples::Samples;
use crate::support::soaking::{SOAK_NAME, Soaking, act};

/// Ticks in a frame of the flood.
const TICKS_A_FRAME: u16 = 512;

/// Orders that are waited for between two trips, so that there is something to be held back.
const ORDERS_BETWEEN: u32 = 5;

/// Longest wait for one of them.
const ORDER_WAITED_FOR: Duration = Duration::from_secs(60);

/// How long after a trip orders are listened for.
const LISTENED_AFTER: Duration = Duration::from_millis(30);

pub(crate) fn measure(run: &Run) -> Result<()> {
    let outside = Outside::open(run.clock, MARKETS)?;
    for market in 0..MARKETS {
        outside.runtime.block_on(outside.server.tick(&tick(market, true, run.clock.now())?));
    }
    let settings = outside.settings_with_own_stream()?;
    let venue = VenuePlan::External { settings, markets: outside.markets.clone() };
    let soaking = Soaking::start(run.clock, |folder| plan(folder, venue, restless()))?;
    let mut stream = outside.accept()?;
    let over = Arc::new(AtomicBool::new(false));
    let flood = {
        let (low, high) = (frames(run, &outside, false)?, frames(run, &outside, true)?);
        let (over, clock) = (Arc::clone(&over), run.clock);
        std::thread::spawn(move || flood(&mut stream, [&low, &high], clock, &over))
    };
    let (mut acts, mut last) = (Samples::default(), Samples::default());
    let mut trips = Vec::new();
    for _ in 0..run.rounds(10, 200) {
        for _ in 0..ORDERS_BETWEEN {
            let order = outside.orders.recv_timeout(ORDER_WAITED_FOR);
            ensure!(order.is_ok(), "no order came for a minute: the machine is too busy to measure this");
        }
        let mut person = soaking.control()?;
        while outside.orders.try_recv().is_ok() {}
        let begun = run.clock.now();
        act(&mut person, OperatorCommand::Raise(BreakerLevel::Tripped))?;
        let answered = run.clock.now();
        acts.add(answered.since(begun));
        let mut latest = Span::ZERO;
        while let Ok(order) = outside.orders.recv_timeout(LISTENED_AFTER) {
            if order.adds_exposure {
                latest = latest.max(order.at.since(begun));
            }
        }
        last.add(latest);
        trips.push((begun, run.clock.now()));
        act(&mut person, OperatorCommand::Reset)?;
    }
    let status = soaking.status()?;
    over.store(true, Ordering::Relaxed);
    // The venue goes on listening until the soak has ended, so that it ends in order.
    let sent = flood.join().map_err(|_| eyre!("the flood panicked"))?;
    let seconds = micros(status.soak.healthy) / 1e6;
    say(&format!(
        "  flood: {:.0} ticks/s taken in, {:.0} left out and counted; {sent} frames",
        count(status.feed.ticks) / seconds,
        count(status.feed.conflated) / seconds
    ));
    let (result, folder) = soaking.stop()?;
    let (taken_in, handed_over) = inner(&folder.path().join(SOAK_NAME), &trips)?;
    taken_in.tell("act → taken in by the engine");
    handed_over.tell("act → last exposure-adding request handed over");
    acts.tell("act → answered, the breaker's file durable");
    last.tell("act → last exposure-adding order has arrived");
    say(&format!("  {} orders, {} unknown", result.orders, result.orders_unknown));
    ensure!(acts.count() > 0, "nothing was measured");
    Ok(())
}

/// What the journal says of each of `trips`: when it was taken in, and when the last order that adds
/// exposure was handed to the client before the breaker was reset. None after the act counts as 0.
fn inner(folder: &Path, trips: &[(Time, Time)]) -> Result<(Samples, Samples)> {
    let db = Connection::open_with_flags(folder.join("journal.db"), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut act =
        db.prepare("SELECT min(at) FROM operator_actions WHERE command = 'trip' AND at BETWEEN ?1 AND ?2")?;
    let mut order = db.prepare(
        "SELECT max(r.sent_at) FROM requests r JOIN orders o USING (order_seq)
         WHERE r.route = 'order' AND o.purpose = 'entry' AND r.sent_at BETWEEN ?1 AND ?2",
    )?;
    let (mut taken_in, mut handed_over) = (Samples::default(), Samples::default());
    for (begun, over) in trips {
        let within = [begun.as_micros(), over.as_micros()];
        let at: i64 = act.query_row(within, |row| row.get(0))?;
        taken_in.add(Time::from_micros(at).since(*begun));
        let last: Option<i64> = order.query_row(within, |row| row.get(0))?;
        handed_over.add(last.map_or(Span::ZERO, |last| Time::from_micros(last).since(*begun)));
    }
    Ok((taken_in, handed_over))
}

/// A frame for every market several times, all at one price.
fn frames(run: &Run, outside: &Outside, high: bool) -> Result<String> {
    let now = run.clock.now();
    let ticks: Result<Vec<_>> = (0..TICKS_A_FRAME).map(|n| tick(n % MARKETS, high, now)).collect();
    frame(&outside.markets, &ticks?)
}

/// Sends as fast as the socket takes it, the price turning with every other bar.
fn flood(stream: &mut Stream, prices: [&str; 2], clock: soak::clock::Clock, over: &AtomicBool) -> u64 {
    let mut sent = 0;
    while !over.load(Ordering::Relaxed) {
        let high = clock.now().as_micros() / (2 * BAR.as_micros()) % 2 == 1;
        let [low_price, high_price] = prices;
        if stream.send(if high { high_price } else { low_price }).is_err() {
            break;
        }
        sent += 1;
    }
    sent
}

#[expect(clippy::cast_precision_loss, reason = "some millions")]
fn count(ticks: u64) -> f64 {
    ticks as f64
}
