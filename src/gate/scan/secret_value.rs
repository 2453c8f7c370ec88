//! Secrets without a beginning of their own, known by the name that they are given to: `API_SECRET=…`.
//!
//! Invariant: the work at a name is bounded, whatever follows it.

use super::shapes::{different, is_placeholder};

/// Longest name looked at to each side of its word, in bytes.
const NAME_MAX: usize = 48;

/// Longest value looked at, in bytes: the longest secret of an exchange has 128.
const VALUE_MAX: usize = 512;

/// Shortest value that is taken for a secret, in characters.
const VALUE_MIN: usize = 20;

/// Different characters that a secret has at least.
const DIFFERENT_MIN: usize = 10;

/// Words of a seed phrase, at least (BIP 39 knows 12 to 24).
const PHRASE_WORDS_MIN: usize = 12;

/// Words in names that secrets are given to, in lower case; `key` alone counts only for a whole private key.
pub(super) const WORDS: [&str; 18] = [
    "secret",
    "private_key",
    "privatekey",
    "private-key",
    "api_key",
    "apikey",
    "api-key",
    "access_key",
    "accesskey",
    "access-key",
    "signing_key",
    "passphrase",
    "password",
    "token",
    "mnemonic",
    "seed_phrase",
    "seedphrase",
    "key",
];

/// Parts of names that are given to what everybody may see, in lower case.
const OPEN: [&str; 17] = [
    "public",
    "pubkey",
    "pub_key",
    "hash",
    "address",
    "addr",
    "checksum",
    "digest",
    "fingerprint",
    "cache",
    "idempotency",
    "etag",
    "key_id",
    "keyid",
    "contract",
    "mint",
    "sha256",
];

/// What is given to the name around the word at `start..end` of `bytes`: its kind and where it ends.
pub(super) fn value_at(bytes: &[u8], start: usize, end: usize) -> Option<(&'static str, usize)> {
    let before = bytes.get(start.saturating_sub(NAME_MAX)..start)?;
    let name_start = start - before.iter().rev().take_while(|byte| is_name(**byte)).count();
    let after = bytes.get(end..)?;
    let name_end = end + after.iter().take(NAME_MAX).take_while(|byte| is_name(**byte)).count();
    let name = String::from_utf8_lossy(bytes.get(name_start..name_end)?).to_ascii_lowercase();
    if OPEN.iter().any(|open| name.contains(open)) {
        return None;
    }
    let line = bytes.get(name_end..)?;
    let line = line.get(..line.len().min(VALUE_MAX))?;
    let line = line.split(|byte| matches!(byte, b'\n' | 0)).next()?;
    let alone = bytes.get(start..end)?.eq_ignore_ascii_case(b"key");
    let mut at = separator(line, 0)?;
    loop {
        if let Some((kind, length)) = value(line.get(at..)?, alone) {
            return Some((kind, name_end + at + length));
        }
        // `SECRET: str = "…"`: between the name and its value stands a type.
        at = separator(line, at).filter(|next| *next > at)?;
    }
}

const fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// Where a value begins after `=`, `:` or `=>`, from `at` on; only a name's end or a type may stand before it.
fn separator(line: &[u8], at: usize) -> Option<usize> {
    let rest = line.get(at..)?;
    let name_end = |byte: &u8| {
        byte.is_ascii_alphanumeric()
            || matches!(byte, b'"' | b'\'' | b'`' | b']' | b')' | b' ' | b'\t' | b'&' | b'_' | b'\\')
    };
    let found = rest.iter().take_while(|byte| name_end(byte)).count();
    let after = rest.get(found..)?;
    let count = after.iter().take_while(|byte| matches!(byte, b'=' | b':' | b'>')).count();
    if count == 0 || count > 2 {
        return None;
    }
    let space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'"' | b'\'' | b'`' | b'\\');
    let skipped = after.get(count..)?.iter().take_while(|byte| space(byte)).count();
    Some(at + found + count + skipped)
}

/// What kind of secret begins `text`, and its length. With `alone` only a whole private key is one.
fn value(text: &[u8], alone: bool) -> Option<(&'static str, usize)> {
    let (marked, rest) = text.strip_prefix(b"0x").map_or((0, text), |rest| (2, rest));
    let length =
        rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"+/-=".contains(byte)).count();
    let body = rest.get(..length)?;
    let ended =
        rest.get(length).is_none_or(|byte| byte.is_ascii_whitespace() || b"\"'`,;)}]<\\&#|".contains(byte));
    if !ended || is_placeholder(body) {
        return None;
    }
    let hexadecimal = body.iter().all(u8::is_ascii_hexdigit);
    let drawn = body.iter().any(u8::is_ascii_digit)
        && body.iter().any(u8::is_ascii_alphabetic)
        && different(body) >= DIFFERENT_MIN;
    if hexadecimal && length == 64 && drawn {
        return Some(("private key", marked + length));
    }
    if alone {
        return None;
    }
    if phrase(text) {
        return Some(("seed phrase", text.len().min(VALUE_MAX)));
    }
    // Forty digits after 0x are somebody's address.
    let address = marked > 0 && length == 40;
    let dashed = body.contains(&b'-') && !is_uuid(body);
    let path = body.first() == Some(&b'/') || body.split(|byte| *byte == b'/').count() > 7;
    (length >= VALUE_MIN && drawn && !address && !dashed && !path)
        .then_some(("secret value", marked + length))
}

fn is_uuid(body: &[u8]) -> bool {
    let lengths: Vec<usize> = body.split(|byte| *byte == b'-').map(<[u8]>::len).collect();
    lengths == [8, 4, 4, 4, 12] && body.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b'-')
}

/// Whether `text` begins with as many words of small letters as a seed phrase has.
fn phrase(text: &[u8]) -> bool {
    let end = text.iter().take_while(|byte| byte.is_ascii_lowercase() || **byte == b' ').count();
    let words = text.get(..end).unwrap_or_default().split(|byte| *byte == b' ');
    words.filter(|word| (3..=8).contains(&word.len())).count() >= PHRASE_WORDS_MIN
}
