//! The breaker's file when a start is killed half way: it never says less than what is known.

use rustix::fs::{Mode, OFlags};
use soak::engine::{State, apply};
use soak::event::{Envelope, Input, Latch, Latched, Operator, OperatorAction, OperatorCommand};
use soak::journal::{LATCH_FILE_NAME, LatchFile, LatchState};
use soak::market::SyntheticSettings;
use soak::model::{BreakerLevel, Rules, Span, Time};
use soak::paper::Terms;
use soak::runtime::{FeedSource, Opened, Pace, Plan, VenuePlan, open};
use tracing_subscriber::filter::LevelFilter;

/// A soak's folder, opened as a start opens it; what a test drops is what a kill leaves.
struct Folder(tempfile::TempDir);

impl Folder {
    fn open(&self) -> Opened {
        let source = || FeedSource::synthetic(1, SyntheticSettings::default());
        let plan = Plan {
            name: "x".to_owned(),
            folder: self.0.path().to_owned(),
            rules: Rules::default(),
            seed: 1,
            length: None,
            gap_after: Span::from_secs(60),
            pace: Pace::Real,
            venue: VenuePlan::embedded(source(), Terms::default()),
            log_level: LevelFilter::OFF,
            labels: soak::runtime::Labels::default(),
            alerts: soak::notify::NotifyRules::default(),
            to_prove: soak::model::Plan::default(),
        };
        open(&plan, Some(source()), Time::from_millis(1_000)).unwrap()
    }

    /// A life that gets as far as its first input, and as `more`.
    fn live(&self, more: Option<Input>) {
        let Opened { lock, mut journal, mut engine, first, .. } = self.open();
        for input in [first].into_iter().chain(more) {
            take_in(&mut engine, &mut journal, input);
        }
        journal.commit().unwrap();
        drop(lock);
    }

    fn level(&self) -> Option<BreakerLevel> {
        match LatchFile::read(self.0.path()) {
            LatchState::Set(latch) => Some(latch.level),
            LatchState::Missing | LatchState::Unreadable(_) => None,
        }
    }
}

fn take_in(engine: &mut State, journal: &mut soak::journal::Journal, input: Input) {
    let envelope = Envelope { seq: engine.seq().next(), at: Time::from_millis(1_000), input };
    journal.append(&envelope);
    apply(engine, &envelope, &mut Vec::new());
}

fn is_tripped_start(opened: &Opened) -> bool {
    matches!(opened.first, Input::Resumed { latched: Latched::Tripped | Latched::Lost, .. })
}

fn raise(level: BreakerLevel) -> Input {
    let operator = Operator { user: "ann".to_owned(), terminal: "none".to_owned() };
    let command = OperatorCommand::Raise(level);
    Input::Operator(Box::new(OperatorAction { operator, command, reason: "odd fills".to_owned() }))
}

#[test]
fn a_beginning_killed_while_it_made_the_file_makes_it_again() {
    let folder = Folder(tempfile::tempdir().unwrap());
    drop(folder.open());
    let path = folder.0.path().join(LATCH_FILE_NAME);
    rustix::fs::open(&path, OFlags::WRONLY | OFlags::TRUNC, Mode::empty()).unwrap();
    folder.live(None);
    assert_eq!(folder.level(), Some(BreakerLevel::Armed));
    assert!(!is_tripped_start(&folder.open()), "nothing ever tripped it");
}

#[test]
fn a_missing_file_trips_also_the_start_after_one_that_was_killed() {
    let folder = Folder(tempfile::tempdir().unwrap());
    folder.live(None);
    std::fs::remove_file(folder.0.path().join(LATCH_FILE_NAME)).unwrap();
    assert!(is_tripped_start(&folder.open()));
    assert!(is_tripped_start(&folder.open()), "the first start was killed before it was in the journal");
}

#[test]
fn a_reset_that_the_journal_does_not_know_did_not_happen() {
    let folder = Folder(tempfile::tempdir().unwrap());
    let armed = State::new().breaker().latch();
    folder.live(Some(raise(BreakerLevel::Tripped)));
    LatchFile::open(folder.0.path()).unwrap().write(&armed).unwrap();
    drop(folder.open());
    assert_eq!(folder.level(), Some(BreakerLevel::Tripped));
}

/// The file was written and the process killed before the journal had what was asked for.
#[test]
fn a_flatten_that_the_journal_does_not_know_goes_on() {
    let folder = Folder(tempfile::tempdir().unwrap());
    folder.live(None);
    let flatten = Latch { level: BreakerLevel::Flattening, ..State::new().breaker().latch() };
    LatchFile::open(folder.0.path()).unwrap().write(&flatten).unwrap();
    let Opened { lock, mut journal, mut engine, first, .. } = folder.open();
    take_in(&mut engine, &mut journal, first);
    assert_eq!(engine.breaker().level(), BreakerLevel::Flattening);
    assert_eq!(folder.level(), Some(BreakerLevel::Flattening));
    drop(lock);
}

#[test]
fn a_file_that_knows_less_than_the_journal_is_brought_up_to_it() {
    let folder = Folder(tempfile::tempdir().unwrap());
    folder.live(Some(raise(BreakerLevel::Flattening)));
    let tripped = Latch { level: BreakerLevel::Tripped, ..State::new().breaker().latch() };
    LatchFile::open(folder.0.path()).unwrap().write(&tripped).unwrap();
    drop(folder.open());
    assert_eq!(folder.level(), Some(BreakerLevel::Flattening));
}
