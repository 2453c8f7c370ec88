//! What the process uses of its machine, from the system's own books.

use std::path::Path;

use crate::event::Resources;
use crate::venue::{Ahead, VenueDates};

/// What the process uses now, its journal being in `folder`, and how far its clock is off by what the venue said
/// since the last sample; none where the system does not tell.
pub(super) fn resources(folder: &Path, dates: &VenueDates) -> Option<Resources> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    let disk_free_kib = disk.f_bavail.saturating_mul(disk.f_frsize) / 1_024;
    let clock_offset = dates.take().map(Ahead::farthest);
    Some(Resources { memory_kib: memory_kib()?, disk_free_kib, clock_offset })
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
    use crate::clock::Clock;
    use crate::event::{Call, Lane, Request};
    use crate::model::{RequestId, Span};
    use crate::venue::{VenueClient, VenueSettings};

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

    #[tokio::test]
    async fn what_the_venue_said_of_the_time_is_in_one_sample() {
        use std::io::{Read, Write};

        let venue = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let settings = VenueSettings::new(&format!("http://{}", venue.local_addr().unwrap())).unwrap();
        let client = VenueClient::new(settings, Clock::start()).unwrap();
        std::thread::spawn(move || {
            let (mut stream, _) = venue.accept().unwrap();
            let _ = stream.read(&mut [0; 4_096]).unwrap();
            let date = "Date: Sun, 06 Nov 1994 08:49:37 GMT";
            write!(stream, "HTTP/1.1 500 X\r\n{date}\r\nContent-Length: 0\r\n\r\n").unwrap();
        });
        let call = Call::GetBalance;
        let request = Request { id: RequestId(1), lane: Lane::Observe, call, order: None, purpose: None };
        client.send(&request).await;
        let home = tempfile::tempdir().unwrap();
        let sample = || resources(home.path(), &client.dates()).unwrap().clock_offset;
        assert!(sample().unwrap() > Span::from_secs(30 * 365 * 86_400));
        assert_eq!(sample(), None, "what was said then is not said now");
    }

    #[test]
    fn this_machine_tells_of_this_process() {
        let home = tempfile::tempdir().unwrap();
        let dates = VenueDates::default();
        let found = resources(home.path(), &dates).unwrap();
        assert!((100..100_000_000).contains(&found.memory_kib), "{found:?}");
        assert!(found.disk_free_kib > 0);
        assert_eq!(found.clock_offset, None);
        assert_eq!(resources(&home.path().join("absent"), &dates), None);
    }
}
