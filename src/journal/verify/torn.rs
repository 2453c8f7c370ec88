//! The end of the write-ahead log: torn by a crash, or damaged before its end.
//!
//! `SQLite` reads the log up to the first frame whose checksum does not fit and takes what follows for never
//! written. After a crash that is right: what follows is one unfinished transaction at most, or frames of an
//! earlier round with other salts. When several finished transactions of this round follow, then what lies
//! before them was changed, and durable inputs would be lost without a word.
//!
//! The format: <https://www.sqlite.org/fileformat2.html#the_write_ahead_log>.

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read};
use std::path::Path;

use crate::journal::{JOURNAL_FILE_NAME, JournalError};

/// Bytes of the log's header.
const HEADER: usize = 32;

/// Bytes before each page.
const FRAME_HEADER: usize = 24;

/// What the log begins with; the lowest bit says that checksums are big-endian.
const MAGIC: u32 = 0x377f_0682;

/// How a write-ahead log ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WalEnd {
    /// There is none, or all of it reads.
    Whole,
    /// Its end is what a crash leaves: one unfinished transaction at most.
    Torn,
    /// Finished transactions lie behind a damage, in so many commits, from the frame of this number on.
    Damaged {
        /// The first frame that does not fit, counted from 1.
        frame: u64,
        /// Finished transactions behind it.
        commits: u64,
    },
}

/// How the write-ahead log of the journal in `dir` ends. Nobody may be writing it.
///
/// # Errors
/// The file is there and cannot be read.
pub fn wal_end(dir: &Path) -> Result<WalEnd, JournalError> {
    let path = dir.join(format!("{JOURNAL_FILE_NAME}-wal"));
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(WalEnd::Whole),
        Err(error) => return Err(JournalError::io("read the write-ahead log", &path)(error)),
    };
    read(BufReader::new(file)).map_err(JournalError::io("read the write-ahead log", &path))
}

fn read(mut file: impl Read) -> std::io::Result<WalEnd> {
    let mut header = [0; HEADER];
    if !fill(&mut file, &mut header)? {
        return Ok(WalEnd::Whole);
    }
    let big_endian = word(&header, 0) & 1 == 1;
    let page = usize::try_from(word(&header, 8)).unwrap_or(0);
    let salts = (word(&header, 16), word(&header, 20));
    let mut sum = checksum((0, 0), header.get(..24).unwrap_or_default(), big_endian);
    let sound = word(&header, 0) & !1 == MAGIC && sum == (word(&header, 24), word(&header, 28));
    if !page.is_power_of_two() || !(512..=65_536).contains(&page) {
        return Ok(WalEnd::Torn);
    }
    let mut broken = (!sound).then_some(1);
    let (mut frame, mut commits) = (vec![0; FRAME_HEADER + page], 0);
    for number in 1_u64.. {
        if !fill(&mut file, &mut frame)? {
            break;
        }
        let of_this_round = (word(&frame, 8), word(&frame, 12)) == salts;
        if broken.is_none() {
            let next = checksum(sum, frame.get(..8).unwrap_or_default(), big_endian);
            let next = checksum(next, frame.get(FRAME_HEADER..).unwrap_or_default(), big_endian);
            if of_this_round && next == (word(&frame, 16), word(&frame, 20)) {
                sum = next;
                continue;
            }
            broken = Some(number);
        }
        commits += u64::from(of_this_round && word(&frame, 4) != 0);
    }
    Ok(match broken {
        None => WalEnd::Whole,
        Some(frame) if commits > 1 => WalEnd::Damaged { frame, commits },
        Some(_) => WalEnd::Torn,
    })
}

/// Fills `buffer`, or says that the file ends before.
fn fill(file: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<bool> {
    match file.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |bytes| u32::from_be_bytes(*bytes))
}

fn checksum(from: (u32, u32), bytes: &[u8], big_endian: bool) -> (u32, u32) {
    let read =
        |four: &[u8; 4]| if big_endian { u32::from_be_bytes(*four) } else { u32::from_le_bytes(*four) };
    let mut words = bytes.as_chunks::<4>().0.iter().map(read);
    let (mut first, mut second) = from;
    while let (Some(one), Some(two)) = (words.next(), words.next()) {
        first = first.wrapping_add(one).wrapping_add(second);
        second = second.wrapping_add(two).wrapping_add(first);
    }
    (first, second)
}
