//! The bundle: everything a decision rests on in one file, checked by who was not there.
//!
//! ```text
//!   NAME.soakbundle        a plain tar: tar tf, tar xf
//!   ├── configuration.toml   the effective configuration; no secrets
//!   ├── evidence/KIND/NAME.json   as the gate keeps it, with the detail for people
//!   ├── facts.json           all that is judged: what the verdict is computed from again
//!   ├── journal.json         where the journal's chain of fingerprints stood
//!   ├── judgement.json       the judgement, for people; never believed
//!   ├── manifest.json        whose, when, for what, and SHA-256 of every other member
//!   ├── report.md            the report, for people
//!   └── seal                 SHA-256 of the manifest, and of every byte before the seal
//! ```
//!
//! The same contents make the same bytes: names are sorted, times and owners fixed. A header or padding that is
//! not as it would be written here is damage, so that there is no byte that may differ.
//!
//! The seal is no signature: who makes a whole new bundle is found by the digest that was printed when the true
//! one was made, or by the journal.
//!
//! Invariant: nothing is unpacked to disk, and nothing is read beyond its limit.
//! Invariant: the verdict is computed from the facts, never read.

mod archive;
mod check;
mod contents;
mod make;
mod manifest;
mod sound;
#[cfg(test)]
mod tests;

pub use check::{Checked, Problem, Unreadable, check};
pub use contents::{BYTES_MAX, EVIDENCE_FILES_MAX};
pub use make::{Contents, Made, MakeError, make};
pub use manifest::{BUNDLE_VERSION, JournalMark, Manifest, Member};
