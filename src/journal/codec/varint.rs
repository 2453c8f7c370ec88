//! Numbers of few bytes, and the reader that takes them off a slice.

use super::CodecError;

/// Takes numbers off the front of a slice.
#[derive(Clone, Copy, Debug)]
pub(in crate::journal) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// A reader at the start of `bytes`.
    pub(in crate::journal) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// How many bytes are left.
    pub(in crate::journal) const fn left(&self) -> usize {
        self.rest.len()
    }

    /// The next byte.
    pub(super) fn byte(&mut self) -> Result<u8, CodecError> {
        let (&byte, rest) = self.rest.split_first().ok_or(CodecError::Short)?;
        self.rest = rest;
        Ok(byte)
    }

    /// The next `length` bytes.
    pub(super) fn bytes(&mut self, length: usize) -> Result<&'a [u8], CodecError> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(CodecError::Short)?;
        self.rest = rest;
        Ok(taken)
    }

    /// The next bytes as an array.
    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], CodecError> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(CodecError::Short)?;
        self.rest = rest;
        Ok(*taken)
    }

    /// The next varint.
    pub(super) fn varint(&mut self) -> Result<u64, CodecError> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            if shift == 63 && byte > 1 {
                return Err(CodecError::Range);
            }
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(CodecError::Range)
    }

    /// The next signed varint.
    pub(super) fn signed(&mut self) -> Result<i64, CodecError> {
        let value = self.varint()?;
        Ok((value >> 1).cast_signed() ^ -((value & 1).cast_signed()))
    }
}

/// Writes `value` in 1 to 10 bytes.
#[inline]
pub(super) fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(low_byte(value) | 0x80);
        value >>= 7;
    }
    out.push(low_byte(value));
}

/// Writes `value` so that small numbers of either sign are short.
#[inline]
pub(super) fn put_signed(out: &mut Vec<u8>, value: i64) {
    put_varint(out, ((value << 1) ^ (value >> 63)).cast_unsigned());
}

/// The lowest byte of `value`.
pub(super) const fn low_byte(value: u64) -> u8 {
    value.to_le_bytes()[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_either_sign_come_back() {
        #[track_caller]
        fn check(value: i64, length: usize) {
            let mut bytes = Vec::new();
            put_signed(&mut bytes, value);
            assert_eq!(bytes.len(), length);
            let mut reader = Reader::new(&bytes);
            assert_eq!(reader.signed(), Ok(value));
            assert_eq!(reader.left(), 0);
        }
        check(0, 1);
        check(-64, 1);
        check(64, 2);
        check(100_000, 3);
        check(i64::MAX, 10);
        check(i64::MIN, 10);
    }

    #[test]
    fn a_number_that_is_cut_short_or_too_large_is_refused() {
        assert_eq!(Reader::new(&[0x80]).varint(), Err(CodecError::Short));
        assert_eq!(Reader::new(&[0xff; 11]).varint(), Err(CodecError::Range));
    }
}
