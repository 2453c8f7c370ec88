//! Logs for people: a file a day in `logs/`, which may fail without harm.
//!
//! Invariant: writing a log line never waits and never fails the soak. Lines that come faster than the disk
//! takes them are dropped and counted.
//!
//! The files themselves get the mode that the process's umask gives; they are private by their folder.

use std::path::Path;

use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::{ErrorCounter, NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::fmt;

use super::folder::private_folder;

/// The folder's name in a soak's folder.
pub const LOGS_FOLDER_NAME: &str = "logs";

/// Days of logs kept: a week's soak and the week before it.
const FILES_MAX: usize = 14;

/// Lines waiting for the disk: some 2 MiB, several seconds of the busiest log.
const LINES_WAITING_MAX: usize = 16_384;

/// Keeps the log's writer alive; dropping it writes what is waiting.
#[derive(Debug)]
pub struct LogGuard {
    problem: Option<String>,
    dropped: Option<ErrorCounter>,
    _worker: Option<WorkerGuard>,
}

impl LogGuard {
    /// Why there is no log, if there is none.
    #[must_use]
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// How many lines were dropped so far.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped.as_ref().map_or(0, |counter| counter.dropped_lines() as u64)
    }

    fn without_log(problem: String) -> Self {
        Self { problem: Some(problem), dropped: None, _worker: None }
    }
}

/// Sends this process's log lines of `level` and above to `dir/logs/`. When that cannot be, the guard says why
/// and there is no log; the soak goes on.
#[must_use]
pub fn init(dir: &Path, level: LevelFilter) -> LogGuard {
    let (writer, worker) = match open(dir) {
        Ok(opened) => opened,
        Err(problem) => return LogGuard::without_log(problem),
    };
    let dropped = writer.error_counter();
    if tracing::subscriber::set_global_default(subscriber(writer, level)).is_err() {
        return LogGuard::without_log("this process has a log already".to_owned());
    }
    LogGuard { problem: None, dropped: Some(dropped), _worker: Some(worker) }
}

fn open(dir: &Path) -> Result<(NonBlocking, WorkerGuard), String> {
    let folder = dir.join(LOGS_FOLDER_NAME);
    private_folder(&folder).map_err(|error| error.to_string())?;
    let appender = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("soak")
        .filename_suffix("log")
        .max_log_files(FILES_MAX)
        .build(&folder)
        .map_err(|error| format!("open a log in {}: {error}", folder.display()))?;
    Ok(NonBlockingBuilder::default()
        .lossy(true)
        .buffered_lines_limit(LINES_WAITING_MAX)
        .thread_name("soak-log")
        .finish(appender))
}

fn subscriber(writer: NonBlocking, level: LevelFilter) -> impl Subscriber + Send + Sync {
    fmt().with_writer(writer).with_max_level(level).with_target(true).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(dir: &Path) -> String {
        let folder = std::fs::read_dir(dir.join(LOGS_FOLDER_NAME)).unwrap();
        folder.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
    }

    #[test]
    fn lines_of_the_level_reach_the_file_when_the_guard_is_dropped() {
        let home = tempfile::tempdir().unwrap();
        let (writer, worker) = open(home.path()).unwrap();
        tracing::subscriber::with_default(subscriber(writer, LevelFilter::INFO), || {
            tracing::info!(seq = 7, "order sent");
            tracing::debug!("not shown");
        });
        drop(worker);
        let text = lines(home.path());
        assert!(text.contains("order sent") && text.contains("seq=7"), "{text}");
        assert!(!text.contains("not shown") && !text.contains('\u{1b}'), "{text}");
    }

    #[test]
    fn a_log_that_cannot_be_opened_is_told_and_stops_nothing() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        std::fs::write(&file, "in the way").unwrap();
        let guard = init(&file, LevelFilter::INFO);
        assert!(guard.problem().is_some_and(|problem| problem.contains("file")), "{guard:?}");
        assert_eq!(guard.dropped(), 0);
    }
}
