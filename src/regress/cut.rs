//! Cutting a session out of the journal of a soak, running or ended.
//!
//! Invariant: the file is there as a whole, and reads back, or not at all.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::agent::Bars;
use crate::event::{Envelope, Input};
use crate::journal::{Archive, JournalError};
use crate::market::{FeedError, Recording, SessionForm, SessionHead, SessionWriter, Survey};
use crate::model::{History, MarketId, Price, Rules, Tick, Time, neutralise};

/// Longest path shown in a message, in characters.
const PATH_SHOWN_MAX: usize = 300;

/// Which ticks, by their own time: all that are not before `from` and not after `to`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// The first moment; from the first tick on if left out.
    pub from: Option<Time>,
    /// The last moment; to the last durable tick if left out.
    pub to: Option<Time>,
}

/// What was cut.
#[derive(Clone, Debug)]
pub struct Cut {
    /// What the file holds, read back.
    pub survey: Survey,
    /// Its length in bytes.
    pub bytes: u64,
    /// Ticks that were told with a time before the one of the tick before them, and got that one's.
    pub moved: u64,
}

/// Why nothing was cut. Policy of every variant: there is no file.
#[derive(Debug, thiserror::Error)]
pub enum CutError {
    /// The journal cannot be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Something is there already.
    #[error("{} exists already; choose another name, or add --force", shown(.path))]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The window holds nothing.
    #[error("no tick lies in that time; {}", .had.map_or_else(
        || "the soak has had none yet".to_owned(),
        |(first, last)| format!("the soak's ticks go from {first} to {last}")
    ))]
    Nothing {
        /// The first and the last tick of the soak, if there is one.
        had: Option<(Time, Time)>,
    },
    /// The file cannot be written.
    #[error("cannot write {}: {cause}; check its folder and the disk", shown(.path))]
    Unwritten {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// What was written does not read back: the soak took in ticks that no recording may hold.
    #[error("what was cut cannot be replayed, so it is not kept: {0}")]
    Unsound(FeedError),
}

/// Cuts `window` out of the journal of `archive` into `file`, over what is there only if `replace`.
///
/// # Errors
/// The journal cannot be read, the window holds no tick, or the file cannot be written or is there already.
pub fn cut(
    archive: &Archive,
    window: Window,
    form: SessionForm,
    file: &Path,
    replace: bool,
) -> Result<Cut, CutError> {
    if !replace && file.symlink_metadata().is_ok() {
        return Err(CutError::Exists { path: file.to_owned() });
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let unfinished = file.with_file_name(format!(".{name}.{}.part", std::process::id()));
    let done = write(archive, window, form, &unfinished)
        .and_then(|moved| {
            let survey = Recording::open(&unfinished).map_err(CutError::Unsound)?.survey().clone();
            let bytes = fs::metadata(&unfinished).map_err(unwritten(file))?.len();
            Ok(Cut { survey, bytes, moved })
        })
        .and_then(|cut| put_in_place(&unfinished, file, replace).map(|()| cut));
    // What is left of it is no session; after a success it may be gone already.
    let _ = fs::remove_file(&unfinished);
    done
}

fn write(archive: &Archive, window: Window, form: SessionForm, path: &Path) -> Result<u64, CutError> {
    let out = BufWriter::new(File::create(path).map_err(unwritten(path))?);
    let mut scissors = Scissors {
        window,
        form,
        out: Some(out),
        writer: None,
        head: None,
        pasts: Vec::new(),
        had: None,
        moved: 0,
    };
    let mut failed = None;
    archive.inputs(|envelope| match scissors.look(envelope) {
        Ok(more) => more,
        Err(error) => {
            failed = Some(error);
            ControlFlow::Break(())
        }
    })?;
    if let Some(cause) = failed {
        return Err(unwritten(path)(cause));
    }
    let Some(writer) = scissors.writer else { return Err(CutError::Nothing { had: scissors.had }) };
    let written = writer.finish().and_then(|out| out.into_inner().map_err(io::IntoInnerError::into_error));
    written.and_then(|file| file.sync_all()).map_err(unwritten(path))?;
    Ok(scissors.moved)
}

/// Gives the finished file its name.
fn put_in_place(unfinished: &Path, file: &Path, replace: bool) -> Result<(), CutError> {
    if replace {
        return fs::rename(unfinished, file).map_err(unwritten(file));
    }
    // Unlike renaming, linking does not replace what somebody else has put there meanwhile.
    match fs::hard_link(unfinished, file) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(CutError::Exists { path: file.to_owned() })
        }
        // Some file systems know no links.
        Err(_) => fs::rename(unfinished, file).map_err(unwritten(file)),
    }
}

/// What goes through the journal's inputs and writes those that are meant.
struct Scissors {
    window: Window,
    form: SessionForm,
    /// Until the first tick is written.
    out: Option<BufWriter<File>>,
    writer: Option<SessionWriter<BufWriter<File>>>,
    /// What the session would begin with, its history aside.
    head: Option<SessionHead>,
    pasts: Vec<Past>,
    had: Option<(Time, Time)>,
    moved: u64,
}

/// A market's closes so far, as the agent saw them.
struct Past {
    bars: Bars,
    closes: VecDeque<Price>,
    /// Closes kept: as many as the slow average takes.
    kept_max: usize,
}

impl Scissors {
    fn look(&mut self, envelope: &Envelope) -> io::Result<ControlFlow<()>> {
        match &envelope.input {
            Input::Started(genesis) => {
                self.head = Some(SessionHead {
                    markets: genesis.markets.clone(),
                    bar: genesis.rules.agent.bar,
                    history: Vec::new(),
                });
                self.begin_pasts(&genesis.rules, &genesis.history);
            }
            Input::Resumed { rules: Some(rules), .. } if self.writer.is_none() => {
                if let Some(head) = &mut self.head
                    && head.bar != rules.agent.bar
                {
                    head.bar = rules.agent.bar;
                    self.begin_pasts(rules, &[]);
                }
            }
            Input::Tick(tick) => return self.tick(tick, envelope.at),
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    fn begin_pasts(&mut self, rules: &Rules, history: &[History]) {
        let markets = self.head.as_ref().map_or(0, |head| head.markets.len());
        self.pasts = (0..markets)
            .map(|index| {
                let known = history.iter().find(|history| history.market.index() == index);
                let closes =
                    known.map(|history| history.closes.iter().copied().collect()).unwrap_or_default();
                Past { bars: Bars::new(rules.agent.bar), closes, kept_max: usize::from(rules.agent.slow) }
            })
            .collect();
    }

    fn tick(&mut self, tick: &Tick, taken_at: Time) -> io::Result<ControlFlow<()>> {
        let (first, last) = self.had.unwrap_or((tick.at, tick.at));
        let at = tick.at.max(last);
        self.had = Some((first, at));
        if self.window.to.is_some_and(|to| at > to) && self.writer.is_some() {
            return Ok(ControlFlow::Break(()));
        }
        let wanted =
            self.window.from.is_none_or(|from| from <= at) && self.window.to.is_none_or(|to| at <= to);
        if !wanted {
            if let Some(past) = self.pasts.get_mut(tick.market.index()) {
                past.take(tick, taken_at);
            }
            return Ok(ControlFlow::Continue(()));
        }
        if let (None, Some(out), Some(head)) = (&self.writer, self.out.take(), self.head.take()) {
            let head = SessionHead { history: self.history(), ..head };
            self.writer = Some(SessionWriter::new(out, self.form, head)?);
        }
        if let Some(writer) = &mut self.writer {
            self.moved += u64::from(at != tick.at);
            writer.put(&Tick { at, ..*tick })?;
        }
        Ok(ControlFlow::Continue(()))
    }

    fn history(&self) -> Vec<History> {
        let pasts = (0..).map(MarketId).zip(&self.pasts);
        pasts
            .map(|(market, past)| History { market, closes: past.closes.iter().copied().collect() })
            .filter(|history| !history.closes.is_empty())
            .collect()
    }
}

impl Past {
    fn take(&mut self, tick: &Tick, at: Time) {
        if let Some(close) = self.bars.on_tick(tick, at) {
            self.closes.push_back(close.price);
            while self.closes.len() > self.kept_max {
                self.closes.pop_front();
            }
        }
    }
}

fn unwritten(path: &Path) -> impl FnOnce(io::Error) -> CutError {
    let path = path.to_owned();
    move |cause| CutError::Unwritten { path, cause }
}

fn shown(path: &Path) -> String {
    neutralise(&path.display().to_string(), PATH_SHOWN_MAX)
}
