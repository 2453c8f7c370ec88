//! What people have injected, for the lives of the process to come: a line of JSON for each window.
//!
//! A price that has jumped stays where it is, and a window goes on after a restart. The journal has the act
//! too, but finding it there would take as long as replaying a week.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::fault::Window;
use crate::runtime::{RunError, system};

/// The file in a soak's folder.
const FILE_NAME: &str = "injected.jsonl";

/// Longest file read, in bytes: the most windows that are kept, with the longest line for each.
const BYTES_MAX: u64 = 256 * 1_024;

/// The file, made with the first window.
#[derive(Debug)]
pub(super) struct Kept {
    path: PathBuf,
    count: usize,
}

impl Kept {
    /// What is kept in `folder`. A line that was cut by a crash is left out: nobody was told that it holds.
    pub(super) fn open(folder: &Path) -> Result<(Self, Vec<Window>), RunError> {
        let path = folder.join(FILE_NAME);
        let mut text = String::new();
        match File::open(&path) {
            Ok(file) => {
                let read = file.take(BYTES_MAX).read_to_string(&mut text);
                read.map_err(system("read the faults that were injected"))?;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(system("read the faults that were injected")(error)),
        }
        let windows: Vec<Window> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        Ok((Self { path, count: windows.len() }, windows))
    }

    /// How many windows there are.
    pub(super) const fn len(&self) -> usize {
        self.count
    }

    /// Keeps `window`; it is on the disk when this returns.
    pub(super) fn keep(&mut self, window: &Window) -> io::Result<()> {
        // The line before may have been cut by a crash.
        let line = format!("\n{}\n", serde_json::to_string(window)?);
        let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(&self.path)?;
        file.write_all(line.as_bytes())?;
        file.sync_data()?;
        self.count += 1;
        Ok(())
    }
}
