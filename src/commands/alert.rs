//! `soak alert test|ack|sinks`: whether alerts reach a person, and that one has.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use futures_util::future::join_all;

use super::cli::{DataArgs, OperateArgs};
use super::failure::{Exit, Failure};
use super::gate::asked;
use super::{config, operate, output, status, target, wiring};
use crate::clock::Clock;
use crate::config::{SoakFolder, SoakName};
use crate::event::{AlertRecord, OperatorCommand, Severity};
use crate::link::{ControlClient, ControlReply, ControlRequest, user_name};
use crate::model::{Span, StageTime, Time};
use crate::notify::{Book, Kept, LineView, Notice, NoticeEvent};

/// How long the sinks of a running soak are waited for: three tries with their waits, and a time-out.
const ARRIVAL_TIMEOUT: Span = Span::from_secs(20);

/// How the identity of a test alert begins.
const TEST_PREFIX: &str = "test:";

/// What to do about alerts.
#[derive(Debug, Subcommand)]
pub(super) enum AlertVerb {
    /// Raise an alert that means nothing, and tell which sinks took it
    Test(TestArgs),
    /// Acknowledge one alert, or all: they are not told again
    Ack(AckArgs),
    /// Show how the ways out of the box are
    Sinks(SinksArgs),
}

/// Arguments of `alert test`.
#[derive(Debug, Args)]
pub(super) struct TestArgs {
    /// The soak; the only running one if left out
    name: Option<SoakName>,
    #[command(flatten)]
    data: DataArgs,
    /// Send straight through the sinks of this configuration, without a soak
    #[arg(long, value_name = "FILE", conflicts_with = "name")]
    config: Option<PathBuf>,
    /// Why, for the record
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

/// Arguments of `alert ack`.
#[derive(Debug, Args)]
pub(super) struct AckArgs {
    /// The soak; the only running one if left out
    name: Option<String>,
    /// The alert, as `stuck_position:ETH`; all of them if left out
    alert: Option<String>,
    #[command(flatten)]
    data: DataArgs,
    /// What is done about it, for the record
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

/// Arguments of `alert sinks`.
#[derive(Debug, Args)]
pub(super) struct SinksArgs {
    /// The soak; the only running one if left out
    name: Option<SoakName>,
    #[command(flatten)]
    data: DataArgs,
}

/// Does what `verb` says.
///
/// # Errors
///
/// There is no such soak, it refuses, or a configuration is refused.
pub(super) fn alert(verb: AlertVerb) -> Result<Exit, Failure> {
    match verb {
        AlertVerb::Test(TestArgs { config: Some(file), .. }) => straight(&file),
        AlertVerb::Test(args) => test(args),
        AlertVerb::Ack(args) => acknowledge(args),
        AlertVerb::Sinks(args) => sinks(&args),
    }
}

/// Has the running soak raise a test alert, and waits until its sinks took it.
fn test(args: TestArgs) -> Result<Exit, Failure> {
    let soak = target::soak(args.name.as_ref(), &args.data)?;
    let name = soak.name();
    if let Some((id, raised_at)) = standing_test(&soak)? {
        let cause = format!("{id} stands since {raised_at}; a second one cannot be told from it");
        return Err(Failure::no(cause).hint(format!("soak alert ack {name} {id} ends it")));
    }
    let is_virtual = is_virtual(&soak)?;
    if !is_virtual && book(&soak)?.lines().is_empty() {
        let cause = format!("no alert leaves {name}: it has no sink");
        return Err(Failure::no(cause).hint("add [[alerts.sink]] to its configuration and start it again"));
    }
    let request = ControlRequest::Act { command: OperatorCommand::TestAlert, reason: args.reason };
    match ControlClient::connect(soak.path())?.call(&request)? {
        ControlReply::Done { text } => output::line(&text)?,
        ControlReply::Refused { text } => return Err(Failure::no(text)),
        ControlReply::Status(_) | ControlReply::Told(_) | ControlReply::Facts(_) => {
            return Err(Failure::no("an answer to another question came; use the same build for both"));
        }
    }
    let Some((id, raised_at)) = standing_test(&soak)? else {
        return Err(Failure::no("the test alert is gone already; somebody acknowledged it"));
    };
    if is_virtual {
        return paged(&soak, &id, raised_at);
    }
    let told = || book(&soak).map(|book| book.told(&id, raised_at)).unwrap_or_default();
    let arrived = |told: &[(String, Option<Time>)]| told.iter().all(|(_, at)| at.is_some());
    output::words(&format!("waiting for the sinks, at most {ARRIVAL_TIMEOUT}"));
    operate::wait_until(ARRIVAL_TIMEOUT, || arrived(&told()))?;
    let (told, lines) = (told(), book(&soak)?.lines());
    let rows = told.iter().map(|(sink, at)| [sink.clone(), came_of(*at, raised_at, &lines, sink)]);
    output::table(&rows.collect::<Vec<_>>())?;
    output::words(&format!("soak alert ack {name} {id} says that it has reached you"));
    Ok(if arrived(&told) { Exit::Fine } else { Exit::No })
}

/// Whether the soak has a simulated pager and no sinks.
fn is_virtual(soak: &SoakFolder) -> Result<bool, Failure> {
    let stage = status::ask(soak).and_then(status::read)?.soak.stage;
    Ok(stage.is_some_and(|stage| stage.time == StageTime::Virtual))
}

/// Waits until the simulated pager has delivered the test alert `id`.
fn paged(soak: &SoakFolder, id: &str, raised_at: Time) -> Result<Exit, Failure> {
    let arrived_at = || {
        let facts = asked(soak).ok()?;
        let told = facts.run.last_test().filter(|told| told.alert == id && told.raised_at == raised_at)?;
        told.delivered_at
    };
    output::words(&format!("waiting for the simulated pager, at most {ARRIVAL_TIMEOUT}"));
    operate::wait_until(ARRIVAL_TIMEOUT, || arrived_at().is_some())?;
    let arrived_at = arrived_at();
    let word = arrived_at
        .map_or_else(|| "not yet".to_owned(), |at| format!("took it after {}", at.since(raised_at)));
    output::table(&[["simulated pager".to_owned(), word]])?;
    output::words(&format!("soak alert ack {} {id} says that it has reached you", soak.name()));
    Ok(if arrived_at.is_some() { Exit::Fine } else { Exit::No })
}

fn came_of(at: Option<Time>, raised_at: Time, lines: &[LineView], sink: &str) -> String {
    if let Some(at) = at {
        return format!("took it after {}", at.since(raised_at));
    }
    let line = lines.iter().find(|line| line.sink == sink);
    match line.and_then(|line| line.reason.as_ref().map(|reason| (line.failures, reason))) {
        Some((failures, reason)) => format!("not yet, failed {failures} times in a row: {reason}"),
        None => "not yet".to_owned(),
    }
}

/// The test alert that stands in a running soak.
fn standing_test(soak: &SoakFolder) -> Result<Option<(String, Time)>, Failure> {
    let picture = status::ask(soak).and_then(status::read)?;
    let tests = picture.alerts.into_iter().filter(|alert| alert.id.starts_with(TEST_PREFIX));
    let mine = tests.max_by_key(|alert| alert.raised_at);
    Ok(mine.map(|alert| (alert.id, alert.raised_at)))
}

fn book(soak: &SoakFolder) -> Result<Book, Failure> {
    Kept::in_folder(soak.path()).read().map_err(|error| Failure::no(error.to_string()))
}

/// Sends a test alert through the sinks of a configuration, without a soak.
fn straight(file: &Path) -> Result<Exit, Failure> {
    let rules = wiring::alerts(&config::load(Some(file))?.alerts)?;
    if rules.sinks.is_empty() {
        let cause = format!("{} has no sink", file.display());
        return Err(Failure::no(cause).hint("add [[alerts.sink]]; assets/soak.toml shows how"));
    }
    let clock = Clock::start();
    let now = clock.now();
    let user = user_name(rustix::process::getuid().as_raw());
    let alert = AlertRecord {
        id: format!("{TEST_PREFIX}{user}"),
        kind: "test".to_owned(),
        subject: user.clone(),
        severity: Severity::Page,
        text: format!("{user} tests whether alerts arrive, without a soak; nothing is to be done"),
        raised_at: now,
        acknowledged_at: None,
        cleared_at: None,
    };
    let notice = Notice { event: NoticeEvent::Raised, sequence: 1, at: now, alert };
    let sent = wiring::runtime()?
        .block_on(join_all(rules.sinks.iter().map(|sink| sink.send(&notice, "none", clock))));
    let row = |(sink, result): (&crate::notify::Sink, &Result<(), _>)| {
        let word =
            result.as_ref().map_or_else(|why| format!("did not take it: {why}"), |()| "took it".into());
        [sink.name.clone(), word]
    };
    output::table(&rules.sinks.iter().zip(&sent).map(row).collect::<Vec<_>>())?;
    Ok(if sent.iter().all(Result::is_ok) { Exit::Fine } else { Exit::No })
}

fn acknowledge(args: AckArgs) -> Result<Exit, Failure> {
    let AckArgs { name, alert, data, reason } = args;
    // An alert has a colon in its identity and a soak none in its name, so one word says which it is.
    let (name, alert) = match (name, alert) {
        (Some(word), None) if word.contains(':') => (None, Some(word)),
        said => said,
    };
    let name = name.map(|name| name.parse::<SoakName>()).transpose()?;
    operate::act(OperateArgs { name, data, reason }, &OperatorCommand::Acknowledge { alert })
}

fn sinks(args: &SinksArgs) -> Result<Exit, Failure> {
    let soak = target::soak(args.name.as_ref(), &args.data)?;
    let book = book(&soak)?;
    let lines = book.lines();
    if lines.is_empty() {
        let cause = format!("no alert leaves {}: it has no sink", soak.name());
        return Err(Failure::no(cause).hint("add [[alerts.sink]] to its configuration and start it again"));
    }
    let heading = ["SINK", "STATE", "WAITING", "DELIVERED", "SHED", "LAST DELIVERED"].map(str::to_owned);
    let rows = lines.iter().map(|line| {
        let last = line.last_delivered_at.map_or_else(|| "never".to_owned(), |at| at.to_string());
        let counts = [line.waiting.to_string(), line.delivered.to_string(), line.shed.to_string()];
        let [waiting, delivered, shed] = counts;
        [line.sink.clone(), state(line).to_owned(), waiting, delivered, shed, last]
    });
    output::table(&[heading].into_iter().chain(rows).collect::<Vec<_>>())?;
    for line in lines.iter().filter(|line| line.failures > 0) {
        let reason = line.reason.as_deref().unwrap_or("it is not known why");
        output::words(&format!("{} failed {} times in a row: {reason}", line.sink, line.failures));
    }
    if book.dropped() > 0 {
        output::words(&format!("{} alerts had no place in the book", book.dropped()));
    }
    let failing = lines.iter().any(|line| line.failing_since.is_some());
    Ok(if failing { Exit::No } else { Exit::Fine })
}

fn state(line: &LineView) -> &'static str {
    match (line.failing_since, line.failures, line.delivered) {
        (Some(_), ..) => "failing",
        (None, 1.., _) => "trying",
        (None, 0, 0) => "untried",
        (None, 0, _) => "well",
    }
}
