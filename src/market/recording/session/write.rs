//! Writing a session, tick by tick, in bounded memory.

use std::fmt;
use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read::ZlibEncoder;
use sha2::{Digest, Sha256};

use super::block::{Block, TICKS_MAX};
use super::head::SessionHead;
use super::json_write;
use super::read::MAGIC;
use crate::model::{Tick, Time};

/// A fixture is packed once and read a thousand times.
const LEVEL: Compression = Compression::best();

/// The form of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionForm {
    /// Columns in packed blocks.
    Compact,
    /// A JSON object with a line for each tick.
    Json,
}

/// Writes a session.
///
/// Invariant: times do not go back.
pub struct SessionWriter<W: Write> {
    out: W,
    form: SessionForm,
    head: SessionHead,
    digest: Sha256,
    block: Block,
    ticks: u64,
    last: Option<Time>,
}

impl<W: Write> SessionWriter<W> {
    /// Begins a session with `head`.
    ///
    /// # Errors
    /// When `out` takes nothing, or `head` makes no sense.
    pub fn new(out: W, form: SessionForm, head: SessionHead) -> io::Result<Self> {
        head.check().map_err(|fault| io::Error::other(fault.to_string()))?;
        let (digest, block) = (Sha256::new(), Block::default());
        let mut writer = Self { out, form, head, digest, block, ticks: 0, last: None };
        match form {
            SessionForm::Compact => {
                let mut head = MAGIC.to_vec();
                serde_json::to_writer(&mut head, &writer.head)?;
                head.push(b'\n');
                writer.write(&head)?;
            }
            SessionForm::Json => json_write::head(&mut writer.out, &writer.head)?,
        }
        Ok(writer)
    }

    /// Writes the next tick.
    ///
    /// # Errors
    /// When `out` takes nothing.
    pub fn put(&mut self, tick: &Tick) -> io::Result<()> {
        assert!(self.last <= Some(tick.at), "Invariant: a session's times do not go back");
        assert!(
            self.head.markets.get(tick.market).is_some(),
            "Invariant: a session's head names its markets"
        );
        match self.form {
            SessionForm::Compact => {
                self.block.push(tick);
                if self.block.count() == TICKS_MAX {
                    self.write_block()?;
                }
            }
            SessionForm::Json => json_write::tick(&mut self.out, &self.head.markets, tick, self.ticks == 0)?,
        }
        self.ticks += 1;
        self.last = Some(tick.at);
        Ok(())
    }

    /// Ends the session and gives back what it was written to, flushed.
    ///
    /// # Errors
    /// When `out` takes nothing.
    pub fn finish(mut self) -> io::Result<W> {
        match self.form {
            SessionForm::Compact => {
                if self.block.count() > 0 {
                    self.write_block()?;
                }
                // A block without ticks ends it.
                self.write(&0_u32.to_le_bytes())?;
                let ticks = self.ticks;
                self.write(&ticks.to_le_bytes())?;
                let sum = self.digest.finalize();
                self.out.write_all(&sum)?;
            }
            SessionForm::Json => json_write::end(&mut self.out)?,
        }
        self.out.flush()?;
        Ok(self.out)
    }

    fn write_block(&mut self) -> io::Result<()> {
        let count = self.block.count();
        let bytes = self.block.take();
        let mut packed = Vec::with_capacity(bytes.len() / 2);
        ZlibEncoder::new(bytes.as_slice(), LEVEL).read_to_end(&mut packed)?;
        for number in [count, bytes.len(), packed.len()] {
            let number = u32::try_from(number).map_err(io::Error::other)?;
            self.write(&number.to_le_bytes())?;
        }
        self.write(&packed)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.digest.update(bytes);
        self.out.write_all(bytes)
    }
}

impl<W: Write> fmt::Debug for SessionWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { form, ticks, last, .. } = self;
        f.debug_struct("SessionWriter")
            .field("form", form)
            .field("ticks", ticks)
            .field("last", last)
            .finish_non_exhaustive()
    }
}
