//! Objects in packs: whole ones, and differences from others of the same pack.

use std::collections::{BTreeMap, VecDeque};
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::rc::Rc;

use super::delta;
use super::id::Id;
use super::object::{OBJECT_MAX, ObjectError, ObjectKind, inflate};
use super::pack_index::PackIndex;
use crate::gate::source::bytes_of;

/// Largest index read, in bytes: that of seven million objects.
const INDEX_BYTES_MAX: u64 = 256 << 20;

/// Longest chain of differences; git writes at most this many.
const CHAIN_MAX: usize = 4_096;

/// Bytes of objects kept, because the next difference is most often from one of the last.
const CACHE_BYTES_MAX: usize = 32 << 20;

/// Bytes of an entry before its zlib stream, at most: kind and length, and an offset or an id.
const HEAD_MAX: usize = 64;

/// What an object is, and its bytes.
pub(super) type Object = (ObjectKind, Rc<Vec<u8>>);

/// A pack with its index.
#[derive(Debug)]
pub(super) struct Pack {
    file: File,
    end: u64,
    pub(super) index: PackIndex,
    /// What each object is, by rank, once it was asked.
    kinds: Vec<Option<ObjectKind>>,
    cache: Cache,
}

/// How an entry begins.
#[derive(Clone, Copy)]
enum Form {
    Whole(ObjectKind),
    /// A difference from the object at this rank.
    From(usize),
}

struct Head {
    form: Form,
    /// The length of what is in the stream.
    length: usize,
    /// Where the stream begins, from the entry's beginning.
    stream: usize,
}

#[derive(Debug, Default)]
struct Cache {
    objects: BTreeMap<usize, Rc<Vec<u8>>>,
    order: VecDeque<usize>,
    bytes: usize,
}

impl Pack {
    /// Opens the pack whose index is at `path`.
    pub(super) fn open(path: &Path, id_bytes: usize) -> Result<Self, ObjectError> {
        let bytes = bytes_of(path, INDEX_BYTES_MAX)?.ok_or(ObjectError::TooLarge)?;
        let index = PackIndex::parse(&bytes, id_bytes)?;
        let file = File::open(path.with_extension("pack"))?;
        // The last bytes are a checksum of the whole.
        let end = file.metadata()?.len().saturating_sub(id_bytes as u64);
        let kinds = vec![None; index.len()];
        Ok(Self { file, end, index, kinds, cache: Cache::default() })
    }

    /// What the object at `rank` is; found in the heads of entries alone.
    pub(super) fn kind(&mut self, rank: usize) -> Result<ObjectKind, ObjectError> {
        let mut asked = Vec::new();
        let mut at = rank;
        let kind = loop {
            if let Some(kind) = self.kinds.get(at).copied().flatten() {
                break kind;
            }
            if asked.len() > CHAIN_MAX {
                return Err(ObjectError::Damaged("its chain of differences is too long"));
            }
            asked.push(at);
            let (_, bytes) = self.bytes(at, HEAD_MAX)?;
            match self.head(at, &bytes)?.form {
                Form::Whole(kind) => break kind,
                Form::From(base) => at = base,
            }
        };
        for rank in asked {
            if let Some(known) = self.kinds.get_mut(rank) {
                *known = Some(kind);
            }
        }
        Ok(kind)
    }

    /// The object at `rank`.
    pub(super) fn object(&mut self, rank: usize) -> Result<Object, ObjectError> {
        let kind = self.kind(rank)?;
        let (mut deltas, mut waiting_bytes, mut at) = (Vec::new(), 0, rank);
        let mut object = loop {
            if let Some(known) = self.cache.objects.get(&at) {
                break Rc::clone(known);
            }
            let (whole, bytes) = self.bytes(at, OBJECT_MAX + HEAD_MAX)?;
            if !whole {
                return Err(ObjectError::TooLarge);
            }
            let head = self.head(at, &bytes)?;
            if head.length > OBJECT_MAX {
                return Err(ObjectError::TooLarge);
            }
            let stream = bytes.get(head.stream..).unwrap_or_default();
            let content = inflate(stream, OBJECT_MAX, Some(head.length))?;
            match head.form {
                Form::Whole(_) => break self.cache.keep(at, content),
                Form::From(base) => {
                    waiting_bytes += content.len();
                    if waiting_bytes > OBJECT_MAX || deltas.len() > CHAIN_MAX {
                        return Err(ObjectError::Damaged("its chain of differences is too long"));
                    }
                    deltas.push((at, content));
                    at = base;
                }
            }
        };
        for (rank, delta) in deltas.iter().rev() {
            object = self.cache.keep(*rank, delta::apply(&object, delta)?);
        }
        Ok((kind, object))
    }

    /// The id of the object at `rank`.
    pub(super) fn id(&self, rank: usize) -> Option<Id> {
        self.index.id(rank)
    }

    /// The first `limit` bytes of the entry at `rank`, and whether they are all.
    fn bytes(&self, rank: usize, limit: usize) -> Result<(bool, Vec<u8>), ObjectError> {
        let unknown = ObjectError::Damaged("the index of a pack does not fit it");
        let (from, to) = self.index.extent(rank).ok_or(unknown.clone())?;
        let length = to.unwrap_or(self.end).min(self.end).checked_sub(from).ok_or(unknown)?;
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let mut bytes = vec![0; length.min(limit)];
        self.file.read_exact_at(&mut bytes, from)?;
        Ok((length <= limit, bytes))
    }

    fn head(&self, rank: usize, bytes: &[u8]) -> Result<Head, ObjectError> {
        let damaged = ObjectError::Damaged("an entry of a pack is damaged");
        let mut rest = bytes.iter().copied();
        let mut next = || rest.next().ok_or(damaged.clone());
        let first = next()?;
        let (mut length, mut shift, mut stream) = (usize::from(first & 0x0f), 4, 1);
        let mut more = first & 0x80 != 0;
        while more && shift < 60 {
            let byte = next()?;
            length |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            stream += 1;
            more = byte & 0x80 != 0;
        }
        let form = match (first >> 4) & 7 {
            1 => Form::Whole(ObjectKind::Commit),
            2 => Form::Whole(ObjectKind::Tree),
            3 => Form::Whole(ObjectKind::Blob),
            4 => Form::Whole(ObjectKind::Tag),
            6 => {
                let mut byte = next()?;
                let mut back = u64::from(byte & 0x7f);
                stream += 1;
                while byte & 0x80 != 0 {
                    byte = next()?;
                    let shifted = back.checked_add(1).and_then(|back| back.checked_mul(128));
                    back = shifted.ok_or(damaged.clone())? | u64::from(byte & 0x7f);
                    stream += 1;
                }
                let (from, _) = self.index.extent(rank).ok_or(damaged.clone())?;
                let base = from.checked_sub(back).filter(|_| back > 0);
                Form::From(base.and_then(|base| self.index.rank_at(base)).ok_or(damaged.clone())?)
            }
            7 => {
                let id_bytes = self.index.id(rank).map_or(20, |id| id.0.len());
                let id = bytes.get(stream..).and_then(|rest| rest.get(..id_bytes)).ok_or(damaged.clone())?;
                stream += id_bytes;
                Form::From(self.index.rank_of(id).ok_or(damaged.clone())?)
            }
            _ => return Err(damaged),
        };
        Ok(Head { form, length, stream })
    }
}

impl Cache {
    fn keep(&mut self, rank: usize, object: Vec<u8>) -> Rc<Vec<u8>> {
        let object = Rc::new(object);
        if object.len() <= CACHE_BYTES_MAX / 4 && !self.objects.contains_key(&rank) {
            self.bytes += object.len();
            self.order.push_back(rank);
            self.objects.insert(rank, Rc::clone(&object));
            while self.bytes > CACHE_BYTES_MAX {
                let Some(oldest) = self.order.pop_front() else { break };
                self.bytes -= self.objects.remove(&oldest).map_or(0, |gone| gone.len());
            }
        }
        object
    }
}
