//! Keys of venues: recognised so that they can be refused, and read from the environment.
//!
//! Invariant: no function here returns or prints a key other than inside a [`SecretString`].

use secrecy::SecretString;

use crate::model::neutralise;

/// How keys of the venue begin. The list is from the venue's pages and from its public clients;
/// longer forms (`pf_live_trading_`, `pf_sk_live_`) begin with one of these.
const KEY_PREFIXES: [&str; 6] = ["pf_live_", "pf_test_", "pf_sk_", "sk_live_", "sk_trade_", "sk_test_"];

/// Longest piece of a value shown in a message, in characters.
const SHOWN_MAX: usize = 60;

/// Longest key read from the environment, in bytes; the venue's own have at most 80.
const KEY_BYTES_MAX: usize = 512;

/// What stands for a key in a message.
const HIDDEN: &str = "(hidden: it looks like a key)";

/// Whether `text` holds something that looks like a venue's key.
#[must_use]
pub fn holds_key(text: &str) -> bool {
    key_offset(text).is_some()
}

/// Where in `text` the first thing that looks like a key begins, in bytes.
pub(super) fn key_offset(text: &str) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    let begins_a_word = |offset: usize| {
        !lower.get(..offset).is_some_and(|before| before.ends_with(|last: char| last.is_ascii_alphanumeric()))
    };
    let found = KEY_PREFIXES.iter().flat_map(|prefix| lower.match_indices(prefix));
    found.map(|(offset, _)| offset).filter(|offset| begins_a_word(*offset)).min()
}

/// `text` as a message may show it: neutralised, cut, and hidden where it looks like a key.
#[must_use]
pub fn shown(text: &str) -> String {
    if holds_key(text) { HIDDEN.into() } else { neutralise(text, SHOWN_MAX) }
}

/// Why there is no key. Policy of every variant: refuse to start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The variable is not set or empty.
    #[error("the environment variable {variable} is not set; it has to hold the venue's key")]
    Absent {
        /// The variable.
        variable: String,
    },
    /// The variable holds something that cannot be a key.
    #[error(
        "the environment variable {variable} does not hold a key: \
         a key is one line of at most {KEY_BYTES_MAX} visible ASCII characters"
    )]
    Malformed {
        /// The variable.
        variable: String,
    },
}

/// The venue's key from the environment variable `variable`.
///
/// # Errors
///
/// The variable is not set, or cannot be a key. The value is in no message.
pub fn venue_key(variable: &str) -> Result<SecretString, KeyError> {
    match std::env::var(variable) {
        Ok(value) => key_of(variable, &value),
        Err(std::env::VarError::NotPresent) => Err(KeyError::Absent { variable: variable.into() }),
        Err(std::env::VarError::NotUnicode(_)) => Err(KeyError::Malformed { variable: variable.into() }),
    }
}

fn key_of(variable: &str, value: &str) -> Result<SecretString, KeyError> {
    let key = value.trim();
    if key.is_empty() {
        return Err(KeyError::Absent { variable: variable.into() });
    }
    // Anything else could break out of the header that carries the key.
    if key.len() > KEY_BYTES_MAX || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(KeyError::Malformed { variable: variable.into() });
    }
    Ok(SecretString::from(key))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn every_published_prefix_is_seen_wherever_it_stands() {
        for prefix in [
            "pf_live_",
            "pf_test_",
            "pf_live_trading_",
            "pf_sk_live_",
            "pf_sk_",
            "pf_live_sk_",
            "sk_live_",
            "sk_trade_",
        ] {
            let text = format!("# Bearer {}0123abc", prefix.to_uppercase());
            assert!(holds_key(&text), "{prefix} was not seen");
            assert!(!shown(&text).contains("0123abc"));
        }
        assert!(!holds_key("profile_live = desk_trade_1"));
    }

    #[test]
    fn a_key_is_trimmed_and_checked_and_never_shown() {
        #[track_caller]
        fn check(value: &str, expect: Result<&str, &str>) {
            match (key_of("K", value), expect) {
                (Ok(key), Ok(expect)) => {
                    assert_eq!(key.expose_secret(), expect);
                    assert!(!format!("{key:?}").contains(expect));
                }
                (Err(error), Err(expect)) => {
                    let text = error.to_string();
                    assert!(text.contains(expect), "{text}");
                    assert!(value.trim().is_empty() || !text.contains(value));
                }
                (got, expect) => panic!("{got:?} instead of {expect:?}"),
            }
        }
        check(" pf_live_1\n", Ok("pf_live_1"));
        check("", Err("is not set"));
        check("  ", Err("is not set"));
        check("abc\r\nX-Evil: 1", Err("does not hold a key"));
        check("ключ", Err("does not hold a key"));
    }
}
