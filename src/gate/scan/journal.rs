//! A soak's own folder: its logs, its latch, and every text in its journal.

use std::path::Path;

use super::detector::Mode;
use super::exceptions::Within;
use super::lines::Gathering;
use super::tree::Excepting;
use crate::journal::logs::LOGS_FOLDER_NAME;
use crate::journal::{Archive, JOURNAL_FILE_NAME, LATCH_FILE_NAME, StoredValue};

impl Gathering<'_> {
    /// Searches the soak in the folder `path`.
    pub(super) fn soak(&mut self, path: &Path) {
        let logs = path.join(LOGS_FOLDER_NAME);
        if logs.is_dir() {
            self.folder(&logs, "logs ", Excepting::Nothing);
        }
        let latch = path.join(LATCH_FILE_NAME);
        if latch.is_file() {
            self.file(&latch, LATCH_FILE_NAME, Within::Elsewhere);
        }
        if path.join(JOURNAL_FILE_NAME).is_file() {
            self.journal(path);
        }
    }

    fn journal(&mut self, path: &Path) {
        let read = Archive::open(path).and_then(|archive| {
            archive.values(&mut |table, row, value| {
                let place = || format!("journal {table} row {row}");
                let (bytes, mode) = match value {
                    StoredValue::Text(bytes) => (bytes, Mode::Text),
                    StoredValue::Bytes(bytes) => (bytes, Mode::Records),
                    StoredValue::Damaged => {
                        self.unsearched(&place(), "it does not unpack");
                        return true;
                    }
                };
                let mut marks = Vec::new();
                self.detector.search(bytes, mode, &mut |hit| marks.push(hit.mark(bytes)));
                for mark in marks {
                    self.found(&place(), Within::Elsewhere, &mark);
                }
                let left = self.budget.take(bytes.len());
                if !left {
                    self.unsearched("the journal", "the limit of bytes or time is reached");
                }
                left
            })
        });
        match read {
            Ok(()) => self.searched += 1,
            Err(error) => self.unsearched("the journal", &error.to_string()),
        }
    }
}
