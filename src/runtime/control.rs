//! Calls over the control socket, turned into inputs and answers.

use std::collections::VecDeque;

use serde::Serialize;
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::game_day::{GameDay, Injected};
use crate::engine::State;
use crate::event::{Input, OperatorAction, OperatorCommand};
use crate::fault::Window;
use crate::link::{ControlCall, ControlReply, ControlRequest};
use crate::model::{Seq, Time};
use crate::snapshot::{Ended, Vitals, build, facts};

/// Control calls that may wait; each client has one at a time.
pub(super) const CALLS_WAITING_MAX: usize = 16;

/// What is to be done with a call.
pub(super) enum Wanted {
    /// It was answered from a picture.
    Answered,
    /// A person acts: take this in, then answer.
    Act(Box<Input>, oneshot::Sender<ControlReply>, bool),
    /// A person has injected a fault: take this in, then open the window, then answer.
    Inject(Box<Input>, oneshot::Sender<ControlReply>, Box<Window>),
}

/// Answers a question, or says what input an act at `at` becomes.
pub(super) fn wanted(
    call: ControlCall,
    state: &State,
    vitals: &Vitals,
    (game_day, at): (&mut GameDay, Time),
) -> Wanted {
    match call.request {
        ControlRequest::Status => {
            show(call.respond, &build(state, vitals), ControlReply::Status);
            Wanted::Answered
        }
        ControlRequest::Facts => {
            show(call.respond, &facts(state, vitals), ControlReply::Facts);
            Wanted::Answered
        }
        ControlRequest::Watch { .. } | ControlRequest::Ask(_) => {
            let text = "this soak does not know that request; use the same build for both".to_owned();
            let _ = call.respond.send(ControlReply::Refused { text });
            Wanted::Answered
        }
        ControlRequest::Act { command: OperatorCommand::Inject { fault }, reason } => {
            match game_day.inject(&fault, state, at) {
                Ok(Injected { window, line }) => {
                    let command = OperatorCommand::Inject { fault: line };
                    let action = OperatorAction { operator: call.operator, command, reason };
                    Wanted::Inject(
                        Box::new(Input::Operator(Box::new(action))),
                        call.respond,
                        Box::new(window),
                    )
                }
                Err(text) => {
                    let _ = call.respond.send(ControlReply::Refused { text });
                    Wanted::Answered
                }
            }
        }
        ControlRequest::Act { command, reason } => {
            let stops = command == OperatorCommand::Stop;
            let action = OperatorAction { operator: call.operator, command, reason };
            Wanted::Act(Box::new(Input::Operator(Box::new(action))), call.respond, stops)
        }
    }
}

/// Answers with `what` as JSON.
fn show(
    respond: oneshot::Sender<ControlReply>,
    what: &impl Serialize,
    reply: impl FnOnce(Value) -> ControlReply,
) {
    let unwritten =
        |error| ControlReply::Refused { text: format!("the answer could not be written: {error}") };
    // The client may have gone; it asked, so nobody else cares.
    let _ = respond.send(serde_json::to_value(what).map_or_else(unwritten, reply));
}

/// The answer to an act, from the row that the engine wrote about it.
pub(super) fn reply_of(result: Option<&str>) -> ControlReply {
    match result {
        Some(text) => match text.strip_prefix("refused: ") {
            Some(why) => ControlReply::Refused { text: why.to_owned() },
            None => ControlReply::Done { text: text.to_owned() },
        },
        None => ControlReply::Refused { text: "the soak has ended".to_owned() },
    }
}

/// What viewers are told when the soak has ended; `fault` is what broke, as far as that is known. A disk
/// that broke it has kept no word of it, so that this may be the only place where it is told.
pub(super) fn ending_text(ended: Ended, fault: Option<&str>) -> String {
    match (ended, fault) {
        (_, Some(fault)) => format!("the soak ended by a fault: {fault}"),
        (Ended::Length, None) => "the soak has run its length".to_owned(),
        (Ended::FeedEnds, None) => "the recording has ended, and the soak with it".to_owned(),
        (Ended::Stopped, None) => "the soak was stopped".to_owned(),
        (Ended::Fault, None) => "the soak ended by a fault; its log and its journal say which".to_owned(),
    }
}

/// Answers to people whose acts are not durable yet; as many as there are control calls at most.
///
/// What a person was told holds also after a crash in the next instant.
#[derive(Debug, Default)]
pub(super) struct Acted(VecDeque<(Seq, oneshot::Sender<ControlReply>, ControlReply)>);

impl Acted {
    /// Whether everybody has been answered.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Keeps the `reply` to the act that was the input `seq`.
    pub(super) fn push(&mut self, seq: Seq, respond: oneshot::Sender<ControlReply>, reply: ControlReply) {
        self.0.push_back((seq, respond, reply));
    }

    /// Answers those whose acts are `durable`.
    pub(super) fn answer(&mut self, durable: Seq) {
        while self.0.front().is_some_and(|(seq, ..)| *seq <= durable) {
            let Some((_, respond, reply)) = self.0.pop_front() else { break };
            // The client may have gone; what it did is in the journal.
            let _ = respond.send(reply);
        }
    }

    /// Answers everybody, because the disk fails or has everything.
    pub(super) fn answer_all(&mut self) {
        self.answer(Seq(u64::MAX));
    }
}

/// Closes the control socket once what was answered is on its way.
///
/// Cancel safety: dropping it leaves the socket to end by itself.
pub(super) async fn hang_up(calls: mpsc::Receiver<ControlCall>, control: JoinHandle<()>) {
    // It serves until nobody receives calls any more, and gives first what was answered.
    drop(calls);
    // A control socket that broke has nothing more to say.
    let _ = control.await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_watches_is_told_what_broke() {
        #[track_caller]
        fn check(ended: Ended, fault: Option<&str>, expect: &str) {
            assert_eq!(ending_text(ended, fault), expect);
        }
        check(Ended::Stopped, None, "the soak was stopped");
        check(Ended::Fault, Some("the disk is full"), "the soak ended by a fault: the disk is full");
        check(Ended::Length, Some("the disk is full"), "the soak ended by a fault: the disk is full");
        check(Ended::Fault, None, "the soak ended by a fault; its log and its journal say which");
    }
}
