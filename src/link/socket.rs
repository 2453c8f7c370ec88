//! Where the control socket is.
//!
//! A socket's path may have 107 bytes, and data folders can be deeper. Then the socket goes into
//! the user's runtime folder, and `control.sock` becomes a symbolic link to it.

use std::fs::DirBuilder;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use rustix::process::geteuid;
use sha2::{Digest, Sha256};

use super::LinkError;
use super::lock::name_of;

/// Longest path of a socket, in bytes: `sockaddr_un` has 108, one of them for the end.
const PATH_BYTES_MAX: usize = 107;

/// The name in the soak's folder.
const NAME: &str = "control.sock";

/// Where a soak's socket is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The socket itself; short enough to bind.
    pub(super) socket: PathBuf,
    /// The link that leads to it, if it is not in the soak's folder.
    pub(super) signpost: Option<PathBuf>,
}

/// Makes way for the socket of the soak in `folder`: removes what a dead process left.
///
/// # Errors
///
/// A live process serves it, or the file system refuses.
pub(super) fn prepare(folder: &Path) -> Result<Place, LinkError> {
    prepare_in(folder, std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from))
}

fn prepare_in(folder: &Path, runtime: Option<PathBuf>) -> Result<Place, LinkError> {
    let here = folder.join(NAME);
    let place = if fits(&here) {
        Place { socket: here, signpost: None }
    } else {
        Place { socket: short_place(folder, runtime)?, signpost: Some(here) }
    };
    if UnixStream::connect(&place.socket).is_ok() {
        return Err(LinkError::AlreadyRunning { name: name_of(folder), pid: 0 });
    }
    remove(&place.socket)?;
    if let Some(signpost) = &place.signpost {
        remove(signpost)?;
        std::os::unix::fs::symlink(&place.socket, signpost).map_err(unusable("link", signpost))?;
    }
    Ok(place)
}

/// Where to connect for the soak in `folder`: the socket, or what the link in its place names.
pub(super) fn find(folder: &Path) -> PathBuf {
    let here = folder.join(NAME);
    std::fs::read_link(&here).unwrap_or(here)
}

fn fits(path: &Path) -> bool {
    path.as_os_str().as_bytes().len() <= PATH_BYTES_MAX
}

/// A short path that belongs to `folder` alone, in a folder that belongs to this user alone.
fn short_place(folder: &Path, runtime: Option<PathBuf>) -> Result<PathBuf, LinkError> {
    let digest = Sha256::digest(folder.as_os_str().as_bytes());
    let name: Vec<String> = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let name = format!("{}.sock", name.concat());
    let runtime = runtime.filter(|path| path.is_absolute()).map(|path| path.join("soak"));
    let fallback = PathBuf::from(format!("/tmp/soak-{}", geteuid().as_raw()));
    let base = runtime.filter(|path| fits(&path.join(&name))).unwrap_or(fallback);
    DirBuilder::new().recursive(true).mode(0o700).create(&base).map_err(unusable("make", &base))?;
    // `/tmp` is everybody's: somebody else may have put a folder or a link there first.
    let found = std::fs::symlink_metadata(&base).map_err(unusable("look at", &base))?;
    if !found.is_dir() || found.uid() != geteuid().as_raw() || found.mode() & 0o077 != 0 {
        return Err(unusable("trust", &base)(io::ErrorKind::PermissionDenied.into()));
    }
    Ok(base.join(name))
}

/// Removes `path`, which may be absent.
pub(super) fn remove(path: &Path) -> Result<(), LinkError> {
    match std::fs::remove_file(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(unusable("remove", path)(cause)),
        _ => Ok(()),
    }
}

/// The error of having failed to `action` the `path`.
pub(super) fn unusable(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> LinkError {
    let path = path.to_path_buf();
    move |cause| LinkError::Unusable { action, path, cause }
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn a_deep_folder_gets_a_short_socket_and_a_signpost() {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("d".repeat(100)).join("e".repeat(50));
        std::fs::create_dir_all(&deep).unwrap();
        let runtime = root.path().join("run");
        let place = prepare_in(&deep, Some(runtime.clone())).unwrap();
        assert!(fits(&place.socket) && place.socket.starts_with(&runtime));
        let _listener = UnixListener::bind(&place.socket).unwrap();
        assert!(UnixStream::connect(find(&deep)).is_ok());
        // A second process is told, and the first keeps its socket.
        let second = prepare_in(&deep, Some(runtime)).unwrap_err();
        assert!(matches!(second, LinkError::AlreadyRunning { .. }), "{second}");
        assert!(UnixStream::connect(find(&deep)).is_ok());
    }

    #[test]
    fn what_a_dead_process_left_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        drop(UnixListener::bind(folder.path().join(NAME)).unwrap());
        assert!(folder.path().join(NAME).exists());
        let place = prepare(folder.path()).unwrap();
        assert!(UnixListener::bind(place.socket).is_ok());
    }

    #[test]
    fn a_runtime_folder_that_others_can_enter_is_not_trusted() {
        let root = tempfile::tempdir().unwrap();
        let shared = root.path().join("soak");
        DirBuilder::new().mode(0o755).create(&shared).unwrap();
        let error = short_place(Path::new("/x"), Some(root.path().into())).unwrap_err();
        assert!(error.to_string().starts_with("cannot trust"), "{error}");
    }
}
