//! The engine's figures: `cargo bench --bench engine [-- --quick|--long] [PART]`.
//!
//! Everything runs in one thread. Engine, paper exchange, simulated network and agent are those of
//! `soak run --speed max`. Processor time is told beside real time: on a busy machine it is the one
//! that can be compared.

use std::num::NonZeroU16;
use std::process::ExitCode;

use color_eyre::eyre::{Result, ensure};
use soak::engine::{Effects, State, apply};
use soak::event::{Envelope, Input};
use soak::market::{Feed, Synthetic, SyntheticSettings};
use soak::model::{Span, Tick};
use soak::paper::{Exchange, Terms};
use soak::sim::{Step, World};

use support::memory::{resident, resident_max};
use support::prepared::{Prepared, busy_rules, forgetful};
use support::processor::processor_seconds;
use support::run::{Length, Run, micros, say};
use support::world::{BEGIN, SEED, kept, plan, turn, usual_rules};

mod support {
    pub(crate) mod memory;
    pub(crate) mod prepared;
    pub(crate) mod processor;
    pub(crate) mod run;
    pub(crate) mod world;
}

/// Seconds of a virtual day.
const DAY_S: i64 = 86_400;

/// The bar of the busy agent: short, so that orders flow.
const BUSY_BAR: Span = Span::from_millis(500);

fn main() -> ExitCode {
    // The week comes first, while the process's memory is its own.
    Run::start(&[
        ("week without a disk, and its memory", week_without_disk),
        ("week with a journal on disk", week_with_disk),
        ("events: engine, paper exchange, simulated network", events),
        ("parts: what of it takes how long", parts),
        ("same seed twice", same_seed),
    ])
}

fn week_of(run: &Run) -> i64 {
    if run.length == Length::Quick { 1 } else { 7 }
}

fn week_without_disk(run: &Run) -> Result<()> {
    let days = week_of(run);
    let nowhere = std::path::Path::new(".");
    let plan = plan(nowhere, usual_rules(), Some(Span::from_secs(days * DAY_S)));
    let feed = Synthetic::new(SEED, BEGIN, SyntheticSettings::default());
    let mut world = forgetful(&plan, Box::new(feed))?;
    let mut memory = Vec::new();
    let used = processor_seconds()?;
    let (done, took) = run.timed(|| -> Result<()> {
        for day in 1..=days {
            let midnight = BEGIN + Span::from_secs(day * DAY_S);
            while let Step::At(now) = world.step()? {
                if now >= midnight {
                    break;
                }
            }
            memory.push(resident()?);
        }
        turn(&mut world)
    });
    done?;
    tell_week(&world, took, processor_seconds()? - used);
    let by_day: Vec<String> = memory.iter().map(|mib| format!("{mib:.1}")).collect();
    say(&format!("  resident after each day: {} MiB; at most {:.1} MiB", by_day.join(" "), resident_max()?));
    Ok(())
}

fn week_with_disk(run: &Run) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let plan = plan(folder.path(), usual_rules(), Some(Span::from_secs(week_of(run) * DAY_S)));
    let mut world = kept(plan)?;
    let used = processor_seconds()?;
    let (done, took) = run.timed(|| turn(&mut world));
    done?;
    tell_week(&world, took, processor_seconds()? - used);
    let digest = world.digest();
    drop(world);
    let on_disk = |name: &str| std::fs::metadata(folder.path().join(name)).map_or(0, |file| file.len());
    say(&format!(
        "  journal.db {:.1} MiB, the exchange's own store {:.1} MiB; journal_sha256 {digest}",
        mib(on_disk("journal.db")),
        mib(on_disk("venue.db"))
    ));
    say(&format!("  resident at most {:.1} MiB", resident_max()?));
    Ok(())
}

fn tell_week(world: &World, took: Span, used: f64) {
    let engine = world.engine();
    let virtual_s = engine.at().since(engine.started_at()).as_secs_f64();
    let ticks = engine.counters().ticks;
    say(&format!(
        "  {:.2} days in {:.2} s ({:.0} times real time), {used:.2} s of processor time ({:.0} times)",
        virtual_s / 86_400.0,
        took.as_secs_f64(),
        virtual_s / took.as_secs_f64(),
        virtual_s / used,
    ));
    say(&format!(
        "  {ticks} ticks, {} inputs, {} orders, {} requests",
        engine.seq().0,
        engine.orders().made_total(),
        engine.outbox().sent_total(),
    ));
    say(&format!("  fingerprint {}", world.digest()));
}

/// A market of a thousand ticks a second, whose agent orders all the time.
fn busy(count: usize) -> Result<Prepared> {
    let ticks_per_second = NonZeroU16::MIN.saturating_add(999);
    let settings = SyntheticSettings { ticks_per_second, ..SyntheticSettings::default() };
    Prepared::take(&mut Synthetic::new(SEED, BEGIN, settings), BUSY_BAR, count)
}

fn events(run: &Run) -> Result<()> {
    let count = if run.length == Length::Quick { 100_000 } else { 1_000_000 };
    let plan = plan(std::path::Path::new("."), busy_rules(BUSY_BAR), None);
    let (mut rates, mut ticks, mut processor_s) = (Vec::new(), 0, 0.0);
    for _ in 0..run.rounds(2, 7) {
        let mut world = forgetful(&plan, Box::new(busy(count)?))?;
        let used = processor_seconds()?;
        let (done, took) = run.timed(|| turn(&mut world));
        done?;
        processor_s += processor_seconds()? - used;
        let engine = world.engine();
        ticks += engine.counters().ticks;
        let rate = engine.counters().ticks * 1_000_000 / took.as_micros().max(1).cast_unsigned();
        rates.push((rate, engine.orders().made_total(), engine.seq().0));
    }
    rates.sort_unstable();
    let (median, orders, inputs) = rates.get(rates.len() / 2).copied().unwrap_or_default();
    let best = rates.last().copied().unwrap_or_default().0;
    say(&format!("  {median} market events a second of real time (median; best {best})"));
    say(&format!(
        "  {:.0} a second of processor time; {orders} orders among {inputs} inputs a round",
        1.0 / (each(Span::from_secs(1), ticks) / 1e6 * processor_s)
    ));
    Ok(())
}

fn parts(run: &Run) -> Result<()> {
    let count = if run.length == Length::Quick { 100_000 } else { 500_000 };
    let mut feed = busy(count)?;
    let genesis = plan(std::path::Path::new("."), usual_rules(), None);
    let genesis = genesis.genesis(genesis.soak_id(BEGIN), Some(&feed));
    let markets = feed.markets().clone();
    let mut ticks: Vec<Tick> = Vec::with_capacity(count);
    while let Some(tick) = feed.next()? {
        ticks.push(tick);
    }
    let (mut made, mut matched, mut applied) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..run.rounds(2, 7) {
        let mut synthetic = Synthetic::new(SEED, BEGIN, SyntheticSettings::default());
        let (done, took) = run.timed(|| (0..count).try_for_each(|_| synthetic.next().map(drop)));
        done?;
        made.push(each(took, count as u64));
        let mut exchange = Exchange::new(markets.clone(), Terms::default());
        let mut changes = Vec::new();
        let ((), took) = run.timed(|| {
            for tick in &ticks {
                exchange.on_tick(tick, &mut changes);
            }
        });
        matched.push(each(took, count as u64));
        let mut engine = State::new();
        let mut effects = Effects::new();
        let first = Input::Started(Box::new(genesis.clone()));
        let ((), took) = run.timed(|| {
            for input in std::iter::once(first).chain(ticks.iter().copied().map(Input::Tick)) {
                let at = if let Input::Tick(tick) = &input { tick.at } else { BEGIN };
                let envelope = Envelope { seq: engine.seq().next(), at, input };
                apply(&mut engine, &envelope, &mut effects);
                effects.clear();
            }
        });
        applied.push(each(took, count as u64));
    }
    for (name, mut times) in [
        ("the synthetic market makes a tick", made),
        ("the exchange takes a tick", matched),
        ("the engine takes a tick", applied),
    ] {
        times.sort_by(f64::total_cmp);
        let median = times.get(times.len() / 2).copied().unwrap_or(f64::NAN);
        say(&format!("  {name:<40} {:>6.0} ns (median)", median * 1_000.0));
    }
    Ok(())
}

fn same_seed(run: &Run) -> Result<()> {
    let hours = if run.length == Length::Quick { 1 } else { 24 };
    let mut seen = Vec::new();
    for _ in 0..2 {
        let folder = tempfile::tempdir()?;
        let length = Some(Span::from_secs(hours * 3_600));
        let mut on_disk = kept(plan(folder.path(), usual_rules(), length))?;
        turn(&mut on_disk)?;
        seen.push(on_disk.digest());
        let feed = Synthetic::new(SEED, BEGIN, SyntheticSettings::default());
        let mut without = forgetful(&plan(folder.path(), usual_rules(), length), Box::new(feed))?;
        turn(&mut without)?;
        seen.push(without.digest());
    }
    ensure!(seen.iter().all(|digest| seen.first() == Some(digest)), "the worlds differ: {seen:?}");
    say(&format!(
        "  {} worlds of {hours} h, with a disk and without: all {}",
        seen.len(),
        seen.concat().get(..64).unwrap_or_default()
    ));
    Ok(())
}

/// Microseconds for each of `count`.
#[expect(clippy::cast_precision_loss, reason = "some millions")]
fn each(took: Span, count: u64) -> f64 {
    micros(took) / count.max(1) as f64
}

#[expect(clippy::cast_precision_loss, reason = "sizes of files that fit on a disk")]
fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
