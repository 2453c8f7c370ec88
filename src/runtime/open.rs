//! Opening a soak's folder: a new soak begins, an interrupted one goes on where its journal ends.
//!
//! Invariant: an existing journal is read or refused, never overwritten.

use super::promoted::{may_begin, may_go_on};
use super::{FeedSource, Pace, Plan};
use crate::engine::{STATE_VERSION, State, WrittenError, apply};
use crate::event::{Input, Latched};
use crate::journal::{JOURNAL_FILE_NAME, Journal, JournalError, LatchFile, LatchState, keep_configuration};
use crate::link::{LinkError, SoakLock};
use crate::market::Feed;
use crate::model::{Markets, Seq, SoakId, Time};

/// A soak's folder, ready to run.
#[derive(Debug)]
pub struct Opened {
    /// Keeps other processes out while it lives.
    pub lock: SoakLock,
    /// The journal, at its end.
    pub journal: Journal,
    /// The breaker's file.
    pub latch: LatchFile,
    /// The engine, as it was after the journal's last input.
    pub engine: State,
    /// The embedded exchange's feed, if there is one, past what was taken in already.
    pub feed: Option<Box<dyn Feed>>,
    /// When the soak began.
    pub began_at: Time,
    /// The first input of this life.
    pub first: Input,
    /// Whether the soak was there before.
    pub resumed: bool,
}

/// Why a soak's folder could not be opened. Policy of each: the run is refused, nothing is changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process runs it, or the folder cannot be locked.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The journal cannot be made or read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The journal of a soak that was there is not.
    #[error("{folder} has a breaker's file but no journal: bring journal.db back, or choose another --name")]
    JournalGone {
        /// The soak's folder.
        folder: String,
    },
    /// It ran its length.
    #[error(
        "the soak {name} has run to its end; give it a longer --length, choose another --name, or remove its folder {folder}"
    )]
    Finished {
        /// The soak.
        name: String,
        /// Its folder.
        folder: String,
    },
    /// It was begun over other markets.
    #[error(
        "the soak {name} was begun with the markets {begun} and cannot go on with {asked}; choose another --name"
    )]
    OtherMarkets {
        /// The soak.
        name: String,
        /// Its markets.
        begun: String,
        /// Those of this run.
        asked: String,
    },
    /// Real money on paper's journal, or paper on that of real money.
    #[error("the soak {name} was begun {begun} and never continues {asked}; choose another --name")]
    OtherMoney {
        /// The soak.
        name: String,
        /// What it was begun with.
        begun: &'static str,
        /// What was asked for.
        asked: &'static str,
    },
    /// Real money without what has to stand behind it.
    #[error("the soak {name} does not trade with real money: {why}; soak run --live BUNDLE asks for it")]
    NotPromoted {
        /// The soak.
        name: String,
        /// What is missing.
        why: &'static str,
    },
    /// The state cannot be written down.
    #[error(transparent)]
    Written(#[from] WrittenError),
}

/// Opens the folder of `plan` at `now`, and takes the feed out of the plan.
///
/// # Errors
/// When the soak cannot begin or go on; nothing was changed then.
pub fn open(plan: &Plan, source: Option<FeedSource>, now: Time) -> Result<Opened, OpenError> {
    may_begin(plan)?;
    crate::journal::private_folder(&plan.folder)?;
    let lock = SoakLock::acquire(&plan.folder)?;
    if !plan.folder.join(JOURNAL_FILE_NAME).exists() {
        // The journal is made before the breaker's file, so this is no half-made soak: its journal
        // was taken away, and what the breaker and the exchange hold belongs to it.
        if LatchFile::read(&plan.folder) != LatchState::Missing {
            return Err(OpenError::JournalGone { folder: plan.folder.display().to_string() });
        }
        let soak = plan.soak_id(now);
        let journal = Journal::create(&plan.folder, &soak, &plan.name, now)?;
        configured(plan)?;
        return begin(plan, source, lock, journal, soak, now);
    }
    let journal = Journal::open(&plan.folder)?;
    let engine = recover(&journal)?;
    if engine.seq() == Seq::default() {
        // It ended before its first input was on disk: it begins now.
        let soak = journal.about()?.soak;
        configured(plan)?;
        return begin(plan, source, lock, journal, soak, now);
    }
    resume(plan, source, lock, journal, engine)
}

/// Keeps the configuration in force beside the journal, once the run is not refused any more.
fn configured(plan: &Plan) -> Result<(), OpenError> {
    if !plan.labels.configuration.is_empty() {
        keep_configuration(&plan.folder, &plan.labels.configuration)?;
    }
    Ok(())
}

fn begin(
    plan: &Plan,
    source: Option<FeedSource>,
    lock: SoakLock,
    journal: Journal,
    soak: SoakId,
    now: Time,
) -> Result<Opened, OpenError> {
    let began_at = source.as_ref().map_or(now, |source| source.begins_at(plan.pace, now));
    let feed = source.map(|source| source.open(began_at));
    let engine = State::new();
    let armed = engine.breaker().latch();
    let latch = match LatchFile::read(&plan.folder) {
        LatchState::Missing => LatchFile::create(&plan.folder, &armed)?,
        // A beginning that was killed before its first input was on disk may have left half a file. No
        // order had left and nobody was told of a trip.
        LatchState::Set(_) | LatchState::Unreadable(_) => {
            let latch = LatchFile::open(&plan.folder)?;
            latch.write(&armed)?;
            latch
        }
    };
    let first = Input::Started(Box::new(plan.genesis(soak, feed.as_deref())));
    Ok(Opened { lock, journal, latch, engine, feed, began_at, first, resumed: false })
}

fn resume(
    plan: &Plan,
    source: Option<FeedSource>,
    lock: SoakLock,
    journal: Journal,
    engine: State,
) -> Result<Opened, OpenError> {
    let ran = match plan.pace {
        Pace::Real => engine.clock().healthy(),
        Pace::Times(_) | Pace::Max | Pace::CatchUp => engine.clock().covered(),
    };
    let ran_its_length = plan.length.is_some_and(|length| ran >= length);
    if engine.is_ending() && (engine.feed().ended || ran_its_length) {
        let (name, folder) = (plan.name.clone(), plan.folder.display().to_string());
        return Err(OpenError::Finished { name, folder });
    }
    let asked = plan.venue.markets();
    if engine.markets() != asked {
        return Err(OpenError::OtherMarkets {
            name: plan.name.clone(),
            begun: names(engine.markets()),
            asked: names(asked),
        });
    }
    may_go_on(plan, &engine)?;
    configured(plan)?;
    let latch_state = LatchFile::read(&plan.folder);
    let latched = latch_state.latched();
    // A missing file is made empty, which is unreadable: it says tripped until the engine has written
    // it, also when this start is killed before that.
    let latch = LatchFile::open(&plan.folder)?;
    if let LatchState::Set(file) = latch_state
        && file.level != engine.breaker().level()
        && latched <= Latched::from(engine.breaker().level())
    {
        // An act that the journal does not know: whoever did it was never told that it was done.
        latch.write(&engine.breaker().latch())?;
    }
    let rules = (engine.rules() != &plan.rules).then(|| Box::new(plan.rules.clone()));
    let first = Input::Resumed { latched, rules, venue_is_local: plan.venue.is_local() };
    let began_at = engine.started_at();
    let feed = source.map(|source| source.open(began_at));
    Ok(Opened { lock, journal, latch, engine, feed, began_at, first, resumed: true })
}

/// The engine as it was after the journal's last input: the newest readable checkpoint and what
/// came after it.
///
/// # Errors
/// When the journal cannot be read.
pub fn recover(journal: &Journal) -> Result<State, OpenError> {
    let checkpoint = journal.latest_checkpoint()?.filter(|checkpoint| checkpoint.version == STATE_VERSION);
    let mut engine =
        checkpoint.and_then(|checkpoint| State::from_bytes(&checkpoint.state).ok()).unwrap_or_default();
    let mut effects = Vec::new();
    for envelope in journal.replay(engine.seq())? {
        apply(&mut engine, &envelope?, &mut effects);
        effects.clear();
    }
    Ok(engine)
}

fn names(markets: &Markets) -> String {
    let names: Vec<_> = markets.iter().map(|(_, market)| market.symbol.as_str()).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Envelope, Operator, OperatorAction, OperatorCommand};
    use crate::model::BreakerLevel;

    /// A journal of a trip, with a checkpoint of `version` that says that nothing ever tripped.
    #[track_caller]
    fn check(version: u32, expect: BreakerLevel) {
        let home = tempfile::tempdir().unwrap();
        let mut journal = Journal::create(home.path(), &SoakId::new("s"), "x", Time::EPOCH).unwrap();
        let operator = Operator { user: "ann".to_owned(), terminal: "none".to_owned() };
        let command = OperatorCommand::Raise(BreakerLevel::Tripped);
        let trip = OperatorAction { operator, command, reason: "odd fills".to_owned() };
        let mut calm = State::new();
        for (seq, input) in [(1, Input::Wake), (2, Input::Operator(Box::new(trip)))] {
            let envelope = Envelope { seq: Seq(seq), at: Time::from_millis(1), input };
            journal.append(&envelope);
            let shown = if seq == 2 { Envelope { input: Input::Wake, ..envelope } } else { envelope };
            apply(&mut calm, &shown, &mut Vec::new());
        }
        journal.commit().unwrap();
        journal.checkpoint(Seq(2), calm.at(), version, &calm.to_bytes().unwrap()).unwrap();
        let engine = recover(&journal).unwrap();
        assert_eq!((engine.seq(), engine.breaker().level()), (Seq(2), expect));
    }

    #[test]
    fn a_checkpoint_of_another_version_is_replaced_by_a_replay_from_the_start() {
        check(STATE_VERSION, BreakerLevel::Armed);
        check(STATE_VERSION - 1, BreakerLevel::Tripped);
        check(STATE_VERSION + 1, BreakerLevel::Tripped);
    }
}
