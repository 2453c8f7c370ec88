//! How far a drill is, for who watches.

use crate::model::Span;

/// How far one case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<'a> {
    /// The drill.
    pub drill: &'a str,
    /// Its case.
    pub case: &'a str,
    /// How much of it is over.
    pub passed: Span,
    /// How long it takes.
    pub length: Span,
}

/// Is told once a second how far each case is.
pub type Progress<'a> = &'a (dyn Fn(Step<'_>) + Sync);
