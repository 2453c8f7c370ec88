//! All objects of a repository, wherever they are kept.

use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::id::Id;
use super::loose;
use super::object::{ObjectError, ObjectKind};
use super::pack::{Object, Pack};
use crate::gate::source::bytes_of;
use crate::model::hexadecimal;

/// Repositories that one may borrow objects from.
const LENDERS_MAX: usize = 16;

/// Largest list of them read, in bytes.
const LENDERS_BYTES_MAX: u64 = 1 << 20;

/// All objects of a repository.
#[derive(Debug, Default)]
pub(super) struct Objects {
    folders: Vec<PathBuf>,
    packs: Vec<Pack>,
}

impl Objects {
    /// Those in the folder `objects` and where it borrows from, whose ids have `id_bytes` bytes. What cannot be
    /// opened goes to `trouble`.
    pub(super) fn open(objects: &Path, id_bytes: usize, trouble: &mut dyn FnMut(&Path, String)) -> Self {
        let mut all = Self { folders: vec![objects.to_owned()], packs: Vec::new() };
        let mut next = 0;
        while let Some(folder) = all.folders.get(next).cloned() {
            next += 1;
            all.open_packs(&folder.join("pack"), id_bytes, trouble);
            match bytes_of(&folder.join("info/alternates"), LENDERS_BYTES_MAX) {
                Ok(Some(lenders)) => {
                    let text = String::from_utf8_lossy(&lenders).into_owned();
                    for line in
                        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
                    {
                        let lender = folder.join(line);
                        if all.folders.len() >= LENDERS_MAX || !lender.is_dir() {
                            trouble(&lender, "objects are borrowed from there".to_owned());
                        } else if !all.folders.contains(&lender) {
                            all.folders.push(lender);
                        }
                    }
                }
                Ok(None) => trouble(&folder, "its list of borrowed objects is too long".to_owned()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => trouble(&folder, error.kind().to_string()),
            }
        }
        all
    }

    fn open_packs(&mut self, folder: &Path, id_bytes: usize, trouble: &mut dyn FnMut(&Path, String)) {
        for path in listed(folder, trouble) {
            match path.extension().and_then(|ending| ending.to_str()) {
                Some("idx") => match Pack::open(&path, id_bytes) {
                    Ok(pack) => self.packs.push(pack),
                    Err(error) => trouble(&path, error.to_string()),
                },
                Some("pack") if !path.with_extension("idx").exists() => {
                    trouble(&path, "it has no index; git index-pack makes one".to_owned());
                }
                Some("promisor") => {
                    trouble(&path, "the clone is partial: the rest is on its server".to_owned());
                }
                _ => {}
            }
        }
    }

    /// Shows every object to `look`, which may stop it; objects that `wanted` does not name are not unpacked. What
    /// cannot be read goes to `trouble`.
    pub(super) fn each(
        &mut self,
        wanted: &dyn Fn(ObjectKind) -> bool,
        look: &mut dyn FnMut(ObjectKind, &Id, &[u8]) -> bool,
        trouble: &mut dyn FnMut(&Path, String),
    ) {
        for (number, pack) in self.packs.iter_mut().enumerate() {
            for rank in 0..pack.index.len() {
                let Some(id) = pack.id(rank) else { continue };
                let read = match pack.kind(rank) {
                    Ok(kind) if !wanted(kind) => continue,
                    Ok(_) => pack.object(rank),
                    Err(error) => Err(error),
                };
                match read {
                    Ok((kind, bytes)) => {
                        if !look(kind, &id, &bytes) {
                            return;
                        }
                    }
                    Err(error) => trouble(
                        Path::new(&format!("pack {number}, object {}", id.short())),
                        error.to_string(),
                    ),
                }
            }
        }
        for folder in &self.folders {
            let mut paths = Vec::new();
            for byte in 0..=255_u8 {
                paths.append(&mut listed(&folder.join(hexadecimal(&[byte])), trouble));
            }
            for path in paths {
                let Some(id) = loose_id(&path) else { continue };
                match loose::read(&path) {
                    Ok((kind, _)) if !wanted(kind) => {}
                    Ok((kind, bytes)) => {
                        if !look(kind, &id, &bytes) {
                            return;
                        }
                    }
                    Err(error) => trouble(Path::new(&format!("object {}", id.short())), error.to_string()),
                }
            }
        }
    }

    /// The object called `id`, if it is there.
    pub(super) fn find(&mut self, id: &Id) -> Result<Option<Object>, ObjectError> {
        for pack in &mut self.packs {
            if let Some(rank) = pack.index.rank_of(&id.0) {
                return pack.object(rank).map(Some);
            }
        }
        let name = hexadecimal(&id.0);
        let Some((first, rest)) = name.split_at_checked(2) else { return Ok(None) };
        for folder in &self.folders {
            let path = folder.join(first).join(rest);
            if path.is_file() {
                return loose::read(&path).map(|(kind, bytes)| Some((kind, Rc::new(bytes))));
            }
        }
        Ok(None)
    }
}

fn loose_id(path: &Path) -> Option<Id> {
    let first = path.parent()?.file_name()?.to_str()?;
    Id::of_text(format!("{first}{}", path.file_name()?.to_str()?).as_bytes())
}

/// The files in `folder`, in the order of their names; none where there is no such folder.
fn listed(folder: &Path, trouble: &mut dyn FnMut(&Path, String)) -> Vec<PathBuf> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Vec::new(),
        Err(error) => {
            trouble(folder, error.kind().to_string());
            return Vec::new();
        }
    };
    let mut paths: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    paths
}
