//! Who is at the other end of the socket.

use rustix::process::geteuid;
use tokio::net::unix::UCred;

use crate::model::neutralise;

/// Longest login name kept, in characters; Linux allows 32.
const USER_CHARS_MAX: usize = 64;

/// Whether the peer may command this soak: the same user, or root, who could take the process over
/// anyway and is then at least on record.
pub(super) fn may_command(peer: &UCred) -> bool {
    peer.uid() == 0 || peer.uid() == geteuid().as_raw()
}

/// The login name of the user `uid`, or `uid 1000` where the system has none.
#[must_use]
pub fn user_name(uid: u32) -> String {
    let passwd = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let from_environment = || {
        let own = uid == geteuid().as_raw();
        std::env::var("USER").ok().filter(|name| own && !name.is_empty())
    };
    let name = name_in(&passwd, uid).map(str::to_owned).or_else(from_environment);
    neutralise(&name.unwrap_or_else(|| format!("uid {uid}")), USER_CHARS_MAX)
}

fn name_in(passwd: &str, uid: u32) -> Option<&str> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next().filter(|name| !name.is_empty())?;
        (fields.nth(1)?.parse() == Ok(uid)).then_some(name)
    })
}

/// The terminal this process was started at, `pts/3`, or `none`.
#[must_use]
pub fn own_terminal() -> String {
    let device = |descriptor: u8| {
        let path = std::fs::read_link(format!("/proc/self/fd/{descriptor}")).ok()?;
        let name = path.to_str()?.strip_prefix("/dev/")?.to_owned();
        (name.starts_with("pts/") || name.starts_with("tty")).then_some(name)
    };
    [0, 2, 1].into_iter().find_map(device).unwrap_or_else(|| "none".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn login_names_are_found_by_number() {
        let passwd = "root:x:0:0:root:/root:/bin/sh\nbroken\n:x:5:5::/:\nmia:x:1000:1000::/:/bin/sh\n";
        assert_eq!(name_in(passwd, 1000), Some("mia"));
        assert_eq!(name_in(passwd, 0), Some("root"));
        assert_eq!(name_in(passwd, 5), None);
        assert_eq!(name_in("", 0), None);
        assert_eq!(user_name(4_000_000_123), "uid 4000000123");
    }
}
