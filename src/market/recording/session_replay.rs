//! A session's two passes: the survey, which sees that it is sound, and its ticks.

use std::sync::Arc;

use super::columns::RecordingKind;
use super::session::{SessionFault, SessionHead, SessionReader, read_json};
use super::source::{Contents, Source};
use super::survey::{Gap, Gaps, Survey};
use crate::market::{FeedError, Skipped};
use crate::model::{Tick, Time};

/// Where a session's ticks come from.
#[derive(Debug)]
enum Ticks {
    /// A compact one is read as it goes.
    Streamed(Box<SessionReader>),
    /// A JSON one is held.
    Held(std::vec::IntoIter<Tick>),
}

/// Reads a session.
#[derive(Debug)]
pub(super) struct SessionReplay {
    source: Arc<Source>,
    ticks: Ticks,
}

impl SessionReplay {
    /// Begins with the session in `source`.
    pub(super) fn open(source: &Arc<Source>, contents: Contents) -> Result<(Self, SessionHead), FeedError> {
        let input = source.unpacked()?;
        let opened = if contents == Contents::Json {
            read_json(input).map(|(head, ticks)| (head, Ticks::Held(ticks.into_iter())))
        } else {
            SessionReader::open(input)
                .map(|reader| (reader.head().clone(), Ticks::Streamed(Box::new(reader))))
        };
        let (head, ticks) = opened.map_err(|fault| source.unsound(fault))?;
        Ok((Self { source: Arc::clone(source), ticks }, head))
    }

    /// The next tick.
    pub(super) fn next(&mut self) -> Result<Option<Tick>, FeedError> {
        match &mut self.ticks {
            Ticks::Streamed(reader) => reader.next().map_err(|fault| self.source.unsound(fault)),
            Ticks::Held(ticks) => Ok(ticks.next()),
        }
    }
}

/// Reads the whole session once.
pub(super) fn survey(source: &Arc<Source>, contents: Contents) -> Result<(Survey, SessionHead), FeedError> {
    let (mut replay, head) = SessionReplay::open(source, contents)?;
    let mut extent: Option<(Time, Time)> = None;
    let (mut gaps, mut ticks) = (Gaps::default(), 0);
    while let Some(tick) = replay.next()? {
        let (first, last) = extent.unwrap_or((tick.at, tick.at));
        gaps.note(Gap { from: last, to: tick.at });
        extent = Some((first, tick.at));
        ticks += 1;
    }
    let Some((first, last)) = extent else { return Err(source.unsound(SessionFault::NoTicks)) };
    let survey = Survey {
        kind: RecordingKind::Session { bar: head.bar },
        packing: source.packing(),
        markets: head.markets.clone(),
        first,
        last,
        rows: ticks,
        ticks,
        skipped: Skipped::default(),
        gaps,
        sha256: source.sha256()?,
    };
    Ok((survey, head))
}
