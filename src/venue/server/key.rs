//! A key that nobody else has.
//!
//! Invariant: it is drawn by the system and not from a soak's seed, and it is written down nowhere.

use std::io;

use rustls::crypto::ring::default_provider;
use secrecy::SecretString;

use crate::venue::VenueError;

/// Bytes of a key: as many as nobody can try.
const KEY_BYTES: usize = 32;

/// A new key.
///
/// # Errors
/// When the system has no random numbers.
pub(super) fn own_key() -> Result<SecretString, VenueError> {
    let mut bytes = [0; KEY_BYTES];
    let drawn = default_provider().secure_random.fill(&mut bytes);
    drawn.map_err(|_| io::Error::other("the system has no random numbers for its key"))?;
    Ok(bytes.map(|byte| format!("{byte:02x}")).concat().into())
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;
    use crate::venue::ServerSettings;

    #[test]
    fn each_key_is_another_and_is_never_shown() {
        let (settings, key) = ServerSettings::default().with_own_key().unwrap();
        let (_, other) = ServerSettings::default().with_own_key().unwrap();
        let text = key.expose_secret();
        assert_eq!(text.len(), 2 * KEY_BYTES);
        assert!(text.chars().all(|letter| letter.is_ascii_hexdigit()));
        assert_ne!(text, other.expose_secret());
        assert!(!format!("{settings:?} {key:?}").contains(text));
    }
}
