//! What the process uses of its machine, from the system's own books.

use std::path::Path;

use crate::event::Resources;

/// What the process uses now, its journal being in `folder`; none where the system does not tell.
pub(super) fn resources(folder: &Path) -> Option<Resources> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    let disk_free_kib = disk.f_bavail.saturating_mul(disk.f_frsize) / 1_024;
    Some(Resources { memory_kib: memory_kib()?, disk_free_kib, clock_offset: None })
}

/// Memory of the process that is in the machine's, in KiB.
fn memory_kib() -> Option<u64> {
    resident(&std::fs::read_to_string("/proc/self/status").ok()?)
}

/// The line that tells it, `VmRSS:     5084 kB`. Why not `statm`: that counts in pages, whose size is yet
/// another question.
fn resident(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_line_is_read_and_nothing_is_guessed() {
        #[track_caller]
        fn check(status: &str, expect: Option<u64>) {
            assert_eq!(resident(status), expect);
        }
        check("Name:\tsoak\nVmHWM:\t    9000 kB\nVmRSS:\t    5084 kB\nRssAnon:\t 1 kB\n", Some(5_084));
        check("Name:\tsoak\n", None);
        check("VmRSS:\t    many kB\n", None);
        check("VmRSS:\t    5084 MB\n", None);
        check("", None);
    }

    #[test]
    fn this_machine_tells_of_this_process() {
        let home = tempfile::tempdir().unwrap();
        let found = resources(home.path()).unwrap();
        assert!((100..100_000_000).contains(&found.memory_kib), "{found:?}");
        assert!(found.disk_free_kib > 0);
        assert_eq!(resources(&home.path().join("absent")), None);
    }
}
