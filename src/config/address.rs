//! Which addresses of a venue are taken.
//!
//! Invariant: a key never crosses a network in the clear, and no address carries one.

use super::holds_key;

/// Longest address, in bytes; longer ones are pasted by mistake.
const URL_BYTES_MAX: usize = 512;

/// Whether `url` is `{scheme}s://host…`, or `{scheme}://` on this machine, with a host and without
/// user name, query, fragment or anything that looks like a key.
pub(super) fn secret_free_url(url: &str, scheme: &str) -> bool {
    let plain = url.len() <= URL_BYTES_MAX
        && url.bytes().all(|byte| byte.is_ascii_graphic() && !b"@?#\"\\<>".contains(&byte))
        && !holds_key(url);
    let Some((found, rest)) = url.split_once("://") else { return false };
    let authority = rest.split('/').next().unwrap_or_default();
    let (host, port) = split_port(authority);
    let port_fits = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
    let private = found == format!("{scheme}s") || (found == scheme && is_this_machine(host));
    plain && !host.is_empty() && port_fits && private
}

/// Whether `host` can only be this machine.
fn is_this_machine(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn split_port(authority: &str) -> (&str, Option<&str>) {
    let in_brackets = authority.rfind(']').map_or(0, |end| end + 1);
    match authority.get(in_brackets..).and_then(|rest| rest.rfind(':')) {
        Some(colon) => {
            let (host, port) = authority.split_at(in_brackets + colon);
            (host, Some(port.trim_start_matches(':')))
        }
        None => (authority, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_encrypted_or_local_and_hold_no_secret() {
        for good in [
            "https://purpleflea.com/api/v1",
            "http://127.0.0.1:8787",
            "http://[::1]:8787/x",
            "http://localhost",
        ] {
            assert!(secret_free_url(good, "http"), "{good} was refused");
        }
        for bad in [
            "",
            "purpleflea.com",
            "http://purpleflea.com",
            "http://127.0.0.1.evil.example",
            "ftp://x",
            "https://user:word@x",
            "https://x/?key=1",
            "https://x#y",
            "https://",
            "https://:80",
            "https://x:0",
            "https://x:99999",
            "https://x/pf_live_1",
            "https://x y",
            "http://localhost.evil.example",
        ] {
            assert!(!secret_free_url(bad, "http"), "{bad} was taken");
        }
        assert!(secret_free_url("wss://x/stream", "ws"));
        assert!(!secret_free_url("https://x/stream", "ws"));
    }
}
