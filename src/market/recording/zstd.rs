//! Zstandard files of any number of frames, with or without skippable frames between them.
//!
//! The decoder takes one frame at a time, but `pzstd`, `zstd --adapt` and plain concatenation write
//! several. A decoder's error does not say whether the file merely ended; this does.

use std::io::{self, BufRead, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// Reads the contents of all frames, one after another.
pub(super) struct ZstdFrames<R> {
    packed: R,
    frame: FrameDecoder,
}

impl<R: BufRead> ZstdFrames<R> {
    pub(super) fn new(packed: R) -> Self {
        Self { packed, frame: FrameDecoder::new() }
    }

    /// Begins the next frame; says whether there was one.
    fn begin_frame(&mut self) -> io::Result<bool> {
        while !self.packed.fill_buf()?.is_empty() {
            match self.frame.reset(&mut self.packed) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let length = u64::from(length);
                    if io::copy(&mut (&mut self.packed).take(length), &mut io::sink())? < length {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(error) => return Err(self.explain(&error)),
            }
        }
        Ok(false)
    }

    /// An error at the very end of the file is a file that was cut off.
    fn explain(&mut self, error: &FrameDecoderError) -> io::Error {
        match self.packed.fill_buf() {
            Ok([]) => io::Error::new(io::ErrorKind::UnexpectedEof, error.to_string()),
            Ok(_) => io::Error::new(io::ErrorKind::InvalidData, error.to_string()),
            Err(broken) => broken,
        }
    }
}

impl<R: BufRead> Read for ZstdFrames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.frame.can_collect() == 0 {
            if self.frame.is_finished() {
                if !self.begin_frame()? {
                    return Ok(0);
                }
            } else if let Err(error) =
                self.frame.decode_blocks(&mut self.packed, BlockDecodingStrategy::UptoBlocks(1))
            {
                return Err(self.explain(&error));
            }
        }
        self.frame.read(buffer)
    }
}
