//! Which objects a pack has and where: the second form of the index, which git writes since 2008.

use super::id::Id;
use super::object::ObjectError;

const CUT: ObjectError = ObjectError::Damaged("the index of a pack is cut");

/// Bytes before the ids: magic, version, and how many ids begin with each byte at most.
const HEAD: usize = 8 + 256 * 4;

/// An index.
#[derive(Debug)]
pub(super) struct PackIndex {
    id_bytes: usize,
    ids: Vec<u8>,
    offsets: Vec<u64>,
    /// Places in the two lists above, in the order of the offsets.
    by_offset: Vec<u32>,
}

impl PackIndex {
    /// The index in `bytes`, whose ids have `id_bytes` bytes.
    pub(super) fn parse(bytes: &[u8], id_bytes: usize) -> Result<Self, ObjectError> {
        if !bytes.starts_with(b"\xfftOc\0\0\0\x02") {
            return Err(ObjectError::Damaged("the index of a pack is not of the second form"));
        }
        let number = |at: usize| bytes.get(at..)?.first_chunk().map(|four| u32::from_be_bytes(*four));
        let count = number(HEAD - 4).ok_or(CUT)? as usize;
        let ids_end = id_bytes.checked_mul(count).and_then(|length| length.checked_add(HEAD)).ok_or(CUT)?;
        let ids = bytes.get(HEAD..ids_end).ok_or(CUT)?.to_vec();
        // Checksums of the packed bytes stand between ids and offsets.
        let small_at = ids_end + 4 * count;
        let large_at = small_at + 4 * count;
        let mut offsets = Vec::with_capacity(count.min(bytes.len()));
        for place in 0..count {
            let small = number(small_at + 4 * place).ok_or(CUT)?;
            let offset = if small & 0x8000_0000 == 0 {
                u64::from(small)
            } else {
                let at = large_at + 8 * (small & 0x7fff_ffff) as usize;
                let eight = bytes.get(at..).and_then(|rest| rest.first_chunk()).ok_or(CUT)?;
                u64::from_be_bytes(*eight)
            };
            offsets.push(offset);
        }
        let mut by_offset: Vec<u32> = (0..u32::try_from(count).map_err(|_| CUT)?).collect();
        by_offset.sort_by_key(|place| offsets.get(*place as usize).copied());
        Ok(Self { id_bytes, ids, offsets, by_offset })
    }

    /// How many objects there are.
    pub(super) fn len(&self) -> usize {
        self.by_offset.len()
    }

    /// The object at `rank` in the order of the offsets: where it begins, and where the next one does.
    pub(super) fn extent(&self, rank: usize) -> Option<(u64, Option<u64>)> {
        Some((self.offset_at(rank)?, self.offset_at(rank + 1)))
    }

    fn offset_at(&self, rank: usize) -> Option<u64> {
        self.offsets.get(*self.by_offset.get(rank)? as usize).copied()
    }

    /// The id of the object at `rank`.
    pub(super) fn id(&self, rank: usize) -> Option<Id> {
        let place = *self.by_offset.get(rank)? as usize;
        self.ids.get(place * self.id_bytes..)?.get(..self.id_bytes).map(|id| Id(id.to_vec()))
    }

    /// The rank of the object that begins at `offset`.
    pub(super) fn rank_at(&self, offset: u64) -> Option<usize> {
        self.by_offset
            .binary_search_by_key(&Some(offset), |place| self.offsets.get(*place as usize).copied())
            .ok()
    }

    /// The rank of the object called `id`.
    pub(super) fn rank_of(&self, id: &[u8]) -> Option<usize> {
        let (mut low, mut high) = (0, self.offsets.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let found = self.ids.get(middle * self.id_bytes..)?.get(..self.id_bytes)?;
            match found.cmp(id) {
                std::cmp::Ordering::Equal => return self.rank_at(*self.offsets.get(middle)?),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }
}
