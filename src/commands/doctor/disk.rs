//! The data folder and the disk under it.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use super::report::{Finding, Verdict};
use crate::clock::Clock;
use crate::config::DataRoot;
use crate::model::Span;

/// Free space below which a week cannot be held, in bytes: a week takes up to 150 MiB.
const FREE_BYTES_MIN: u64 = 200 << 20;

/// Free space below which something else can easily use it up, in bytes.
const FREE_BYTES_ENOUGH: u64 = 1 << 30;

/// A durable write slower than this delays orders by more than the network does.
const SYNC_SLOW: Span = Span::from_millis(50);

/// File systems that lose data with the power, or whose locks and syncs cannot be relied on.
const DOUBTFUL: [(u64, &str); 7] = [
    (0x0102_1994, "tmpfs"),
    (0x8584_58F6, "ramfs"),
    (0x6969, "nfs"),
    (0x517B, "smb"),
    (0xFF53_4D42, "cifs"),
    (0xFE53_4D42, "smb2"),
    (0x6573_5546, "fuse"),
];

/// Everything about the data folder. What follows from a folder that cannot be written is left out.
pub(super) fn all(root: &DataRoot) -> Vec<Finding> {
    let folder = root.path();
    let shown = folder.display().to_string();
    if let Err(error) = root.create() {
        return vec![Finding::bad(
            "data folder",
            Verdict::Fail,
            error.to_string(),
            "choose another with SOAK_DATA",
        )];
    }
    let synced = match sync_time(folder) {
        Ok(took) => took,
        Err(cause) => {
            let found = format!("cannot write to {shown}: {cause}");
            return vec![Finding::bad("data folder", Verdict::Fail, found, "choose another with SOAK_DATA")];
        }
    };
    vec![Finding::good("data folder", shown), free_space(folder), file_system(folder), sync(synced)]
}

/// How long one durable write of a page takes.
fn sync_time(folder: &Path) -> io::Result<Span> {
    let path = folder.join(format!(".doctor-{}", std::process::id()));
    let written = File::create(&path).and_then(|mut file| {
        file.write_all(&[0; 4_096])?;
        let clock = Clock::start();
        let before = clock.now();
        file.sync_data()?;
        Ok(clock.now().since(before))
    });
    let removed = std::fs::remove_file(&path);
    written.and_then(|took| removed.map(|()| took))
}

fn sync(took: Span) -> Finding {
    let found = format!("one durable write took {took}");
    if took > SYNC_SLOW {
        return Finding::bad("disk speed", Verdict::Warn, found, "orders wait for it; choose a faster disk");
    }
    Finding::good("disk speed", found)
}

fn free_space(folder: &Path) -> Finding {
    let advice = "a week takes up to 150 MiB; make room or choose another folder with SOAK_DATA";
    let Ok(disk) = rustix::fs::statvfs(folder) else {
        return Finding::bad("free space", Verdict::Warn, "cannot tell", advice);
    };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let found = format!("{} MiB", free >> 20);
    match free {
        ..FREE_BYTES_MIN => Finding::bad("free space", Verdict::Fail, found, advice),
        FREE_BYTES_MIN..FREE_BYTES_ENOUGH => Finding::bad("free space", Verdict::Warn, found, advice),
        _ => Finding::good("free space", found),
    }
}

fn file_system(folder: &Path) -> Finding {
    match kind_of(folder) {
        None => Finding::good("file system", "not one of those known to lose data"),
        Some(name) => Finding::bad(
            "file system",
            Verdict::Warn,
            name,
            "a journal there may not survive a crash; choose a local disk with SOAK_DATA",
        ),
    }
}

#[cfg(target_os = "linux")]
fn kind_of(folder: &Path) -> Option<&'static str> {
    let kind = u64::try_from(rustix::fs::statfs(folder).ok()?.f_type).ok()?;
    DOUBTFUL.iter().find(|(known, _)| *known == kind).map(|(_, name)| *name)
}

#[cfg(not(target_os = "linux"))]
fn kind_of(_: &Path) -> Option<&'static str> {
    None
}
