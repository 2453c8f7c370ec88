//! The fingerprint of the stream: a chain of SHA-256 over its chunks.
//!
//! ```text
//!   h₋₁ = sha256("papersoak journal 1")      hₖ = sha256(hₖ₋₁ ‖ bytes of chunk k)
//! ```
//!
//! The journal's fingerprint is the last h, over an incomplete chunk too. It follows from the envelopes alone
//! and not from how they were committed, and after a restart it goes on from the last complete chunk.

use sha2::{Digest, Sha256};

/// What the chain begins with; the number is that of the codec.
const ORIGIN: &[u8] = b"papersoak journal 1";

/// One link of the chain.
pub(super) type Link = [u8; 32];

/// The chain, up to the bytes given so far.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    previous: Link,
    hasher: Sha256,
    empty: bool,
}

impl Chain {
    /// The chain before the first chunk.
    pub(super) fn new() -> Self {
        Self::after(Sha256::digest(ORIGIN).into())
    }

    /// The chain after the chunk whose link is `previous`.
    pub(super) fn after(previous: Link) -> Self {
        let hasher = Sha256::new_with_prefix(previous);
        Self { previous, hasher, empty: true }
    }

    /// Goes on with bytes of the present chunk.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
        self.empty &= bytes.is_empty();
    }

    /// Ends the present chunk and gives its link.
    pub(super) fn close(&mut self) -> Link {
        let link = self.link();
        *self = Self::after(link);
        link
    }

    /// The link that the chain would have if the chunk ended here.
    pub(super) fn link(&self) -> Link {
        if self.empty { self.previous } else { self.hasher.clone().finalize().into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_depends_on_the_bytes_and_not_on_how_they_came() {
        let (mut whole, mut parts) = (Chain::new(), Chain::new());
        whole.update(b"abcdef");
        parts.update(b"ab");
        parts.update(b"");
        parts.update(b"cdef");
        assert_eq!(whole.link(), parts.link());
        assert_ne!(whole.link(), Chain::new().link());
    }

    #[test]
    fn a_chain_goes_on_from_its_last_link() {
        let mut chain = Chain::new();
        chain.update(b"first");
        let mut resumed = Chain::after(chain.close());
        assert_eq!(chain.link(), resumed.link());
        chain.update(b"second");
        resumed.update(b"second");
        assert_eq!(chain.close(), resumed.close());
    }
}
