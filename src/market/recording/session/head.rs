//! What a session says of itself before its first tick.

use serde::{Deserialize, Serialize};

use super::SessionFault;
use crate::model::{Decimal, History, Market, Markets, Span};

/// Most closes of a market from before the first tick: far more than any moving average needs.
const CLOSES_MAX: usize = 10_000;

/// Most decimal places of a market's steps: the venue's and the model's limit.
const PLACES_MAX: u32 = 8;

/// What a session says of itself before its first tick.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionHead {
    /// The markets, in the order that ticks count them.
    pub markets: Markets,
    /// Length of the agent's bars in the soak that it was cut out of; in microseconds on disk.
    pub bar: Span,
    /// Closes from before the first tick, spaced by [`Self::bar`].
    #[serde(default)]
    pub history: Vec<History>,
}

impl SessionHead {
    /// Length of a bar where nobody says: as for every recording of trades and quotes.
    pub(super) const BAR: Span = Span::from_secs(60);

    /// Whether a world can be made from it.
    pub(super) fn check(&self) -> Result<(), SessionFault> {
        let wrong = |text: String| Err(SessionFault::Head(text));
        if self.markets.is_empty() || self.markets.len() > Markets::COUNT_MAX {
            return wrong(format!("it names {} markets", self.markets.len()));
        }
        for (id, market) in self.markets.iter() {
            if self.markets.id_of(market.symbol.as_str()) != Some(id) {
                return wrong(format!("{} stands in it twice", market.symbol));
            }
            if !has_sound_steps(market) {
                return wrong(format!(
                    "the steps of {} are not above zero with 8 places at most",
                    market.symbol
                ));
            }
        }
        if self.bar <= Span::ZERO {
            return wrong("its bars have no length".to_owned());
        }
        for history in &self.history {
            let known = self.markets.get(history.market).is_some();
            let sound = history.closes.iter().all(|close| close.is_positive());
            if !known || !sound || history.closes.len() > CLOSES_MAX {
                return wrong(format!("the closes of market {} make no sense", history.market.0));
            }
        }
        Ok(())
    }
}

fn has_sound_steps(market: &Market) -> bool {
    let steps = [market.price_step.get(), market.quantity_step.get(), market.quantity_min.get()];
    steps.iter().all(|step| *step > Decimal::ZERO && step.scale() <= PLACES_MAX)
}
