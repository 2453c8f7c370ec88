//! Ticks at a steady rate, or as fast as it goes, through the venue's server, its WebSocket, the
//! client, the journal and the engine.

use color_eyre::eyre::{Result, ensure};
use soak::model::{Rules, Span};
use soak::runtime::VenuePlan;

use super::plans::{MARKETS, plan, tick};
use crate::support::outside::Outside;
use crate::support::run::{Length, Run, micros, say};
use crate::support::soaking::Soaking;

/// Ticks handed to the server at once, as the embedded venue does.
const TICKS_AT_ONCE: u32 = 256;

/// Steady rates, in ticks a second; 0 is as fast as it goes.
const RATES: [u32; 3] = [200_000, 400_000, 0];

/// How long the last ticks may take through all queues.
const QUEUES_EMPTY_AFTER: Span = Span::from_millis(500);

pub(crate) fn measure(run: &Run) -> Result<()> {
    let length = match run.length {
        Length::Quick => Span::from_secs(2),
        Length::Usual => Span::from_secs(10),
        Length::Long => Span::from_secs(60),
    };
    RATES.into_iter().try_for_each(|rate| at_rate(run, rate, length))
}

fn at_rate(run: &Run, rate: u32, length: Span) -> Result<()> {
    let outside = Outside::open(run.clock, 3)?;
    let venue = VenuePlan::External { settings: outside.settings()?, markets: outside.markets.clone() };
    let soaking = Soaking::start(run.clock, |folder| plan(folder, venue, Rules::default()))?;
    // The first ticks are sent until one of them was heard: from then on all of them are.
    let mut sent = 0_u64;
    while soaking.status().map_or(true, |status| status.feed.ticks == 0) {
        outside.runtime.block_on(outside.server.tick(&tick(0, false, run.clock.now())?));
        run.pause(QUEUES_EMPTY_AFTER);
    }
    let before = soaking.status()?.feed;
    let begun = run.clock.now();
    outside.runtime.block_on(async {
        while run.clock.now().since(begun) < length {
            let now = run.clock.now();
            let ticks: Result<Vec<_>> = (0..TICKS_AT_ONCE)
                .map(|number| tick(u16::try_from(number % 3)?, number / u32::from(MARKETS) % 2 == 0, now))
                .collect();
            outside.server.ticks(ticks?).await;
            sent += u64::from(TICKS_AT_ONCE);
            if let Some(due) = (sent * 1_000_000).checked_div(u64::from(rate)) {
                let due = begun + Span::from_micros(due.cast_signed());
                tokio::time::sleep_until(run.clock.instant_of(due).into()).await;
            }
        }
        Ok::<(), color_eyre::Report>(())
    })?;
    let took = micros(run.clock.now().since(begun)) / 1e6;
    run.pause(QUEUES_EMPTY_AFTER);
    let after = soaking.status()?.feed;
    soaking.stop()?;
    let taken = after.ticks - before.ticks;
    let conflated = after.conflated - before.conflated;
    let per_second = |count: u64| count as f64 / took;
    say(&format!(
        "  sent {:>7.0}/s for {took:.0} s: taken in {:>7.0}/s, conflated and counted {:>7.0}/s, lost {}",
        per_second(sent),
        per_second(taken),
        per_second(conflated),
        sent.saturating_sub(taken + conflated)
    ));
    ensure!(taken + conflated <= sent, "more ticks came than were sent");
    Ok(())
}
