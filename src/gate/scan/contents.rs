//! Files of any size, searched piece by piece.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::detector::{Hit, Mode};
use super::exceptions::Within;
use super::lines::{Gathering, lines_of, newlines};

/// Bytes searched at a time.
const PIECE: usize = 1 << 20;

/// Bytes at the end of a piece that are searched once more with the next: longer than anything found.
const OVERLAP: usize = 4 << 10;

/// Bytes kept before those: the name that a secret is given to, and the letter before a key.
const CONTEXT: usize = 256;

/// Bytes at the beginning in which a zero makes a file binary, as git has it.
const HEAD: usize = 8_000;

/// How contents that begin with `bytes` are searched.
pub(super) fn mode_of(bytes: &[u8]) -> Mode {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or(bytes);
    if head.contains(&0) { Mode::Binary } else { Mode::Text }
}

impl Gathering<'_> {
    /// Searches the file at `path`, told as `place`, which is `within` the agent's folder. Whether the budget is
    /// not used up.
    pub(super) fn file(&mut self, path: &Path, place: &str, within: Within<'_>) -> bool {
        match File::open(path).and_then(|file| self.contents(file, place, within)) {
            Ok(()) => self.searched += 1,
            Err(error) => self.unsearched(place, &error.kind().to_string()),
        }
        self.budget.is_left()
    }

    fn contents(&mut self, mut file: impl Read, place: &str, within: Within<'_>) -> io::Result<()> {
        let mut buffer: Vec<u8> = Vec::new();
        let mut mode = None;
        // Of what is in the buffer, up to here it was searched before.
        let (mut known, mut line) = (0, 1);
        loop {
            let before = buffer.len();
            file.by_ref().take((PIECE - before.min(PIECE)) as u64).read_to_end(&mut buffer)?;
            let ended = buffer.len() < PIECE;
            if !self.budget.take(buffer.len() - before) {
                self.unsearched(place, "the limit of bytes or time is reached");
                return Ok(());
            }
            let mode = *mode.get_or_insert_with(|| mode_of(&buffer));
            let until = if ended { buffer.len() } else { buffer.len() - OVERLAP };
            let mut hits: Vec<Hit> = Vec::new();
            self.detector.search(&buffer, mode, &mut |hit| hits.push(hit));
            hits.retain(|hit| (known..until).contains(&hit.start));
            for (line, mark) in lines_of(&buffer, line, &hits) {
                match mode {
                    Mode::Text => self.found(&format!("{place}:{line}"), within, &mark),
                    Mode::Binary | Mode::Records => self.found(place, within, &mark),
                }
            }
            if ended {
                return Ok(());
            }
            let gone = until - CONTEXT;
            line += newlines(buffer.get(..gone).unwrap_or_default());
            buffer.drain(..gone);
            known = CONTEXT;
        }
    }
}
