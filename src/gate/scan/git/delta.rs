//! Differences between objects (<https://git-scm.com/docs/gitformat-pack#_deltified_representation>).

use super::object::{OBJECT_MAX, ObjectError};

const DAMAGED: ObjectError = ObjectError::Damaged("a difference does not fit its base");

/// What `base` becomes by `delta`.
pub(super) fn apply(base: &[u8], delta: &[u8]) -> Result<Vec<u8>, ObjectError> {
    let mut rest = delta;
    if length(&mut rest)? != base.len() {
        return Err(DAMAGED);
    }
    let expect = length(&mut rest)?;
    if expect > OBJECT_MAX {
        return Err(ObjectError::TooLarge);
    }
    let mut made = Vec::with_capacity(expect);
    while let Some((&code, after)) = rest.split_first() {
        rest = after;
        if code & 0x80 != 0 {
            // Seven bits say which bytes of offset and size follow; the rest of them are zero.
            let mut field = |bits: std::ops::Range<u32>| {
                let mut value = 0_usize;
                for (place, bit) in bits.enumerate() {
                    if code & (1 << bit) != 0 {
                        let (&byte, after) = rest.split_first().ok_or(DAMAGED)?;
                        rest = after;
                        value |= usize::from(byte) << (8 * place);
                    }
                }
                Ok::<_, ObjectError>(value)
            };
            let (offset, size) = (field(0..4)?, field(4..7)?);
            let size = if size == 0 { 0x1_0000 } else { size };
            let copied = base.get(offset..).and_then(|from| from.get(..size)).ok_or(DAMAGED)?;
            if made.len() + size > expect {
                return Err(DAMAGED);
            }
            made.extend_from_slice(copied);
        } else {
            let (added, after) = rest.split_at_checked(usize::from(code)).ok_or(DAMAGED)?;
            if code == 0 || made.len() + added.len() > expect {
                return Err(DAMAGED);
            }
            made.extend_from_slice(added);
            rest = after;
        }
    }
    if made.len() == expect { Ok(made) } else { Err(DAMAGED) }
}

/// A length in groups of seven bits, the lowest first.
fn length(rest: &mut &[u8]) -> Result<usize, ObjectError> {
    let (mut value, mut shift) = (0_usize, 0);
    loop {
        let (&byte, after) = rest.split_first().ok_or(DAMAGED)?;
        *rest = after;
        if shift > 49 {
            return Err(DAMAGED);
        }
        value |= usize::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn pieces_are_copied_and_added() {
        // From "hello world": copy 6 bytes from 0, add "there", copy 1 from 10.
        let delta = [&[11, 12, 0x90, 6, 5][..], b"there", &[0x91, 10, 1]].concat();
        assert_eq!(apply(b"hello world", &delta).unwrap(), b"hello thered");
        assert_eq!(apply(b"hello", &delta), Err(DAMAGED));
        assert_eq!(apply(b"hello world", &[11, 12, 0x90]), Err(DAMAGED));
        assert_eq!(apply(b"hello world", &[11, 12, 0x91, 10, 6]), Err(DAMAGED));
        assert_eq!(apply(b"hello world", &[11, 4, 0]), Err(DAMAGED));
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_difference_or_an_error(
            base in proptest::collection::vec(any::<u8>(), 0..64),
            delta in proptest::collection::vec(any::<u8>(), 0..64),
        ) {
            let headed = [&[u8::try_from(base.len()).unwrap(), 40][..], &delta].concat();
            let _ = apply(&base, &headed);
            let _ = apply(&base, &delta);
        }
    }
}
