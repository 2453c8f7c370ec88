//! Leaving the account as it was: flat, and without an order of ours.

use tokio::sync::watch;

use super::Closed;
use super::asker::Asker;
use super::desk::{Desk, told};
use crate::event::{Answer, Call, Outcome};
use crate::model::{PositionReport, Span};

/// Rounds of looking and closing. One is the rule; an order whose answer was lost may still fill after it.
const ROUNDS_MAX: u32 = 4;

/// Pause before a further round, unless the venue asks for a longer one.
const AGAIN_AFTER: Span = Span::from_secs(1);

/// Longest pause: a whole window of the venue's limit, and a little.
const AGAIN_AFTER_MAX: Span = Span::from_secs(65);

impl Desk {
    /// Cancels what rests of ours, closes what is held, and looks whether that is so. A further wish to stop
    /// ends the waiting for a venue that has had too much.
    pub(super) async fn close(&mut self, asker: &mut Asker, stop: &mut watch::Receiver<bool>) -> Closed {
        let mut closed = Closed::default();
        stop.mark_unchanged();
        for round in 1..=ROUNDS_MAX {
            let pause = match self.close_once(asker, &mut closed).await {
                Ok(true) => {
                    closed.flat = true;
                    closed.why = None;
                    return closed;
                }
                Ok(false) => AGAIN_AFTER,
                Err(outcome) => {
                    closed.why = Some(told(&outcome));
                    let wait = match outcome {
                        Outcome::RateLimited { retry_after } => retry_after.unwrap_or(AGAIN_AFTER),
                        _ => AGAIN_AFTER,
                    };
                    wait.max(AGAIN_AFTER).min(AGAIN_AFTER_MAX)
                }
            };
            let stopped = tokio::time::timeout(pause.to_std(), stop.changed()).await.is_ok();
            if stopped || round == ROUNDS_MAX {
                break;
            }
        }
        closed
    }

    /// One round; whether there was nothing to do, as the venue says.
    async fn close_once(&mut self, asker: &mut Asker, closed: &mut Closed) -> Result<bool, Outcome> {
        let open = match self.ask(Call::ListOpenOrders { cursor: None }).await {
            Outcome::Answered(Answer::Orders(page)) => page.items,
            other => return Err(other),
        };
        let ours = open.into_iter().filter(|order| {
            order.client_order_id.as_ref().is_some_and(|id| asker.is_ours(id)) && !order.status.is_final()
        });
        let mut nothing_to_do = true;
        for order in ours {
            nothing_to_do = false;
            done(self.ask(Call::CancelOrder(order.order_id)).await)?;
        }
        let held: Vec<PositionReport> = match self.ask(Call::ListPositions).await {
            Outcome::Answered(Answer::Positions(held)) => held,
            other => return Err(other),
        };
        let held: Vec<_> = held.into_iter().filter(|position| !position.quantity.is_zero()).collect();
        closed.left = held.iter().map(|held| format!("{} {}", held.quantity, held.symbol)).collect();
        for position in held {
            nothing_to_do = false;
            done(self.ask(asker.close(position.symbol, position.quantity)).await)?;
            closed.orders += 1;
        }
        Ok(nothing_to_do)
    }
}

/// An answer, or why there is none that helps. What is refused as it has happened is looked at again.
fn done(outcome: Outcome) -> Result<(), Outcome> {
    match outcome {
        Outcome::Answered(_) | Outcome::Refused { .. } => Ok(()),
        other => Err(other),
    }
}
