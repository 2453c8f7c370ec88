//! How much is searched before a scan says that it saw not all.

use std::fmt;

/// How much is searched.
#[derive(Clone, Copy)]
pub struct Limits<'a> {
    /// Bytes, unpacked.
    pub bytes: u64,
    /// Whether there is no more time; asked every few files.
    pub stop: &'a dyn Fn() -> bool,
}

impl Limits<'_> {
    /// Bytes searched by default: some seconds of work, and more than the whole history of most agents.
    pub const BYTES: u64 = 2 << 30;
}

impl fmt::Debug for Limits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limits").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

/// What is left of the limits.
#[derive(Debug)]
pub(super) struct Budget<'a> {
    limits: Limits<'a>,
    pub(super) spent: u64,
}

impl<'a> Budget<'a> {
    pub(super) fn new(limits: Limits<'a>) -> Self {
        Self { limits, spent: 0 }
    }

    /// Takes `bytes` of it; `false` once it is used up.
    pub(super) fn take(&mut self, bytes: usize) -> bool {
        self.spent = self.spent.saturating_add(bytes as u64);
        self.is_left()
    }

    pub(super) fn is_left(&self) -> bool {
        self.spent <= self.limits.bytes && !(self.limits.stop)()
    }
}
