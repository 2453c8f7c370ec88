//! Where a git repository keeps its things, and which commit it is at
//! (<https://git-scm.com/docs/gitrepository-layout>).

use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::bytes_of;

/// Largest of the small files read (`HEAD`, `.git`, `commondir`, `config`, a branch), in bytes.
const SMALL_MAX: u64 = 1 << 20;

/// Largest list of packed branches and tags read: some half a million of them.
const PACKED_MAX: u64 = 64 << 20;

/// Names that point to names, followed from `HEAD` on. Git itself follows five.
const POINTERS_MAX: usize = 5;

/// A git repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::gate) struct Repository {
    /// The folder that its files are checked out in.
    pub(in crate::gate) work: PathBuf,
    /// Its own folder: `HEAD`, the index.
    pub(in crate::gate) own: PathBuf,
    /// What it shares with the other work trees of the same repository: objects, branches.
    pub(in crate::gate) shared: PathBuf,
}

impl Repository {
    /// The repository that the folder `path` lies in, if it lies in one.
    pub(in crate::gate) fn around(path: &Path) -> io::Result<Option<Self>> {
        for work in path.ancestors() {
            if let Some(found) = Self::at(work)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The repository whose files are checked out in the folder `work`, if there is one.
    pub(in crate::gate) fn at(work: &Path) -> io::Result<Option<Self>> {
        let own = work.join(".git");
        let own = match own.symlink_metadata() {
            Err(error) if is_absence(&error) => return Ok(None),
            Err(error) => return Err(error),
            Ok(found) if found.is_file() => match small(&own)?.strip_prefix(b"gitdir:") {
                Some(target) => work.join(path_of(target)),
                None => return Ok(None),
            },
            Ok(_) => own,
        };
        if !own.join("HEAD").is_file() {
            return Ok(None);
        }
        let shared = match small(&own.join("commondir")) {
            Ok(target) => own.join(path_of(&target)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => own.clone(),
            Err(error) => return Err(error),
        };
        Ok(Some(Self { work: work.to_owned(), own, shared }))
    }

    /// The commit that is checked out; none before the first one, or where branches are kept in a form that is
    /// not known here.
    pub(in crate::gate) fn commit(&self) -> io::Result<Option<String>> {
        let mut found = small(&self.own.join("HEAD"))?;
        for _ in 0..POINTERS_MAX {
            let Some(name) = found.strip_prefix(b"ref:") else { return Ok(object_id(&found)) };
            let name = path_of(name);
            if !name.starts_with("refs") || name.components().any(|part| part.as_os_str() == "..") {
                return Ok(None);
            }
            found = match self.branch(&name)? {
                Some(found) => found,
                None => return Ok(None),
            };
        }
        Ok(None)
    }

    fn branch(&self, name: &Path) -> io::Result<Option<Vec<u8>>> {
        for folder in [&self.own, &self.shared] {
            match small(&folder.join(name)) {
                Ok(found) => return Ok(Some(found)),
                Err(error) if is_absence(&error) => {}
                Err(error) => return Err(error),
            }
        }
        let packed = match bytes_of(&self.shared.join("packed-refs"), PACKED_MAX) {
            Ok(packed) => packed.ok_or_else(|| io::Error::other("packed-refs is too large"))?,
            Err(error) if is_absence(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        let wanted = name.as_os_str().as_bytes();
        let line = packed.split(|byte| *byte == b'\n').find_map(|line| {
            let (id, rest) = line.split_at_checked(line.iter().position(|byte| *byte == b' ')?)?;
            (rest.trim_ascii() == wanted).then_some(id)
        });
        Ok(line.map(<[u8]>::to_vec))
    }

    /// Bytes of an object's id: 20, or 32 where the repository says so.
    pub(in crate::gate) fn id_bytes(&self) -> io::Result<usize> {
        let config = match small(&self.shared.join("config")) {
            Ok(config) => String::from_utf8_lossy(&config).to_ascii_lowercase(),
            Err(error) if is_absence(&error) => return Ok(20),
            Err(error) => return Err(error),
        };
        let sha256 = config.lines().filter_map(|line| line.split_once('=')).any(|(name, value)| {
            name.trim() == "objectformat" && value.trim().trim_matches('"').starts_with("sha256")
        });
        Ok(if sha256 { 32 } else { 20 })
    }
}

/// A folder where a file is looked for is a branch whose name begins with this one.
fn is_absence(error: &io::Error) -> bool {
    use io::ErrorKind::{IsADirectory, NotADirectory, NotFound};
    matches!(error.kind(), NotFound | IsADirectory | NotADirectory)
}

fn small(path: &Path) -> io::Result<Vec<u8>> {
    bytes_of(path, SMALL_MAX)?.ok_or_else(|| io::Error::other(format!("{} is too large", path.display())))
}

fn path_of(text: &[u8]) -> PathBuf {
    PathBuf::from(std::ffi::OsStr::from_bytes(text.trim_ascii()))
}

/// `text` if it is the id of an object.
fn object_id(text: &[u8]) -> Option<String> {
    let id = std::str::from_utf8(text.trim_ascii()).ok()?;
    let whole = matches!(id.len(), 40 | 64) && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    whole.then(|| id.to_ascii_lowercase())
}
