//! The signature of a webhook's message: who has the secret can tell that it is ours, whole and new.
//!
//! The receiver computes HMAC-SHA256 over `{timestamp}.{body}` with the shared secret, compares it with the
//! header in constant time, and refuses a time stamp that is minutes old. RFC 2104 and FIPS 180-4.

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use crate::model::hexadecimal;

/// The header with the second of sending, as seconds since 1970-01-01T00:00:00Z.
pub const TIMESTAMP_HEADER: &str = "X-Soak-Timestamp";

/// The header with the signature: `v1=` and 64 hexadecimal digits.
pub const SIGNATURE_HEADER: &str = "X-Soak-Signature";

/// The signature of `body` sent at `timestamp_s`.
#[must_use]
pub fn signature(secret: &SecretString, timestamp_s: i64, body: &str) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes());
    // A key of any length is taken; there is no other reason to refuse one.
    let Ok(mut mac) = mac else { return String::new() };
    mac.update(timestamp_s.to_string().as_bytes());
    mac.update(b".");
    mac.update(body.as_bytes());
    format!("v1={}", hexadecimal(&mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use sha2::Digest;

    use super::*;

    /// HMAC as RFC 2104 writes it, from the hash alone.
    fn by_hand(key: &[u8], text: &[u8]) -> String {
        let mut block = [0_u8; 64];
        if key.len() > block.len() {
            block[..32].copy_from_slice(&Sha256::digest(key));
        } else {
            block[..key.len()].copy_from_slice(key);
        }
        let pad = |with: u8| block.map(|byte| byte ^ with);
        let inner = Sha256::new().chain_update(pad(0x36)).chain_update(text).finalize();
        let outer = Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize();
        outer.iter().fold(String::from("v1="), |text, byte| text + &format!("{byte:02x}"))
    }

    #[test]
    fn it_is_the_one_of_the_standard() {
        #[track_caller]
        fn check(secret: &str, timestamp_s: i64, body: &str) {
            let signed = signature(&SecretString::from(secret), timestamp_s, body);
            assert_eq!(signed, by_hand(secret.as_bytes(), format!("{timestamp_s}.{body}").as_bytes()));
        }
        check("short", 0, "");
        check("a-secret-of-some-length", 1_767_225_600, r#"{"text":"größe"}"#);
        check(&"long".repeat(40), -1, "{}");
    }

    #[test]
    fn it_depends_on_secret_time_and_text() {
        let signed = |secret: &str, at, body| signature(&SecretString::from(secret), at, body);
        let one = signed("secret", 7, "{}");
        for other in [signed("Secret", 7, "{}"), signed("secret", 8, "{}"), signed("secret", 7, "{ }")] {
            assert_ne!(one, other);
        }
    }
}
