//! `soak status`: how a soak is.

use serde_json::{Value, json};

use super::cli::StatusArgs;
use super::failure::{Exit, Failure};
use super::list::{money, state_word};
use super::{output, target};
use crate::config::SoakFolder;
use crate::link::{ControlClient, ControlReply, ControlRequest, SoakState};
use crate::report::status_page;
use crate::snapshot::Snapshot;

/// Asks the soak and prints its answer; one that does not run is told by its lock, and is a no.
///
/// # Errors
///
/// No such soak, no answer, or standard output cannot be written.
pub(super) fn status(args: &StatusArgs) -> Result<Exit, Failure> {
    let soak = target::soak(args.name.as_ref(), &args.data)?;
    let state = SoakState::of(soak.path());
    let SoakState::Running { pid } = state else {
        not_running(args, &soak, state)?;
        return Ok(Exit::No);
    };
    let mut value = ask(&soak)?;
    if !args.json {
        output::line(&status_page(&read(value)?).join("\n"))?;
        return Ok(Exit::Fine);
    }
    if let Value::Object(members) = &mut value {
        members.insert("state".to_owned(), state_word(state).into());
        members.insert("pid".to_owned(), pid.into());
    }
    output::json(&value)?;
    Ok(Exit::Fine)
}

/// The picture of the running `soak`, as it was sent.
///
/// # Errors
///
/// It does not answer, or with a no.
pub(super) fn ask(soak: &SoakFolder) -> Result<Value, Failure> {
    match ControlClient::connect(soak.path())?.call(&ControlRequest::Status)? {
        ControlReply::Status(value) => Ok(value),
        ControlReply::Done { text } | ControlReply::Refused { text } => Err(Failure::no(text)),
        ControlReply::Told(_) | ControlReply::Facts(_) => {
            Err(Failure::no("an answer to another question came; use the same build for both"))
        }
    }
}

/// The picture that was sent.
///
/// # Errors
///
/// It is that of another version.
pub(super) fn read(value: Value) -> Result<Snapshot, Failure> {
    serde_json::from_value(value).map_err(|error| {
        let cause =
            format!("the soak is run by another version of this program, its status cannot be read: {error}");
        Failure::no(cause).hint("use the same build for both; soak status --json shows it as it is")
    })
}

fn not_running(args: &StatusArgs, soak: &SoakFolder, state: SoakState) -> Result<(), Failure> {
    let (name, word) = (soak.name(), state_word(state));
    let last_ran = state.last_ran().map(|at| at.to_string());
    if args.json {
        return output::json(&json!({"soak": {"name": name.as_str()}, "state": word, "last_ran": last_ran}));
    }
    let when = last_ran.map_or(String::new(), |at| format!("; it last ran at {at}"));
    output::line(&format!("{name}  {}{word}{when}", money(soak)))?;
    output::words(&match state {
        SoakState::Interrupted { .. } => format!(
            "it ended without a word (killed, or the machine went down); the command that started it, with --name {name}, goes on with it"
        ),
        _ => format!("its journal is {}", soak.path().join("journal.db").display()),
    });
    Ok(())
}
