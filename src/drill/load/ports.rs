//! Which process listens at a port of this machine: a running soak's own exchange must get no load.
//!
//! Linux tells it in `/proc`; elsewhere nobody is found, and the account that is in use still is.

use std::fs;
use std::path::Path;

/// Lines of one table and files of one process looked at: far above what either has.
const LOOKED_AT_MAX: usize = 100_000;

/// The state of a socket that listens, as `/proc/net/tcp` writes it.
const LISTENS: &str = "0A";

/// Whether the process `pid` listens at `port`.
#[must_use]
pub fn listens_at(pid: u32, port: u16) -> bool {
    let process = Path::new("/proc").join(pid.to_string());
    let tables = ["net/tcp", "net/tcp6"].map(|table| fs::read_to_string(process.join(table)));
    let sockets: Vec<String> = tables.iter().flatten().flat_map(|table| listening(table, port)).collect();
    let Ok(files) = fs::read_dir(process.join("fd")) else { return false };
    let links = files.take(LOOKED_AT_MAX).flatten().filter_map(|file| fs::read_link(file.path()).ok());
    links.filter_map(|link| link.to_str().map(str::to_owned)).any(|link| sockets.contains(&link))
}

/// What links of files to the sockets that listen at `port` say, by a table of sockets.
fn listening(table: &str, port: u16) -> Vec<String> {
    let socket = |line: &str| {
        let mut columns = line.split_whitespace();
        let (local, state) = (columns.nth(1)?, columns.nth(1)?);
        let (_, listens_at) = local.rsplit_once(':')?;
        let here = u16::from_str_radix(listens_at, 16).ok()? == port && state == LISTENS;
        columns.nth(5).filter(|_| here).map(|inode| format!("socket:[{inode}]"))
    };
    table.lines().skip(1).take(LOOKED_AT_MAX).filter_map(socket).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_sockets_is_read() {
        let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n   \
             0: 0100007F:2253 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0 100 0 0 10 0\n   \
             1: 0100007F:2253 0100007F:9999 01 00000000:00000000 00:00000000 00000000  1000        0 4712 1 0 20 4 30 10 -1\n";
        assert_eq!(listening(table, 0x2253), ["socket:[4711]"]);
        assert!(listening(table, 0x9999).is_empty());
        assert!(listening("", 1).is_empty() && listening("head\nnonsense\n\n", 1).is_empty());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_listener_of_this_process_is_found_until_it_closes() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        assert!(listens_at(std::process::id(), port));
        drop(listener);
        assert!(!listens_at(std::process::id(), port));
    }
}
