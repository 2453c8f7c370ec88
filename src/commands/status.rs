//! `soak status`: how a soak is.

use serde_json::{Value, json};

use super::cli::StatusArgs;
use super::failure::{Exit, Failure};
use super::list::state_word;
use super::{output, target};
use crate::link::{ControlClient, ControlReply, ControlRequest, SoakState};

/// Asks the soak and prints its answer; one that does not run is told by its lock, and is a no.
///
/// # Errors
///
/// No such soak, no answer, or standard output cannot be written.
pub(super) fn status(args: &StatusArgs) -> Result<Exit, Failure> {
    let soak = target::soak(args.name.as_ref(), &args.data)?;
    let state = SoakState::of(soak.path());
    if !matches!(state, SoakState::Running { .. }) {
        let last_ran = state.last_ran().map(|at| at.to_string());
        let value = json!({"soak": soak.name().as_str(), "state": state_word(state), "last_ran": last_ran});
        print(args, &value)?;
        return Ok(Exit::No);
    }
    match ControlClient::connect(soak.path())?.call(&ControlRequest::Status)? {
        ControlReply::Status(value) => {
            print(args, &value)?;
            Ok(Exit::Fine)
        }
        ControlReply::Done { text } | ControlReply::Refused { text } => Err(Failure::no(text)),
    }
}

fn print(args: &StatusArgs, value: &Value) -> Result<(), Failure> {
    match value {
        Value::Object(members) if !args.json => {
            let rows: Vec<[String; 2]> =
                members.iter().map(|(name, value)| [name.clone(), plain(value)]).collect();
            output::table(&rows)
        }
        other => output::json(other),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "-".into(),
        other => other.to_string(),
    }
}
