//! What goes wrong with the machine: its wall clock, and its disk.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use crate::clock::{Clock, SteppedWall};
use crate::fault::{Fault, Schedule};
use crate::model::{Span, Time};
use crate::runtime::sleep_until;

/// The file that fills the disk.
const FILLER: &str = "filler";

/// Bytes written to it at a time, at first; the last gap is filled byte by byte.
const PIECES: [usize; 3] = [64 << 10, 1 << 10, 1];

/// Steps `wall` and fills the disk that holds `home`, as `schedule` says, and sets both right again.
///
/// # Errors
/// When the disk can be neither filled nor freed.
pub(super) async fn break_things(
    schedule: &Schedule,
    wall: SteppedWall,
    home: &Path,
    clock: Clock,
) -> io::Result<()> {
    let struck = |fault: &Fault| matches!(fault, Fault::ClockStep { .. } | Fault::DiskFull);
    let windows = schedule.windows().iter().filter(|window| struck(&window.fault));
    let mut edges: Vec<_> = windows.flat_map(|window| [window.from, window.until()]).collect();
    edges.sort_unstable();
    for edge in edges {
        let at = schedule.begin() + edge;
        sleep_until(clock, at).await;
        wall.set(step_at(schedule, at));
        let full = schedule.open(at).any(|window| window.fault == Fault::DiskFull);
        let home = home.to_owned();
        let done = tokio::task::spawn_blocking(move || if full { fill(&home) } else { free(&home) }).await;
        done.map_err(io::Error::other)??;
    }
    Ok(())
}

/// How far the wall is off at `at`: all open steps together.
fn step_at(schedule: &Schedule, at: Time) -> Span {
    let steps = schedule.open(at).filter_map(|window| match window.fault {
        Fault::ClockStep { by } => Some(by),
        _ => None,
    });
    steps.fold(Span::ZERO, |sum, by| sum + by)
}

/// Writes until there is no room for one byte more.
fn fill(home: &Path) -> io::Result<()> {
    let mut filler = File::options().create(true).append(true).open(home.join(FILLER))?;
    for size in PIECES {
        let piece = vec![0; size];
        loop {
            match filler.write_all(&piece) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::StorageFull => break,
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

fn free(home: &Path) -> io::Result<()> {
    match std::fs::remove_file(home.join(FILLER)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
