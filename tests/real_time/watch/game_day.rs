//! Faults that are injected into a running soak on purpose: the journal and the picture mark the window, what
//! strikes strikes in it and not outside, and the soak is well again afterwards.

use std::path::Path;

use soak::event::{Envelope, Failure, GameDay, Input, OperatorCommand, Outcome};
use soak::journal::Journal;
use soak::link::{ControlReply, ControlRequest};
use soak::model::{Seq, Span, Time};
use soak::runtime::{GameDayPlan, Pace, Plan};
use soak::snapshot::{Ended, RunResult, Snapshot};
use tempfile::TempDir;

use super::soak_run::{Soak, plan};

/// How much later than any other the soonest of some dozens of ticks may have been heard.
const SLACK: Span = Span::from_millis(100);

/// A soak of `length` over which `windows` open: seconds from its beginning, and the fault as it is typed.
fn rehearsed(home: &TempDir, pace: Pace, length: Option<i64>, seed: u64, windows: &[(i64, &str)]) -> Plan {
    let window = |(from, line): &(i64, &str)| {
        let window: soak::fault::Window = line.parse().unwrap();
        soak::fault::Window { from: Span::from_secs(*from), ..window }
    };
    let windows = windows.iter().map(window).collect();
    let plain = plan(&home.path().join("watched"), pace);
    let venue = plain.venue.with_game_day(GameDayPlan { seed, windows });
    Plan { venue, length: length.map(Span::from_secs), ..plain }
}

fn inputs(folder: &Path) -> Vec<Envelope> {
    let journal = Journal::open(folder).unwrap();
    journal.replay(Seq(0)).unwrap().map(Result::unwrap).collect()
}

fn began(inputs: &[Envelope]) -> Time {
    inputs.first().unwrap().at
}

/// What the journal says of windows, with the time since the soak began in milliseconds.
fn marks(inputs: &[Envelope]) -> Vec<(i64, String)> {
    let begin = began(inputs);
    let mark = |envelope: &Envelope| match &envelope.input {
        Input::GameDay(GameDay::Opened { label, until }) => {
            Some((envelope.at, format!("{label} until {}", until.since(begin).as_millis())))
        }
        Input::GameDay(GameDay::Closed { label }) => Some((envelope.at, format!("{label} over"))),
        _ => None,
    };
    inputs.iter().filter_map(mark).map(|(at, mark)| (at.since(begin).as_millis(), mark)).collect()
}

/// Requests that left from `from` to `to`, and how they ended.
fn ends(inputs: &[Envelope], from: Time, to: Time) -> Vec<Outcome> {
    let outcome = |envelope: &Envelope| match &envelope.input {
        Input::Reply(reply) => (from <= reply.sent_at && reply.sent_at < to).then(|| reply.outcome.clone()),
        _ => None,
    };
    inputs.iter().filter_map(outcome).collect()
}

/// When each tick was to be heard, and when it was. The feed's own time is behind the soak's by what the tick
/// that was heard soonest tells.
fn due(inputs: &[Envelope]) -> Vec<(Time, Time)> {
    let tick = |envelope: &Envelope| match &envelope.input {
        Input::Tick(tick) => Some((tick.at, envelope.at)),
        _ => None,
    };
    let ticks: Vec<_> = inputs.iter().filter_map(tick).collect();
    let behind = ticks.iter().map(|(own, at)| at.since(*own)).min().unwrap();
    ticks.into_iter().map(|(own, at)| (own + behind, at)).collect()
}

fn run(home: TempDir, plan: Plan) -> (TempDir, RunResult) {
    Soak::of(home, plan).end()
}

#[test]
fn in_virtual_time_each_window_is_in_the_journal_and_the_same_seed_gives_the_same() {
    let windows = [
        (300, "partition 60s"),
        (600, "reply_lost 5m share=0.5 label=lost"),
        (1_200, "price_jump 30s by=-0.02"),
    ];
    let soak = |seed| {
        let home = tempfile::tempdir().unwrap();
        let plan = rehearsed(&home, Pace::Max, Some(1_800), seed, &windows);
        run(home, plan)
    };
    let (home, result) = soak(1);
    assert_eq!((result.ended, result.orders_unknown), (Ended::Length, 0), "{result:?}");
    let inputs = inputs(&home.path().join("watched"));
    let expect = [
        (300_000, "partition until 360000"),
        (360_000, "partition over"),
        (600_000, "lost until 900000"),
        (900_000, "lost over"),
        (1_200_000, "price_jump until 1230000"),
        (1_230_000, "price_jump over"),
    ];
    assert_eq!(marks(&inputs), expect.map(|(at, mark)| (at, mark.to_owned())));
    let begin = began(&inputs);
    let cut = ends(&inputs, begin + Span::from_secs(300), begin + Span::from_secs(360));
    assert!(!cut.is_empty() && cut.iter().all(|end| matches!(end, Outcome::Failed { .. })), "{cut:?}");
    let fails = |end: &&Outcome| matches!(end, Outcome::Failed { failure: Failure::TimedOut, .. });
    let lost = ends(&inputs, begin + Span::from_secs(600), begin + Span::from_secs(900));
    let failed = lost.iter().filter(fails).count();
    assert!(failed > 0 && failed < lost.len(), "half of {} get lost, not {failed}", lost.len());
    let calm = ends(&inputs, begin, begin + Span::from_secs(300));
    assert_eq!(calm.iter().filter(fails).count(), 0);

    assert_eq!(soak(1).1.journal_sha256, result.journal_sha256);
    assert_ne!(soak(2).1.journal_sha256, result.journal_sha256);
}

#[test]
fn a_window_in_which_the_soak_is_interrupted_is_opened_again() {
    let home = tempfile::tempdir().unwrap();
    let windows = [(60, "reply_lost 10m")];
    let first = rehearsed(&home, Pace::Max, Some(120), 1, &windows);
    let (home, _) = run(home, first);
    let second = rehearsed(&home, Pace::Max, Some(900), 1, &windows);
    let (home, result) = run(home, second);
    assert_eq!(result.ended, Ended::Length);
    let marks = marks(&inputs(&home.path().join("watched")));
    let words: Vec<_> = marks.iter().map(|(_, mark)| mark.as_str()).collect();
    assert_eq!(words, ["reply_lost until 660000", "reply_lost until 660000", "reply_lost over"]);
    assert_eq!(marks.last().unwrap().0, 660_000);
}

#[test]
fn over_real_sockets_a_partition_strikes_within_its_window_only() {
    let home = tempfile::tempdir().unwrap();
    let mut plan = rehearsed(&home, Pace::Real, None, 1, &[(3, "partition 2s")]);
    plan.rules.reconcile.every = Span::from_secs(1);
    let soak = Soak::of(home, plan);
    let viewer = soak.viewer();
    let open = viewer.picture(Snapshot::is_rehearsing);
    let alert = open.alerts.iter().find(|alert| alert.id == "game_day:partition").unwrap();
    assert!(alert.text.contains("partition is injected on purpose until"), "{}", alert.text);
    let closed = viewer.picture(|picture| !picture.is_rehearsing());
    assert!(closed.alerts.iter().all(|alert| alert.kind != "game_day"));
    let agreed = |picture: &Snapshot| {
        picture.reconcile.agreed_at.is_some_and(|at| at > closed.at) && picture.reconcile.orders_unknown == 0
    };
    viewer.picture(agreed);
    soak.act(OperatorCommand::Stop);
    let (home, result) = soak.end();
    assert_eq!((result.ended, result.orders_unknown), (Ended::Stopped, 0));
    let inputs = inputs(&home.path().join("watched"));
    // What it is to prove comes first, and what the process uses is told once in ten minutes.
    let second = inputs.get(1).map(|envelope| &envelope.input);
    assert!(matches!(second, Some(Input::Plan(_))), "{second:?}");
    assert_eq!(inputs.iter().filter(|envelope| matches!(envelope.input, Input::Resources(_))).count(), 1);
    let marks = marks(&inputs);
    let words: Vec<_> = marks.iter().map(|(_, mark)| mark.as_str()).collect();
    assert_eq!(words, ["partition until 5000", "partition over"]);
    let (from, until) = (began(&inputs) + Span::from_secs(3), began(&inputs) + Span::from_secs(5));
    // On a slow machine an answer may be on its way when the window opens, and a request when it closes:
    // what both left and ended within it is struck.
    let within: Vec<_> = inputs.iter().filter(|envelope| envelope.at < until).cloned().collect();
    let ended = ends(&within, from, until);
    assert!(ended.iter().all(|end| matches!(end, Outcome::Failed { .. })), "{ended:?}");
    let all = ends(&inputs, from, until);
    assert!(all.iter().any(|end| matches!(end, Outcome::Failed { .. })), "{all:?}");
    // By the time at which a tick was to be heard, and not by the one at which it was.
    let due = due(&inputs);
    let heard = due.iter().filter(|(due, at)| from + SLACK <= *due && *at < until).count();
    assert_eq!(heard, 0, "the stream is silent behind a partition");
    assert!(due.iter().any(|(_, at)| *at < from || until <= *at), "and is heard otherwise");
}

/// A person injects a fault into a soak at `pace`, sees it open and close, and has it in the journal.
#[track_caller]
fn injects(pace: Pace, length: &str) {
    let home = tempfile::tempdir().unwrap();
    let plan = rehearsed(&home, pace, None, 1, &[]);
    let soak = Soak::of(home, plan);
    let viewer = soak.viewer();
    let before = viewer.picture(|picture| picture.soak.phase == "trading");
    assert!(before.game_day.is_some_and(|game_day| game_day.open.is_empty()));
    soak.act(OperatorCommand::Inject { fault: format!("stream_silent {length} label=quiet") });
    let open = viewer.picture(Snapshot::is_rehearsing);
    let label =
        open.game_day.iter().flat_map(|game_day| &game_day.open).map(|window| window.label.as_str()).next();
    assert_eq!(label, Some("quiet"));
    viewer.picture(|picture| !picture.is_rehearsing());
    soak.act(OperatorCommand::Stop);
    let (home, _) = soak.end();
    let inputs = inputs(&home.path().join("watched"));
    let find = |wanted: &dyn Fn(&Input) -> bool| inputs.iter().position(|envelope| wanted(&envelope.input));
    let acted = find(&|input| matches!(input, Input::Operator(act) if act.command.as_str() == "inject"));
    let opened = find(&|input| matches!(input, Input::GameDay(GameDay::Opened { .. })));
    let closed = find(&|input| matches!(input, Input::GameDay(GameDay::Closed { .. })));
    assert!(acted.is_some() && acted < opened && opened < closed, "{acted:?} {opened:?} {closed:?}");
    let silent = inputs.get(opened.unwrap()..closed.unwrap()).unwrap_or_default();
    let heard = silent.iter().filter(|envelope| matches!(envelope.input, Input::Tick(_))).count();
    assert!(heard < 20, "{heard} ticks were heard in the silence");
}

#[test]
fn a_person_injects_a_fault_in_real_time() {
    injects(Pace::Real, "1s");
}

#[test]
fn a_person_injects_a_fault_in_virtual_time() {
    injects(Pace::Times(60), "60s");
}

#[test]
fn a_soak_without_game_days_takes_no_faults() {
    let soak = Soak::start(Pace::Real);
    let viewer = soak.viewer();
    let picture = viewer.picture(|picture| picture.soak.phase == "trading");
    assert_eq!(picture.game_day, None);
    let command = OperatorCommand::Inject { fault: "partition 30s".to_owned() };
    let reply = soak.ask(&ControlRequest::Act { command, reason: String::new() });
    let ControlReply::Refused { text } = reply else { panic!("{reply:?}") };
    assert!(text.contains("set game_day.enabled = true in soak.toml"), "{text}");
    soak.act(OperatorCommand::Stop);
    let (home, _) = soak.end();
    let inputs = inputs(&home.path().join("watched"));
    let asked = |envelope: &Envelope| matches!(&envelope.input, Input::Operator(act) if act.command.as_str() == "inject");
    assert!(!inputs.iter().any(asked), "what was refused is no act");
}
