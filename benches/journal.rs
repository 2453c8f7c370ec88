//! The journal's figures: `cargo bench --bench journal [-- --quick|--long] [PART]`.
//!
//! The inputs are those of a simulated week at ten ticks a second, so that sizes are of what a soak
//! really writes.

use std::path::Path;
use std::process::ExitCode;

use color_eyre::eyre::{Result, ensure};
use soak::event::{Envelope, OrderRecord, Purpose, Record};
use soak::journal::{Journal, WriterHandle};
use soak::model::{ClientOrderId, OrderKind, OrderSeq, Seq, Side, SoakId, Span, Symbol, Time};
use soak::runtime::{FeedSource, open};

use support::commit::BareCommits;
use support::run::{Length, Run, micros, say};
use support::samples::Samples;
use support::world::{BEGIN, SEED, kept, plan, turn, usual_rules};

mod support {
    pub(crate) mod commit;
    pub(crate) mod run;
    pub(crate) mod samples;
    pub(crate) mod world;
}

/// Inputs between two checkpoints of a simulated world: the longest tail that a restart replays.
const TAIL_MAX: u64 = 100_000;

/// Inputs that codec and commits are measured with.
const INPUTS: usize = 200_000;

/// Commits between two looks at the log, as often as the writer's own thread takes one.
const COMMITS_BETWEEN_REST: u32 = 200;

/// Inputs that one order's commit takes along: at ten ticks a second there are few.
const INPUTS_A_COMMIT: usize = 3;

fn main() -> ExitCode {
    Run::start(&[
        ("commit: durable commits against bare SQLite", commit),
        ("bytes: what an input takes, and how long", bytes),
        ("week: disk and restart after a virtual week", week),
    ])
}

/// The first inputs of a simulated soak.
fn inputs(count: usize) -> Result<Vec<Envelope>> {
    let folder = tempfile::tempdir()?;
    let mut world = kept(plan(folder.path(), usual_rules(), Some(Span::from_secs(6 * 3_600))))?;
    turn(&mut world)?;
    drop(world);
    let journal = Journal::open(folder.path())?;
    Ok(journal.replay(Seq(0))?.take(count).collect::<Result<_, _>>()?)
}

fn create(folder: &Path) -> Result<Journal> {
    Ok(Journal::create(folder, &SoakId::new("bench"), "bench", BEGIN)?)
}

fn commit(run: &Run) -> Result<()> {
    let folders = [tempfile::tempdir()?, tempfile::tempdir()?, tempfile::tempdir()?];
    let [bare, direct, threaded] = folders.each_ref().map(tempfile::TempDir::path);
    let mut bare = BareCommits::create(bare)?;
    let mut journal = create(direct)?;
    let mut writer = WriterHandle::spawn(create(threaded)?)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let rounds = run.rounds(200, 3_000);
    let all = inputs(rounds as usize * INPUTS_A_COMMIT)?;
    let (mut bares, mut directs, mut threads) = (Samples::default(), Samples::default(), Samples::default());
    for (round, inputs) in (1..).zip(all.chunks_exact(INPUTS_A_COMMIT)) {
        let (done, took) = run.timed(|| bare.commit());
        done?;
        bares.add(took);
        let (done, took) = run.timed(|| {
            inputs.iter().for_each(|input| journal.append(input));
            journal.record(&order(round));
            journal.commit()
        });
        done?;
        directs.add(took);
        let last = inputs.last().map_or(Seq(0), |input| input.seq);
        let owned = inputs.to_vec();
        let (done, took) = run.timed(|| {
            runtime.block_on(async {
                for input in owned {
                    let records = if input.seq == last { vec![order(round)] } else { Vec::new() };
                    writer.append(input, records);
                }
                writer.commit_now();
                writer.durable.wait_for(|durable| *durable >= last).await.map(|durable| *durable)
            })
        });
        ensure!(done? >= last, "the writer said that it is durable");
        threads.add(took);
        bare.rest()?;
        if round % u64::from(COMMITS_BETWEEN_REST) == 0 {
            journal.maintain()?;
        }
    }
    writer.finish()?;
    bares.tell("bare durable commit, 200 bytes");
    directs.tell_against("journal: three ticks and an order's row", "a bare commit", &bares);
    threads.tell_against("the same through the writer's thread, awaited", "a bare commit", &bares);
    Ok(())
}

fn order(number: u64) -> Record {
    let symbol = Symbol::new("BTC").unwrap_or_else(|_| unreachable!("BTC is a symbol"));
    Record::Order(OrderRecord {
        at: BEGIN,
        order: OrderSeq(number),
        client_order_id: ClientOrderId::for_order(&SoakId::new("bench"), OrderSeq(number)),
        venue_order_id: None,
        symbol,
        side: Side::Buy,
        quantity: soak::model::Quantity::new(1.into()),
        kind: OrderKind::Market,
        purpose: Purpose::Entry,
        created_at: Time::EPOCH,
        state: "journaled".into(),
        filled: soak::model::Quantity::ZERO,
        reason: "9-bar average crossed above 21-bar".into(),
    })
}

fn bytes(run: &Run) -> Result<()> {
    let all = inputs(INPUTS)?;
    let ticks = all.iter().filter(|input| matches!(input.input, soak::event::Input::Tick(_))).count();
    let (mut appends, mut reads) = (Vec::new(), Vec::new());
    let mut encoded = 0;
    for _ in 0..run.rounds(2, 9) {
        let folder = tempfile::tempdir()?;
        let mut journal = create(folder.path())?;
        let ((), took) = run.timed(|| all.iter().for_each(|input| journal.append(input)));
        appends.push(micros(took));
        encoded = journal.buffered();
        journal.commit()?;
        let (read, took) = run.timed(|| journal.replay(Seq(0)).map(Iterator::count));
        ensure!(read? == all.len(), "everything is read back");
        reads.push(micros(took));
    }
    let median = |times: &mut Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times.get(times.len() / 2).copied().unwrap_or(f64::NAN) * 1_000.0 / count(all.len())
    };
    say(&format!(
        "  {:.2} bytes an input before packing ({ticks} ticks of {}); append {:.0} ns, read back {:.0} ns (medians)",
        count(encoded) / count(all.len()),
        all.len(),
        median(&mut appends),
        median(&mut reads)
    ));
    Ok(())
}

fn week(run: &Run) -> Result<()> {
    let days = if run.length == Length::Quick { 1 } else { 7 };
    let folder = tempfile::tempdir()?;
    let length = Some(Span::from_secs(days * 86_400));
    let mut world = kept(plan(folder.path(), usual_rules(), length))?;
    // It is cut off like a process that is killed, as late before a checkpoint as can be.
    let full = TAIL_MAX - 1;
    let until = BEGIN + Span::from_secs(days * 86_400 - 10_800);
    while world.now() < until || world.engine().seq().0 % TAIL_MAX != full {
        world.step()?;
    }
    let inputs = world.engine().seq().0;
    drop(world);
    let of = |name: &str| std::fs::metadata(folder.path().join(name)).map_or(0, |file| file.len());
    let mib = |bytes: u64| count(usize::try_from(bytes).unwrap_or_default()) / f64::from(1 << 20);
    let journal = of("journal.db");
    say(&format!(
        "  {days} days: {inputs} inputs, journal.db {:.1} MiB ({:.2} bytes an input), its log {:.1} MiB",
        mib(journal),
        count(usize::try_from(journal)?) / count(usize::try_from(inputs)?),
        mib(of("journal.db-wal"))
    ));
    let mut opened = Samples::default();
    let mut tail = 0;
    for _ in 0..run.rounds(2, 9) {
        let plan = plan(folder.path(), usual_rules(), length);
        let source = FeedSource::synthetic(SEED, soak::market::SyntheticSettings::default());
        let (soak, took) = run.timed(|| open(&plan, Some(source), BEGIN));
        let soak = soak?;
        let checkpoint = soak.journal.latest_checkpoint()?.map_or(Seq(0), |checkpoint| checkpoint.seq);
        tail = soak.engine.seq().0 - checkpoint.0;
        opened.add(took);
    }
    opened.tell(&format!("restart: open, checkpoint, {tail} inputs replayed"));
    let journal = Journal::open(folder.path())?;
    let (digest, took) = run.timed(|| journal.verify());
    say(&format!(
        "  reading all of it and checking its fingerprint {} takes {:.2} s",
        digest?,
        micros(took) / 1e6
    ));
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "some millions")]
fn count(things: usize) -> f64 {
    things as f64
}
