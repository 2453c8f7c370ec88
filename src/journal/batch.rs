//! What waits to be committed: encoded envelopes, and rows for people.
//!
//! Invariant: envelopes leave a batch only by being durable. Rows may be shed while the disk fails; they follow
//! from envelopes, so that nothing but convenience is lost.

use super::codec::{chunk_of, chunk_start};
use super::digest::Link;
use super::minutes::{Minutes, is_routine};
use super::pictures::PackedPicture;
use crate::event::Record;
use crate::model::{Seq, Time};

/// Bytes of rows kept while the disk fails: a day of orders and alerts at their busiest.
pub(super) const RECORDS_BYTES_MAX: usize = 8 << 20;

/// Memory kept for the next batch: more than a usual one takes, little after a long trouble with the disk.
const BYTES_KEPT: usize = 1 << 20;

/// Envelopes and rows that go into one transaction.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// The envelopes' bytes.
    pub(super) bytes: Vec<u8>,
    /// How those bytes are cut into rows.
    pub(super) pieces: Vec<Piece>,
    /// The chunks that ended in it, with their links.
    pub(super) links: Vec<(u64, Link)>,
    /// The link of the chain after its last envelope; known once it is sealed.
    pub(super) end: Option<Link>,
    /// Rows, oldest first.
    pub(super) records: Vec<Record>,
    /// Requests, summed up by minute and route.
    pub(super) minutes: Minutes,
    /// Pictures, oldest first.
    pub(super) pictures: Vec<PackedPicture>,
    /// The last envelope's time.
    pub(super) last_at: Option<Time>,
    /// Rows dropped since the last commit, to be told in it.
    pub(super) shed: u64,
    records_bytes: usize,
}

/// Consecutive envelopes of one chunk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) first: Seq,
    pub(super) count: u64,
    /// Where its bytes end in the batch; they begin where the piece before ends.
    pub(super) end: usize,
}

impl Piece {
    /// Its last.
    pub(super) const fn last(&self) -> Seq {
        Seq(self.first.0 + self.count - 1)
    }

    /// The seq after its last.
    const fn next(&self) -> Seq {
        Seq(self.first.0 + self.count)
    }
}

impl Batch {
    /// Takes note that the bytes now end with the envelope `seq`.
    pub(super) fn envelope_put(&mut self, seq: Seq, at: Time) {
        let end = self.bytes.len();
        self.last_at = Some(at);
        match self.pieces.last_mut() {
            Some(piece) if seq != chunk_start(seq) => {
                piece.count += 1;
                piece.end = end;
            }
            _ => self.pieces.push(Piece { first: seq, count: 1, end }),
        }
    }

    /// Adds a row.
    pub(super) fn record(&mut self, record: Record) {
        if let Record::Request(request) = &record {
            self.minutes.add(request);
            if is_routine(request) {
                return;
            }
        }
        self.records_bytes += bytes_of(&record);
        self.records.push(record);
    }

    /// Adds what came later.
    pub(super) fn absorb(&mut self, later: Self) {
        let offset = self.bytes.len();
        self.bytes.extend_from_slice(&later.bytes);
        for piece in later.pieces {
            let end = piece.end + offset;
            match self.pieces.last_mut() {
                Some(last) if chunk_of(last.first) == chunk_of(piece.first) => {
                    assert!(last.next() == piece.first, "Invariant: batches follow one another without gaps");
                    last.count += piece.count;
                    last.end = end;
                }
                _ => self.pieces.push(Piece { end, ..piece }),
            }
        }
        self.links.extend(later.links);
        self.end = later.end.or(self.end);
        self.records.extend(later.records);
        self.minutes.absorb(later.minutes);
        self.pictures.extend(later.pictures);
        self.last_at = later.last_at.or(self.last_at);
        self.shed += later.shed;
        self.records_bytes += later.records_bytes;
    }

    /// Drops all pictures, and rows beyond [`RECORDS_BYTES_MAX`], the least wanted and oldest first; how many.
    pub(super) fn shed(&mut self) -> u64 {
        let mut dropped = self.pictures.drain(..).count() as u64;
        for rank in 0..RANKS {
            let mut over = self.records_bytes.saturating_sub(RECORDS_BYTES_MAX);
            self.records.retain(|record| {
                let drop = over > 0 && rank_of(record) == rank;
                if drop {
                    let bytes = bytes_of(record);
                    over = over.saturating_sub(bytes);
                    self.records_bytes -= bytes;
                    dropped += 1;
                }
                !drop
            });
        }
        self.shed += dropped;
        dropped
    }

    /// The last envelope in it.
    pub(super) fn last_seq(&self) -> Option<Seq> {
        self.pieces.last().map(Piece::last)
    }

    /// Roughly the memory it takes, in bytes.
    pub(super) fn size(&self) -> usize {
        let pictures = self.pictures.iter().map(|picture| picture.bytes.len()).sum::<usize>();
        self.bytes.len() + self.records_bytes + pictures
    }

    /// Whether there is nothing to commit.
    pub(super) fn is_empty(&self) -> bool {
        let no_rows = self.records.is_empty() && self.minutes.is_empty() && self.pictures.is_empty();
        self.pieces.is_empty() && no_rows && self.shed == 0
    }

    /// Empties it, keeping its memory for the next.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.bytes.shrink_to(BYTES_KEPT);
        self.pieces.clear();
        self.links.clear();
        self.end = None;
        self.records.clear();
        self.minutes = Minutes::default();
        self.pictures.clear();
        self.last_at = None;
        self.shed = 0;
        self.records_bytes = 0;
    }
}

const RANKS: u8 = 3;

/// How early a row is dropped: requests are summed up by the minute anyway, fills are money.
fn rank_of(record: &Record) -> u8 {
    match record {
        Record::Request(_) => 0,
        Record::Equity(_) | Record::Note { .. } => 1,
        _ => 2,
    }
}

/// Roughly the memory that a row takes.
fn bytes_of(record: &Record) -> usize {
    let texts = match record {
        Record::Order(order) => order.state.len() + order.reason.len() + 2 * TYPICAL_ID,
        Record::Fill(_) => 3 * TYPICAL_ID,
        Record::Equity(_) => 0,
        Record::Alert(alert) => alert.id.len() + alert.kind.len() + alert.subject.len() + alert.text.len(),
        Record::Request(request) => request.outcome.len() + request.detail.len(),
        Record::Operator(act) => {
            act.user.len() + act.terminal.len() + act.command.len() + act.reason.len() + act.result.len()
        }
        Record::Breaker { by, reason, .. } => by.len() + reason.len(),
        Record::Gap { reason, .. } => reason.len(),
        Record::Note { kind, text, .. } => kind.len() + text.len(),
    };
    size_of::<Record>() + texts
}

/// Bytes of an id on the heap.
const TYPICAL_ID: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    fn note(text: String) -> Record {
        Record::Note { at: Time::EPOCH, kind: "test".into(), text }
    }

    #[test]
    fn the_least_wanted_rows_are_shed_first_and_only_over_the_limit() {
        let gap = Record::Gap { from: Time::EPOCH, to: Time::EPOCH, reason: "r".repeat(1 << 20) };
        let mut batch = Batch::default();
        batch.record(gap.clone());
        (0..6).for_each(|_| batch.record(note("n".repeat(1 << 20))));
        assert_eq!(batch.shed(), 0);
        (0..3).for_each(|_| batch.record(note("n".repeat(1 << 20))));
        assert_eq!(batch.shed(), 3);
        assert!(batch.size() <= RECORDS_BYTES_MAX);
        assert_eq!(batch.records.first(), Some(&gap));
        (0..9).for_each(|_| batch.record(gap.clone()));
        assert_eq!(batch.shed(), 9);
        assert!(batch.records.iter().all(|record| *record == gap));
        assert_eq!(batch.shed, 12);
    }
}
