//! Asking a venue which markets it has, once, before a soak begins.

use super::VenueClient;
use super::classify::Body;
use super::transport::body;
use crate::model::{Markets, neutralise};
use crate::venue::VenueError;
use crate::venue::wire::MarketsBody;

/// Characters kept of what went wrong.
const TEXT_LENGTH_MAX: usize = 200;

impl VenueClient {
    /// The venue's markets with their steps, asked for once: whoever waits for a venue that starts asks again.
    ///
    /// # Errors
    /// When the venue does not answer, or answers something else.
    ///
    /// Cancel safety: nothing is changed by asking.
    pub async fn markets(&self) -> Result<Markets, VenueError> {
        self.ask_markets().await.map_err(|reason| {
            let reason = neutralise(&reason, TEXT_LENGTH_MAX);
            VenueError::Markets { url: self.settings().base_url().to_owned(), reason }
        })
    }

    async fn ask_markets(&self) -> Result<Markets, String> {
        let response = self.get("markets").await?;
        let status = response.status();
        let Body::Complete(bytes) = body(response).await else {
            return Err("its answer was cut short".to_owned());
        };
        if !status.is_success() {
            return Err(format!("it answered {status}"));
        }
        let read: MarketsBody = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
        let markets = Markets::new(read.markets()?);
        if markets.is_empty() { Err("it has no markets".to_owned()) } else { Ok(markets) }
    }
}
