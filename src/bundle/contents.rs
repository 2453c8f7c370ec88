//! The names of a bundle's members, and the limits of what is read.

/// Largest bundle, in bytes: the evidence's limit is 4 MiB a file, and a week's needs a hundredth of it.
pub const BYTES_MAX: u64 = 256 << 20;

/// Most files of evidence: several times the number of drills there are.
pub const EVIDENCE_FILES_MAX: usize = 1_000;

/// Largest member: a few times what evidence may have.
pub(super) const MEMBER_BYTES_MAX: usize = 64 << 20;

/// Most members: the evidence and the few others.
pub(super) const MEMBERS_MAX: usize = EVIDENCE_FILES_MAX + 16;

pub(super) const CONFIGURATION: &str = "configuration.toml";
pub(super) const EVIDENCE: &str = "evidence/";
pub(super) const FACTS: &str = "facts.json";
pub(super) const JOURNAL: &str = "journal.json";
pub(super) const JUDGEMENT: &str = "judgement.json";
pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const REPORT: &str = "report.md";

/// The last in the order of names, as it has to be.
pub(super) const SEAL: &str = "seal";
