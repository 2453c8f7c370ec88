//! Why a complete and well-formed JSON answer still cannot be used.

use crate::model::SymbolError;

/// A member of an answer that contradicts what it is for. Policy: the whole answer is malformed; it
/// is no information, and an order it should have told about is UNKNOWN.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WireError {
    /// Not JSON, or not the members that were expected; says where.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// A market's name that no venue uses.
    #[error(transparent)]
    Symbol(#[from] SymbolError),
    /// A member without which the answer says nothing.
    #[error("{0} is missing or empty")]
    Missing(&'static str),
    /// A number outside of what its member can mean.
    #[error("{member} is {value}, which {rule}")]
    OutOfRange {
        /// The member's name.
        member: &'static str,
        /// Its value.
        value: String,
        /// What it must not be.
        rule: &'static str,
    },
    /// An order on paper was answered as a real one.
    #[error("the venue says that this was executed for real")]
    Real,
    /// An order for real money was answered as one on paper.
    #[error("the venue says that this was executed on paper")]
    Paper,
    /// A list that had to be complete goes on.
    #[error("{0}")]
    Incomplete(&'static str),
}

impl WireError {
    /// An error for a `member` whose `value` breaks `rule`.
    pub(crate) fn out_of_range(
        member: &'static str,
        value: impl std::fmt::Display,
        rule: &'static str,
    ) -> Self {
        Self::OutOfRange { member, value: value.to_string(), rule }
    }
}
