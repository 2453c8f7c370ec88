//! What the server asks of its clients.

use crate::model::TradingMode;
use secrecy::SecretString;

use super::key::own_key;
use crate::venue::VenueError;

/// The server's own rules. Its `Debug` never shows the key.
#[derive(Clone, Debug)]
pub struct ServerSettings {
    /// The one key that is let in; any is when there is none.
    pub key: Option<SecretString>,
    /// Requests let through in a minute, for each key; failed ones count too.
    pub requests_per_minute: u32,
    /// What it says of itself: a paper exchange can play a live venue, to rehearse trading there.
    pub plays: TradingMode,
}

impl Default for ServerSettings {
    /// Any key, and the venue's own limit of 300 requests a minute.
    fn default() -> Self {
        Self { key: None, requests_per_minute: 300, plays: TradingMode::Paper }
    }
}

impl ServerSettings {
    /// The same behind a key that is made now, and the key: for an exchange that one program serves to
    /// itself, so that whoever else finds its port is turned away.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn with_own_key(self) -> Result<(Self, SecretString), VenueError> {
        let key = own_key()?;
        Ok((Self { key: Some(key.clone()), ..self }, key))
    }
}
