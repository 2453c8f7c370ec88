//! Why a venue cannot be spoken to at all, or cannot be served.

use std::io;

/// An error of setting up; once set up, every request ends in an `event::Outcome` instead.
#[derive(Debug, thiserror::Error)]
pub enum VenueError {
    /// The address is none. Policy: refuse the configuration.
    #[error("{url:?} is not a venue's address ({reason}); write it like https://venue.example/api/v1")]
    Address {
        /// What was given, neutralised.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A key would leave this machine unencrypted. Policy: refuse the configuration.
    #[error(
        "{url:?} would carry the key unencrypted beyond this machine; use https:// or a loopback address"
    )]
    Unencrypted {
        /// The address, neutralised.
        url: String,
    },
    /// The key cannot stand in a header. Policy: refuse to start; the key itself is never shown.
    #[error(
        "the venue's key holds characters that cannot be sent; check the environment variable it comes from"
    )]
    Key,
    /// The HTTP client could not be made, most often for want of root certificates. Policy: refuse
    /// to start.
    #[error(
        "the HTTP client could not be set up: {reason}; check that the system's root certificates are installed"
    )]
    Client {
        /// What the library said.
        reason: String,
    },
    /// The venue does not say which markets it has. Policy: refuse to start.
    #[error("{url:?} does not say which markets it has: {reason}; check that the venue is up")]
    Markets {
        /// The address, neutralised.
        url: String,
        /// What happened.
        reason: String,
    },
    /// The server's socket or thread could not be set up. Policy: refuse to start.
    #[error("the paper exchange could not be served: {0}; check that the address is free")]
    Serve(#[from] io::Error),
}
