//! How long a client of a venue waits, unless it is told otherwise.
//!
//! One pair of figures for the client on sockets, the simulated one and the configuration, so that a
//! rehearsal in virtual time gives up when the real thing does.

use super::Span;

/// Longest wait for a connection.
pub const CONNECT_WITHIN: Span = Span::from_secs(3);

/// Longest wait for a complete answer, connection included.
pub const ANSWER_WITHIN: Span = Span::from_secs(10);
