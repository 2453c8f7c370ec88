//! The venue's WebSocket frames (RFC 6455, section 5.2), cut apart to be struck one by one.

use super::message::NotOurs;

/// Largest frame taken, in bytes: what the stream's client takes at most.
const FRAME_BYTES_MAX: usize = 1 << 20;

/// One frame as it came. The venue sends each message in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) bytes: Vec<u8>,
    payload_at: usize,
}

impl Frame {
    /// Cuts the first frame off `bytes`, once it is there completely.
    pub(super) fn cut(bytes: &mut Vec<u8>) -> Result<Option<Self>, NotOurs> {
        let Some((head, rest)) = bytes.split_first_chunk::<2>() else { return Ok(None) };
        let [_, length] = *head;
        let (length, extended) = match length & 0x7f {
            126 => match rest.first_chunk::<2>() {
                Some(bytes) => (u64::from(u16::from_be_bytes(*bytes)), 2),
                None => return Ok(None),
            },
            127 => match rest.first_chunk::<8>() {
                Some(bytes) => (u64::from_be_bytes(*bytes), 8),
                None => return Ok(None),
            },
            length => (u64::from(length), 0),
        };
        let masked = if head.last().is_some_and(|byte| byte & 0x80 != 0) { 4 } else { 0 };
        let payload_at = 2 + extended + masked;
        let length = usize::try_from(length).ok().filter(|length| *length <= FRAME_BYTES_MAX);
        let whole = payload_at + length.ok_or(NotOurs)?;
        if bytes.len() < whole {
            return Ok(None);
        }
        Ok(Some(Self { bytes: bytes.drain(..whole).collect(), payload_at }))
    }

    /// Whether it tells something; the others keep the connection alive or end it.
    pub(super) fn tells(&self) -> bool {
        self.bytes.first().is_some_and(|byte| byte & 0x0f < 8)
    }

    /// What it tells; nothing if that is no text.
    pub(super) fn text(&self) -> &str {
        let payload = self.bytes.get(self.payload_at..).unwrap_or_default();
        str::from_utf8(payload).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(head: &[u8], length: usize) {
        let mut bytes = [head, "x".repeat(length).as_bytes(), b"\x8a\x00"].concat();
        let mut part = bytes[..head.len() + length - 1].to_vec();
        assert_eq!(Frame::cut(&mut part), Ok(None));
        let frame = Frame::cut(&mut bytes).unwrap().unwrap();
        assert_eq!((frame.text().len(), frame.tells()), (length, true));
        let pong = Frame::cut(&mut bytes).unwrap().unwrap();
        assert_eq!((pong.text(), pong.tells(), bytes.len()), ("", false, 0));
    }

    #[test]
    fn frames_of_every_length_are_cut_apart() {
        check(b"\x81\x05", 5);
        check(b"\x81\x7e\x01\x00", 256);
        check(b"\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00", 65_536);
    }

    #[test]
    fn a_frame_that_is_too_large_is_refused() {
        assert_eq!(Frame::cut(&mut b"\x81\x7f\x00\x00\x00\x01\x00\x00\x00\x00".to_vec()), Err(NotOurs));
    }
}
