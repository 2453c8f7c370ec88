//! `soak stop|trip|reset|pause|resume|flatten`: what a person does to a running soak.
//!
//! Why six verbs in one file: they are one call with another command.

use super::cli::{OperateArgs, ResetArgs};
use super::failure::{Exit, Failure};
use super::{output, target};
use crate::event::OperatorCommand;
use crate::link::{ControlClient, ControlReply, ControlRequest};

/// Has `command` done to the soak that is meant, and prints what is so now.
///
/// # Errors
///
/// No such soak, it does not run or answer, or it refuses.
pub(super) fn act(args: OperateArgs, command: OperatorCommand) -> Result<Exit, Failure> {
    let soak = target::soak(args.name.as_ref(), &args.data)?;
    let request = ControlRequest::Act { command, reason: args.reason };
    match ControlClient::connect(soak.path())?.call(&request)? {
        ControlReply::Done { text } => output::line(&text)?,
        ControlReply::Status(value) => output::json(&value)?,
        ControlReply::Refused { text } => return Err(Failure::no(text)),
    }
    Ok(Exit::Fine)
}

/// Arms the breaker again.
///
/// # Errors
///
/// As for [`act`].
pub(super) fn reset(args: ResetArgs) -> Result<Exit, Failure> {
    let ResetArgs { name, data, reason } = args;
    act(OperateArgs { name, data, reason }, OperatorCommand::Reset)
}
