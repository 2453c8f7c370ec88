//! Calls over the control socket, turned into inputs and answers.

use crate::engine::State;
use crate::event::{Input, OperatorAction, OperatorCommand};
use crate::link::{ControlCall, ControlReply, ControlRequest};
use crate::snapshot::{Vitals, build};

/// What is to be done with a call.
pub(super) enum Wanted {
    /// It was answered from a picture.
    Answered,
    /// A person acts: take this in, then answer.
    Act(Box<Input>, tokio::sync::oneshot::Sender<ControlReply>, bool),
}

/// Answers a question, or says what input an act becomes.
pub(super) fn wanted(call: ControlCall, state: &State, vitals: &Vitals) -> Wanted {
    match call.request {
        ControlRequest::Status => {
            let picture = serde_json::to_value(build(state, vitals));
            let reply = match picture {
                Ok(value) => ControlReply::Status(value),
                Err(error) => {
                    ControlReply::Refused { text: format!("the picture could not be written: {error}") }
                }
            };
            // The client may have gone; it asked, so nobody else cares.
            let _ = call.respond.send(reply);
            Wanted::Answered
        }
        ControlRequest::Act { command, reason } => {
            let stops = command == OperatorCommand::Stop;
            let action = OperatorAction { operator: call.operator, command, reason };
            Wanted::Act(Box::new(Input::Operator(Box::new(action))), call.respond, stops)
        }
    }
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
