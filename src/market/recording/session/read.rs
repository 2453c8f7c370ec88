//! Reading a compact session, a block at a time.
//!
//! ```text
//!   soak session 1⏎                                   what it is
//!   {"markets":[…],"bar":60000000,"history":[]}⏎      its head
//!   ticks u32 │ length u32 │ packed u32 │ zlib …      a block, as often as there are ticks for
//!   0 u32 │ ticks of all blocks u64                   the end
//!   SHA-256 of all of that                            32 bytes
//! ```
//!
//! Numbers are little-endian. `head -2` shows a person what a file holds.
//!
//! Invariant: memory does not grow with the file, nor with what damaged lengths announce.

use std::fmt;
use std::io::{BufRead, BufReader, Read};

use flate2::bufread::ZlibDecoder;
use sha2::{Digest, Sha256};

use super::SessionFault;
use super::block::{self, BYTES_MAX, TICKS_MAX};
use super::head::SessionHead;
use super::sound;
use crate::model::{Tick, Time, neutralise};

/// The first line.
pub(super) const MAGIC: &[u8] = b"soak session 1\n";

/// Longest head, in bytes: a thousand markets with a hundred closes each.
const HEAD_BYTES_MAX: u64 = 4 << 20;

/// Reads a compact session.
pub(in crate::market::recording) struct SessionReader {
    input: BufReader<Box<dyn Read + Send>>,
    digest: Sha256,
    head: SessionHead,
    block: std::vec::IntoIter<Tick>,
    ticks: u64,
    /// Ticks of all blocks read, the one in `block` included.
    announced: u64,
    last: Option<Time>,
    over: bool,
}

impl SessionReader {
    /// Reads the head.
    pub(in crate::market::recording) fn open(input: Box<dyn Read + Send>) -> Result<Self, SessionFault> {
        let mut input = BufReader::new(input);
        let mut digest = Sha256::new();
        let magic = line(&mut input, &mut digest, MAGIC.len() as u64)?;
        if magic != MAGIC {
            let found = neutralise(String::from_utf8_lossy(&magic).trim_end(), 40);
            return Err(SessionFault::Version { found });
        }
        let text = line(&mut input, &mut digest, HEAD_BYTES_MAX)?;
        let head: SessionHead = serde_json::from_slice(&text)
            .map_err(|error| SessionFault::Head(neutralise(&error.to_string(), 200)))?;
        head.check()?;
        let block = Vec::new().into_iter();
        Ok(Self { input, digest, head, block, ticks: 0, announced: 0, last: None, over: false })
    }

    /// What it says of itself.
    pub(in crate::market::recording) fn head(&self) -> &SessionHead {
        &self.head
    }

    /// The next tick; `None` once the end was seen to be the end.
    pub(in crate::market::recording) fn next(&mut self) -> Result<Option<Tick>, SessionFault> {
        loop {
            if let Some(tick) = self.block.next() {
                self.ticks += 1;
                let number = self.ticks;
                sound::check(&tick, &self.head.markets, self.last)
                    .map_err(|fault| SessionFault::Tick { number, fault })?;
                self.last = Some(tick.at);
                return Ok(Some(tick));
            }
            if self.over {
                return Ok(None);
            }
            self.next_block()?;
        }
    }

    fn next_block(&mut self) -> Result<(), SessionFault> {
        let count = self.size()?;
        if count == 0 {
            return self.end();
        }
        let (length, packed) = (self.size()?, self.size()?);
        let damaged = |reason: &str| SessionFault::Block { ticks: self.ticks, reason: reason.to_owned() };
        if count > TICKS_MAX || length > BYTES_MAX || packed > BYTES_MAX {
            return Err(damaged("it says to be larger than any"));
        }
        let mut packed = vec![0; packed];
        self.take(&mut packed)?;
        let mut bytes = Vec::with_capacity(length);
        let mut unpacked = ZlibDecoder::new(packed.as_slice()).take(length as u64 + 1);
        let damaged = |reason: &str| SessionFault::Block { ticks: self.ticks, reason: reason.to_owned() };
        unpacked.read_to_end(&mut bytes).map_err(|error| damaged(&error.to_string()))?;
        if bytes.len() != length {
            return Err(damaged("it has another length than it says"));
        }
        let ticks = block::read(&bytes, count).ok_or_else(|| damaged("its columns do not fit each other"))?;
        self.announced += count as u64;
        self.block = ticks.into_iter();
        Ok(())
    }

    /// Sees that the end is the end.
    fn end(&mut self) -> Result<(), SessionFault> {
        let mut ticks = [0; 8];
        self.take(&mut ticks)?;
        let computed = self.digest.clone().finalize();
        let mut kept = [0; 32];
        self.take(&mut kept)?;
        if u64::from_le_bytes(ticks) != self.announced || computed.as_slice() != kept {
            return Err(SessionFault::Checksum);
        }
        if !self.input.fill_buf()?.is_empty() {
            return Err(SessionFault::Long);
        }
        self.over = true;
        Ok(())
    }

    fn size(&mut self) -> Result<usize, SessionFault> {
        let mut bytes = [0; 4];
        self.take(&mut bytes)?;
        Ok(usize::try_from(u32::from_le_bytes(bytes)).unwrap_or(usize::MAX))
    }

    fn take(&mut self, bytes: &mut [u8]) -> Result<(), SessionFault> {
        self.input.read_exact(bytes).map_err(|error| match error.kind() {
            std::io::ErrorKind::UnexpectedEof => SessionFault::Short { ticks: self.ticks },
            _ => SessionFault::Io(error),
        })?;
        self.digest.update(bytes);
        Ok(())
    }
}

/// One line of at most `longest` bytes, its end included.
fn line(
    input: &mut BufReader<Box<dyn Read + Send>>,
    digest: &mut Sha256,
    longest: u64,
) -> Result<Vec<u8>, SessionFault> {
    let mut line = Vec::new();
    input.take(longest).read_until(b'\n', &mut line)?;
    digest.update(&line);
    Ok(line)
}

impl fmt::Debug for SessionReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { head, ticks, over, .. } = self;
        f.debug_struct("SessionReader")
            .field("head", head)
            .field("ticks", ticks)
            .field("over", over)
            .finish_non_exhaustive()
    }
}
