//! Pictures to look back with: opaque to the journal, and small on its disk.
//!
//! ```text
//!   pictures   at   18:00  18:01  18:02 … 18:59  19:00  19:01 …
//!              base   –    18:00  18:00 … 18:00    –    19:00      zlib, with the base as its dictionary
//! ```
//!
//! Why a base: a picture differs from the one before in few of its digits. Alone it takes a third of its bytes,
//! against its base a tenth.
//!
//! Invariant: a base is complete in itself, and is pruned with all that lean on it.

use std::io::{Error, Result};

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use rusqlite::{Connection, params};

use super::rows::integer;
use crate::model::{Span, Time};

/// Pictures that lean on one base: an hour of them.
const LEAN_MAX: u32 = 59;

/// How long pictures are kept: two months. A week's run keeps all of its own.
const KEPT: Span = Span::from_secs(62 * 86_400);

/// Longest picture read back, in bytes: a thousand positions.
const PICTURE_BYTES_MAX: usize = 4 << 20;

/// Of a minute's picture of 5.2 KB level 2 leaves 500 bytes, and level 6 leaves 400 in one and a half times the
/// time. A week of them takes 4.8 MiB.
const LEVEL: Compression = Compression::new(2);

/// A picture as it lies on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PackedPicture {
    pub(super) at: Time,
    pub(super) version: u32,
    pub(super) base: Option<Time>,
    pub(super) bytes: Vec<u8>,
}

/// Packs one picture after the other.
#[derive(Debug, Default)]
pub(super) struct Packer {
    /// Kept from picture to picture: a quarter of a megabyte taken and given back each minute leaves holes in the
    /// heap that small things fill, until it is twice as large.
    compress: Option<Compress>,
    base: Option<(Time, Vec<u8>)>,
    leaning: u32,
    last: Option<Time>,
}

impl Packer {
    /// Packs `raw`. Two pictures of one moment are told apart by a microsecond.
    pub(super) fn pack(&mut self, at: Time, version: u32, raw: Vec<u8>) -> Result<PackedPicture> {
        let at = self.last.map_or(at, |last| at.max(last + Span::from_micros(1)));
        self.last = Some(at);
        let compress = self.compress.get_or_insert_with(|| Compress::new(LEVEL, true));
        compress.reset();
        if let Some((base, dictionary)) = &self.base
            && self.leaning < LEAN_MAX
        {
            compress.set_dictionary(dictionary)?;
            let bytes = deflate(compress, &raw)?;
            self.leaning += 1;
            return Ok(PackedPicture { at, version, base: Some(*base), bytes });
        }
        let bytes = deflate(compress, &raw)?;
        self.base = Some((at, raw));
        self.leaning = 0;
        Ok(PackedPicture { at, version, base: None, bytes })
    }

    /// Has the next picture stand alone, because what was packed is lost.
    pub(super) fn begin_anew(&mut self) {
        self.base = None;
    }
}

/// Writes `pictures`.
pub(super) fn put_pictures(db: &Connection, pictures: &[PackedPicture]) -> rusqlite::Result<()> {
    for picture in pictures {
        db.prepare_cached(
            "INSERT OR REPLACE INTO pictures (at, version, base, bytes) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![
            picture.at.as_micros(),
            integer(picture.version.into()),
            picture.base.map(Time::as_micros),
            picture.bytes,
        ])?;
    }
    Ok(())
}

/// Deletes what is older than is kept, up to a base.
pub(super) fn prune_pictures(db: &Connection) -> rusqlite::Result<()> {
    const SQL: &str = "DELETE FROM pictures WHERE at < (
        SELECT at FROM pictures WHERE base IS NULL AND at <= (SELECT max(at) FROM pictures) - ?1
        ORDER BY at DESC LIMIT 1)";
    db.prepare_cached(SQL)?.execute([KEPT.as_micros()]).map(drop)
}

fn deflate(compress: &mut Compress, raw: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::with_capacity(raw.len() / 2 + 128);
    loop {
        let taken = usize::try_from(compress.total_in()).unwrap_or(raw.len());
        let rest = raw.get(taken..).unwrap_or_default();
        match compress.compress_vec(rest, &mut packed, FlushCompress::Finish)? {
            Status::StreamEnd => return Ok(packed),
            Status::Ok | Status::BufError => packed.reserve(packed.capacity()),
        }
    }
}

/// What [`Packer::pack`] was given, with the base's own bytes if it leans on one.
pub(super) fn unpack_picture(packed: &[u8], base: Option<&[u8]>) -> Result<Vec<u8>> {
    let mut decompress = Decompress::new(true);
    let mut raw = Vec::with_capacity(packed.len() * 4 + base.map_or(0, <[u8]>::len));
    let mut given = false;
    loop {
        let taken = usize::try_from(decompress.total_in()).unwrap_or(packed.len());
        let rest = packed.get(taken..).unwrap_or_default();
        match (decompress.decompress_vec(rest, &mut raw, FlushDecompress::Finish), base) {
            (Ok(Status::StreamEnd), _) => return Ok(raw),
            (Err(error), Some(base)) if error.needs_dictionary().is_some() && !given => {
                decompress.set_dictionary(base)?;
                given = true;
            }
            (Err(error), _) => return Err(error.into()),
            (Ok(_), _) if raw.len() == raw.capacity() && raw.len() < PICTURE_BYTES_MAX => {
                raw.reserve(raw.capacity());
            }
            (Ok(_), _) => return Err(Error::other("a picture is cut or too long")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(number: u32) -> Vec<u8> {
        let words = (0..400).map(|word| format!("word {word} "));
        format!("{number} {} {number}", words.collect::<String>()).into_bytes()
    }

    #[test]
    fn pictures_come_back_as_they_were() {
        let mut packing = Packer::default();
        let mut base = Vec::new();
        for number in 0..130 {
            let at = Time::from_millis(i64::from(number));
            let packed = packing.pack(at, 7, raw(number)).unwrap();
            assert_eq!(packed.at, at);
            assert_eq!(packed.base.is_none(), number % (LEAN_MAX + 1) == 0, "{number}");
            if packed.base.is_none() {
                base = raw(number);
                assert_eq!(unpack_picture(&packed.bytes, None).unwrap(), raw(number));
            } else {
                assert!(packed.bytes.len() < raw(number).len() / 10, "{}", packed.bytes.len());
                assert_eq!(unpack_picture(&packed.bytes, Some(&base)).unwrap(), raw(number));
                assert!(unpack_picture(&packed.bytes, Some(b"another")).is_err());
                assert!(unpack_picture(&packed.bytes, None).is_err());
            }
            assert!(unpack_picture(packed.bytes.get(..20).unwrap(), Some(&base)).is_err());
        }
        packing.begin_anew();
        let packed = packing.pack(Time::EPOCH, 7, Vec::new()).unwrap();
        assert_eq!((packed.base, packed.at.as_micros()), (None, 129_001));
        assert_eq!(unpack_picture(&packed.bytes, None).unwrap(), b"");
    }
}
