//! What is asked beside the load, one question after the other: before it, and when it is over.

use super::LoadError;
use super::asker::Asker;
use super::headroom::Gauge;
use crate::clock::Clock;
use crate::event::{Answer, Call, Lane, Outcome, Request};
use crate::model::{Markets, RequestId, Side, Span, Symbol, neutralise};
use crate::venue::{QuotaSeen, VenueClient};

/// Times that a first order is tried in a market: with the pause between two, some ten seconds in which a
/// feed has to name a price.
const TRIES_MAX: u32 = 50;

/// Time between two of them.
const TRY_EVERY: Span = Span::from_millis(200);

/// Longest words of a venue that are shown, in characters.
const WORDS_MAX: usize = 160;

/// Asks one thing at a time.
#[derive(Debug)]
pub(super) struct Desk {
    client: VenueClient,
    clock: Clock,
    pub(super) gauge: Gauge,
}

impl Desk {
    pub(super) fn new(client: VenueClient, clock: Clock) -> Self {
        Self { client, clock, gauge: Gauge::default() }
    }

    /// The venue's address, for messages.
    pub(super) fn venue(&self) -> String {
        self.client.settings().base_url().to_owned()
    }

    /// Whether it is on this machine.
    pub(super) fn is_local(&self) -> bool {
        self.client.settings().is_loopback()
    }

    /// How one call ends.
    pub(super) async fn ask(&mut self, call: Call) -> Outcome {
        let (reply, quota) = self.client.send_and_look(&request(call)).await;
        self.gauge.see(reply.sent_at, quota);
        reply.outcome
    }

    /// The venue's markets; there is at least one.
    pub(super) async fn markets(&mut self) -> Result<Markets, LoadError> {
        let markets = self.client.markets().await?;
        self.gauge.see(self.clock.now(), QuotaSeen::default());
        Ok(markets)
    }

    /// Refuses an account that somebody uses: orders of ours would be foreign to whoever does, and theirs to
    /// us when everything is closed at the end. It is the first question that wants the key.
    pub(super) async fn refuse_used(&mut self) -> Result<(), LoadError> {
        let in_use = |venue, why: &str| Err(LoadError::InUse { venue, why: why.to_owned() });
        match self.ask(Call::ListPositions).await {
            Outcome::Answered(Answer::Positions(held)) if held.iter().all(|one| one.quantity.is_zero()) => {}
            Outcome::Answered(_) => {
                let why = "its account holds positions, so that somebody may be trading there; use another account, or close them";
                return in_use(self.venue(), why);
            }
            other @ Outcome::Refused { status: 401 | 403, .. } => {
                return Err(LoadError::LockedOut { venue: self.venue(), why: told(&other) });
            }
            other => {
                return in_use(
                    self.venue(),
                    &format!("whether its account is in use is not told: {}", told(&other)),
                );
            }
        }
        match self.ask(Call::ListOpenOrders { cursor: None }).await {
            Outcome::Answered(Answer::Orders(open)) if open.items.is_empty() => Ok(()),
            Outcome::Answered(_) => {
                let why = "its account has open orders, so that somebody may be trading there; use another account, or cancel them";
                in_use(self.venue(), why)
            }
            other => {
                in_use(self.venue(), &format!("whether its account is in use is not told: {}", told(&other)))
            }
        }
    }

    /// Buys and sells once in each market: connections are made, and the feed has named its prices.
    pub(super) async fn warm_up(&mut self, asker: &mut Asker) -> Result<(), LoadError> {
        for (symbol, quantity) in asker.markets() {
            for side in [Side::Buy, Side::Sell] {
                let mut last = self.ask(asker.trial(symbol.clone(), side, quantity)).await;
                let mut tries = 1;
                while is_without_price(&last) && tries < TRIES_MAX {
                    tokio::time::sleep(TRY_EVERY.to_std()).await;
                    last = self.ask(asker.trial(symbol.clone(), side, quantity)).await;
                    tries += 1;
                }
                if !matches!(last, Outcome::Answered(_)) {
                    return Err(self.no_order(&symbol, &last));
                }
            }
        }
        Ok(())
    }

    fn no_order(&self, symbol: &Symbol, last: &Outcome) -> LoadError {
        LoadError::NoOrder { venue: self.venue(), why: format!("{symbol}: {}", told(last)) }
    }
}

/// A request beside every soak.
pub(super) fn request(call: Call) -> Request {
    Request { id: RequestId(1), lane: Lane::Observe, call, order: None, purpose: None }
}

fn is_without_price(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Refused { code, .. } if code == "no_price")
}

/// How a call ended, for people.
pub(super) fn told(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Answered(_) => "it answered something else".to_owned(),
        Outcome::RateLimited { .. } => "it says that too much is asked".to_owned(),
        Outcome::Refused { status, code, message } => {
            neutralise(&format!("it says {status} {code} {message}"), WORDS_MAX)
        }
        Outcome::Failed { failure, detail } => {
            neutralise(&format!("{}: {detail}", failure.as_str()), WORDS_MAX)
        }
    }
}
