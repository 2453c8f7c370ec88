//! A drill on a disk of its own: a small file system in memory, which can be filled to the last byte.
//!
//! ```text
//!   soak drill disk-full ─► unshare ─► mount tmpfs ─► soak, inside ─► the drill
//!         ▲                 (a user and mount name space of its own)      │
//!         └──────────── a line of JSON for each step, and the verdict ────┘
//! ```
//!
//! The name space needs no rights and ends with the process inside, and the file system with it.
//!
//! Invariant: no disk but this one is ever filled.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::pin::pin;
use std::process::{Child, Command, Stdio};

use futures_util::future::{Either, select};
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, watch};

use super::folder::{CaseFolder, Place};
use super::progress::{Progress, Step};
use crate::config::Settings;
use crate::drill::{Case, Drill, Verdict};
use crate::fault::Fault;
use crate::model::{Fingerprints, Span, neutralise};

/// Tells a process that it runs inside, and where its disk is.
pub(super) const DISK_VARIABLE: &str = "SOAK_DRILL_DISK";

/// Size of the disk as `mount` takes it: a few times what a drill writes, and too small for the journal to
/// take room before it needs it, with which it would get through a full disk unharmed.
const DISK_SIZE: &str = "size=12m,mode=0700";

/// Largest disk that is ever filled, in bytes.
const DISK_BYTES_MAX: u64 = 256 << 20;

/// Mounts the disk at the first argument and becomes the rest.
const MOUNT_AND_RUN: &str = r#"mount -t tmpfs -o "$1" soak-drill "$0" && shift && exec "$@""#;

/// Lines from inside that may wait: one a second is told.
const LINES_WAITING_MAX: usize = 16;

/// Characters kept of what the system said.
const TEXT_LENGTH_MAX: usize = 300;

/// What is to be done inside.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Errand {
    pub(super) drill: String,
    pub(super) seed: u64,
    /// The configuration in its printed form.
    pub(super) settings: String,
    pub(super) fingerprints: Fingerprints,
}

/// What is told from inside.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Line {
    /// How far a case is.
    Step {
        /// The case.
        case: String,
        /// How much of it is over.
        passed: Span,
        /// How long it takes.
        length: Span,
    },
    /// What came of the drill.
    Verdict(Box<Verdict>),
}

/// Whether `drill` fills a disk.
pub(super) fn is_needed(drill: &Drill) -> bool {
    let cases = drill.cases.iter().filter_map(Case::in_real_time);
    cases.flat_map(|case| case.faults).any(|window| window.fault == Fault::DiskFull)
}

/// Whether the disk that holds `home` is so small that it can only be one of these.
pub(super) fn may_be_filled(home: &Path) -> bool {
    rustix::fs::statvfs(home).is_ok_and(|disk| disk.f_blocks.saturating_mul(disk.f_frsize) <= DISK_BYTES_MAX)
}

/// Runs `errand` in a process of its own on a disk of its own, at `place`.
///
/// # Errors
/// Why it could not be staged, for people, with what the machine lacks.
pub(super) async fn run(
    errand: &Errand,
    place: &Place<'_>,
    ending: &watch::Receiver<bool>,
    progress: Progress<'_>,
) -> Result<Verdict, String> {
    let folder = CaseFolder::new(place.home).map_err(|error| format!("no folder for its disk: {error}"))?;
    let mut child = start(errand, folder.path(), place.program)?;
    let (lines, mut heard) = mpsc::channel(LINES_WAITING_MAX);
    let out = child.stdout.take();
    let reader = tokio::task::spawn_blocking(move || read(out, &lines));
    let mut verdict = None;
    let mut asked = ending.clone();
    loop {
        let line = match select(pin!(heard.recv()), pin!(asked.changed())).await {
            Either::Left((Some(line), _)) => line,
            Either::Left((None, _)) => break,
            Either::Right(_) => {
                // It may have heard the signal itself; it may not.
                let _ = child.kill();
                break;
            }
        };
        match line {
            Line::Step { case, passed, length } => {
                progress(Step { drill: &errand.drill, case: &case, passed, length });
            }
            Line::Verdict(found) => verdict = Some(*found),
        }
    }
    let ended = tokio::task::spawn_blocking(move || end(child)).await;
    drop(reader);
    if verdict.is_none() && *ending.borrow() {
        return Err("the process was asked to end before the case was over".to_owned());
    }
    let said = ended.unwrap_or_default();
    verdict.ok_or_else(|| format!("it could not be staged on a disk of its own: {}", lacking(&said)))
}

/// Starts the process inside and tells it what to do.
fn start(errand: &Errand, disk: &Path, program: &Path) -> Result<Child, String> {
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user", "--mount", "--", "sh", "-c", MOUNT_AND_RUN]).arg(disk);
    command.arg(DISK_SIZE).arg(program).args(["drill", &errand.drill, "--real-time"]);
    command.env(DISK_VARIABLE, disk);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| {
        format!("it needs unshare, of util-linux, for a disk of its own, which cannot be started: {error}")
    })?;
    let written = child.stdin.take().map(|mut to| {
        let text = serde_json::to_vec(errand).map_err(io::Error::other)?;
        to.write_all(&text)
    });
    // Who ended at once, without reading, says why on its way out.
    drop(written);
    Ok(child)
}

/// Passes on every line from inside.
fn read(out: Option<impl Read>, lines: &mpsc::Sender<Line>) {
    for line in out.map(BufReader::new).into_iter().flat_map(BufRead::lines).map_while(Result::ok) {
        let Ok(line) = serde_json::from_str(&line) else { continue };
        if lines.blocking_send(line).is_err() {
            return;
        }
    }
}

/// Waits for the end of `child`; what it said on the way.
fn end(mut child: Child) -> String {
    let mut said = Vec::new();
    if let Some(words) = child.stderr.take() {
        // What cannot be read is not told; the end itself counts.
        let _ = words.take(16 << 10).read_to_end(&mut said);
    }
    let _ = child.wait();
    String::from_utf8_lossy(&said).into_owned()
}

/// What the machine lacks, from what its programs said.
fn lacking(said: &str) -> String {
    let said = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("it ended without a word");
    let advice = if said.starts_with("unshare:") {
        "; it needs user name spaces, see /proc/sys/user/max_user_namespaces"
    } else if said.starts_with("mount:") {
        "; it needs tmpfs in a user name space, which Linux has since 3.9"
    } else {
        ""
    };
    format!("{}{advice}", neutralise(said, TEXT_LENGTH_MAX))
}

impl Errand {
    /// The errand of running `drill`.
    pub(super) fn new(drill: &Drill, seed: u64, base: &Settings, fingerprints: &Fingerprints) -> Self {
        let (drill, settings) = (drill.id.clone(), base.print());
        Self { drill, seed, settings, fingerprints: fingerprints.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_that_lacks_something_is_told_what() {
        #[track_caller]
        fn check(said: &str, expect: &str) {
            assert!(lacking(said).contains(expect), "{}", lacking(said));
        }
        check("unshare: unshare failed: Operation not permitted\n", "max_user_namespaces");
        check("\nmount: permission denied", "needs tmpfs");
        check("", "ended without a word");
    }

    #[test]
    fn the_disk_of_a_machine_is_never_filled() {
        assert!(!may_be_filled(Path::new("/")));
        assert!(!may_be_filled(Path::new("/nowhere at all")));
    }
}
