//! The fingerprints as they were kept, and each chunk held against its own.

use std::collections::BTreeMap;

use super::Damages;
use crate::journal::codec::{CHUNK, chunk_of, chunk_start};
use crate::journal::digest::{Chain, Link};
use crate::journal::{Archive, JournalError};
use crate::model::{Seq, hexadecimal};

/// The kept fingerprints by chunk.
pub(super) type Kept = BTreeMap<u64, Link>;

/// Reads the kept fingerprints.
pub(super) fn kept(archive: &Archive) -> Result<Kept, JournalError> {
    let rows =
        archive.all("read the chunks' fingerprints", "SELECT chunk, sha256 FROM chunks", [], |row| {
            let (chunk, bytes): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
            Ok((chunk.cast_unsigned(), Link::try_from(bytes.as_slice()).unwrap_or_default()))
        })?;
    Ok(rows.into_iter().collect())
}

/// The chain while inputs are read. A chunk may follow from what was computed of the one before, or from what
/// was kept of it: so one changed fingerprint, or one changed input, is told of one chunk and not of all that
/// follow.
#[derive(Debug)]
pub(super) struct Checking {
    kept: Kept,
    computed: Option<Chain>,
    from_kept: Option<Chain>,
    /// Whether every input so far was read.
    whole: bool,
    /// The last input whose fingerprint fits.
    covered: Seq,
    /// Whether a row had a fingerprint; those after it have one too, unless they end a chunk.
    rows_have_links: bool,
    /// The first rows of the present chunk whose fingerprint does not fit, and how.
    suspect: Option<(Seq, Seq, &'static str)>,
}

impl Checking {
    pub(super) fn new(kept: Kept) -> Self {
        let (computed, from_kept, covered) = (Some(Chain::new()), None, Seq(0));
        Self { kept, computed, from_kept, whole: true, covered, rows_have_links: false, suspect: None }
    }

    /// Forgets the present chunk: it cannot be read.
    pub(super) fn lose(&mut self) {
        (self.computed, self.from_kept, self.whole, self.suspect) = (None, None, false, None);
    }

    /// Begins `chunk` after others that could not be read.
    pub(super) fn begin(&mut self, chunk: u64) {
        self.computed = match chunk.checked_sub(1) {
            None => Some(Chain::new()),
            Some(before) => self.kept.get(&before).copied().map(Chain::after),
        };
        self.from_kept = None;
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        for chain in [&mut self.computed, &mut self.from_kept].into_iter().flatten() {
            chain.update(bytes);
        }
    }

    /// Holds the inputs read so far against the fingerprint `kept` of the row that ends with `last` but does not
    /// end its chunk.
    pub(super) fn end_row(&mut self, first: Seq, last: Seq, kept: Option<Link>) {
        let wrong = match kept {
            None if self.rows_have_links => (first, "the fingerprint of their row is gone"),
            None => return,
            Some(kept) => {
                self.rows_have_links = true;
                let chains = [&self.computed, &self.from_kept];
                let mut computed = chains.into_iter().flatten().map(Chain::link).peekable();
                if computed.peek().is_none() || computed.any(|link| link == kept) {
                    self.covered = last;
                    return;
                }
                (self.covered.next().max(chunk_start(last)), "the fingerprint of their row does not fit")
            }
        };
        self.suspect.get_or_insert((wrong.0, last, wrong.1));
    }

    /// The last input whose fingerprint fits.
    pub(super) const fn covered(&self) -> Seq {
        self.covered
    }

    /// Ends `chunk` and holds it against its kept fingerprint.
    pub(super) fn close(&mut self, chunk: u64, damages: &mut Damages) {
        let links = [&mut self.computed, &mut self.from_kept].map(|chain| chain.as_mut().map(Chain::close));
        let inputs = Some((Seq(chunk * CHUNK + 1), Seq((chunk + 1) * CHUNK)));
        let kept = self.kept.get(&chunk).copied();
        let suspect = self.suspect.take();
        self.covered = Seq((chunk + 1) * CHUNK);
        match kept {
            None => damages.add(Some(chunk), inputs, "its fingerprint is gone"),
            // What cannot be computed was told of already: the chunk before it has no fingerprint.
            Some(_) if links == [None, None] => {}
            Some(kept) if links.contains(&Some(kept)) => {
                // The inputs are whole, so it is the row's own fingerprint that was changed.
                if let Some((first, last, what)) = suspect {
                    damages.add(Some(chunk), Some((first, last)), what);
                }
            }
            Some(_) => damages.add(
                Some(chunk),
                inputs,
                "its fingerprint does not fit: its inputs, or the fingerprint, were changed",
            ),
        }
        let [computed, _] = links;
        self.from_kept = kept.filter(|kept| computed != Some(*kept)).map(Chain::after);
        if self.computed.is_none() {
            self.computed = self.from_kept.take();
        }
    }

    /// Tells of fingerprints whose inputs are gone, after the last input was read, and gives the end of the
    /// chain and the kept links.
    pub(super) fn end(self, last: Seq, damages: &mut Damages) -> (Option<String>, Vec<String>) {
        let complete = last.0 / CHUNK;
        if let Some((chunk, _)) = self.kept.range(complete..).next() {
            let (first, end) = (last.next(), Seq((*chunk + 1).saturating_mul(CHUNK)));
            let what = "they are gone, their fingerprint is there: the journal was cut";
            damages.add(Some(*chunk), Some((first, end)), what);
        }
        if let Some((first, end, what)) = self.suspect {
            let what = format!("{what}: they, or it, were changed");
            damages.add(Some(chunk_of(first)), Some((first, end)), what);
        }
        let head = self.computed.filter(|_| self.whole).map(|chain| hexadecimal(&chain.link()));
        (head, self.kept.values().map(|link| hexadecimal(link)).collect())
    }
}
