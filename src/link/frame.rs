//! Messages as lines: one JSON value, one line feed.
//!
//! Why lines: a person can speak to the socket with `socat`, and a cut message is seen at once.

use std::io::{self, BufRead, Read};

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt};

/// What came instead of a message.
#[derive(Debug)]
pub(super) enum FrameError {
    /// The system reports an error; a time-out among them.
    Io(io::Error),
    /// The other side ended the connection between two messages.
    Ended,
    /// The line is longer than allowed, or cut.
    TooLongOrCut,
    /// The line is not the JSON that was expected.
    Nonsense,
}

/// Reads one message of at most `bytes_max` bytes.
///
/// Cancel safety: not cancel safe; a connection whose read was given up is to be closed.
pub(super) async fn read<T: DeserializeOwned>(
    reader: &mut (impl AsyncBufRead + Unpin),
    bytes_max: u64,
) -> Result<T, FrameError> {
    let mut line = Vec::new();
    let mut limited = reader.take(bytes_max);
    limited.read_until(b'\n', &mut line).await.map_err(FrameError::Io)?;
    parse(&line)
}

/// Reads one message of at most `bytes_max` bytes, waiting as long as the stream's own time-out.
pub(super) fn read_blocking<T: DeserializeOwned>(
    reader: &mut impl BufRead,
    bytes_max: u64,
) -> Result<T, FrameError> {
    let mut line = Vec::new();
    reader.take(bytes_max).read_until(b'\n', &mut line).map_err(FrameError::Io)?;
    parse(&line)
}

fn parse<T: DeserializeOwned>(line: &[u8]) -> Result<T, FrameError> {
    match line.split_last() {
        None => Err(FrameError::Ended),
        Some((b'\n', message)) => serde_json::from_slice(message).map_err(|_| FrameError::Nonsense),
        Some(_) => Err(FrameError::TooLongOrCut),
    }
}

/// `message` as a line.
pub(super) fn line(message: &impl Serialize) -> Result<Vec<u8>, FrameError> {
    let mut line = serde_json::to_vec(message).map_err(|_| FrameError::Nonsense)?;
    line.push(b'\n');
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_whole_short_enough_and_json() {
        #[track_caller]
        fn check(bytes: &[u8], expect: &str) {
            let got = read_blocking::<u32>(&mut io::BufReader::new(bytes), 8);
            assert_eq!(format!("{got:?}"), expect);
        }
        check(b"17\nrest", "Ok(17)");
        check(b"", "Err(Ended)");
        check(b"17", "Err(TooLongOrCut)");
        check(b"1234567890\n", "Err(TooLongOrCut)");
        check(b"\xff\n", "Err(Nonsense)");
        check(b"\n", "Err(Nonsense)");
    }
}
