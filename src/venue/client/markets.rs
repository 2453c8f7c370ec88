//! Asking a venue which markets it has, once, before a soak begins.

use std::time::Duration;

use super::VenueClient;
use super::classify::Body;
use super::transport::body;
use crate::model::{Markets, neutralise};
use crate::venue::VenueError;
use crate::venue::wire::MarketsBody;

/// Times that a venue which does not answer is asked: it may be starting in the same moment.
const TRIES_MAX: u32 = 10;

/// Time between two of them.
const ASK_AGAIN_AFTER: Duration = Duration::from_millis(500);

/// Characters kept of what went wrong.
const TEXT_LENGTH_MAX: usize = 200;

impl VenueClient {
    /// The venue's markets with their steps.
    ///
    /// # Errors
    /// When the venue does not answer, or answers something else.
    ///
    /// Cancel safety: nothing is changed by asking.
    pub async fn markets(&self) -> Result<Markets, VenueError> {
        let mut tries = 1;
        loop {
            match self.ask_markets().await {
                Ok(markets) => return Ok(markets),
                Err(reason) if tries >= TRIES_MAX => {
                    let reason = neutralise(&reason, TEXT_LENGTH_MAX);
                    return Err(VenueError::Markets { url: self.settings().base_url().to_owned(), reason });
                }
                Err(_) => tries += 1,
            }
            tokio::time::sleep(ASK_AGAIN_AFTER).await;
        }
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
