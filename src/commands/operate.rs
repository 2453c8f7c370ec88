//! `soak stop|trip|reset|pause|resume|flatten`: what a person does to a running soak.
//!
//! Why six verbs in one file: they are one call with another command.

use std::time::Duration;

use super::cli::{OperateArgs, ResetArgs};
use super::failure::{Exit, Failure};
use super::{output, status, target};
use crate::clock::Clock;
use crate::config::SoakFolder;
use crate::event::OperatorCommand;
use crate::link::{ControlClient, ControlReply, ControlRequest, LinkError, SoakState};
use crate::model::{BreakerLevel, Span};

/// How long a soak may take to end: its own patience for orders on their way is 30 s.
const STOP_TIMEOUT: Span = Span::from_secs(45);

/// How long is waited for the venue to say that nothing is held: two reconciliations and a close.
const FLAT_TIMEOUT: Span = Span::from_secs(12);

/// Time between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Has `command` done to the soak that is meant, and prints what is so now.
///
/// # Errors
///
/// No such soak, it does not run or answer, or it refuses.
pub(super) fn act(args: OperateArgs, command: &OperatorCommand) -> Result<Exit, Failure> {
    let soak = target::soak(args.name.as_ref(), &args.data)?;
    let request = ControlRequest::Act { command: command.clone(), reason: args.reason };
    let replied = ControlClient::connect(soak.path())?.call(&request);
    if matches!((&replied, command), (Err(LinkError::Broken { .. }), OperatorCommand::Stop)) {
        // It ended before its answer was out, which is what was asked for.
        return stopped(&soak);
    }
    let text = match replied? {
        ControlReply::Done { text } => text,
        ControlReply::Status(_) | ControlReply::Told(_) | ControlReply::Facts(_) => {
            return Err(Failure::no("an answer to another question came; use the same build for both"));
        }
        ControlReply::Refused { text } => return Err(refused(text, &soak)),
    };
    let name = soak.name();
    match command {
        OperatorCommand::Stop => return stopped(&soak),
        OperatorCommand::Raise(BreakerLevel::Flattening) => {
            output::line(&text)?;
            return flat(&soak);
        }
        OperatorCommand::Raise(BreakerLevel::Tripped) => {
            output::line(&text)?;
            output::words(&format!(
                "open positions stay open; soak flatten {name} closes them, soak reset {name} --reason TEXT arms again"
            ));
        }
        OperatorCommand::Raise(_) => {
            output::line(&text)?;
            output::words(&format!("closing goes on; soak resume {name} ends the pause"));
        }
        _ => output::line(&text)?,
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
    act(OperateArgs { name, data, reason }, &OperatorCommand::Reset)
}

fn refused(text: String, soak: &SoakFolder) -> Failure {
    Failure::no(text).hint(format!("soak status {} shows how it is", soak.name()))
}

/// Waits until the soak, which was told to stop, has given its lock back.
///
/// # Errors
///
/// It takes too long.
pub(super) fn stopped(soak: &SoakFolder) -> Result<Exit, Failure> {
    let name = soak.name();
    output::words("stopping; orders on their way are waited for, at most 30 s");
    let runs = || matches!(SoakState::of(soak.path()), SoakState::Running { .. });
    if !wait_until(STOP_TIMEOUT, || !runs())? {
        let cause = format!("{name} was told to stop and still runs after {STOP_TIMEOUT}");
        return Err(Failure::no(cause).hint(format!("soak status {name} shows what it waits for")));
    }
    output::line(&format!("{name} has stopped"))?;
    Ok(Exit::Fine)
}

/// Waits until the venue says that nothing is held, and says what is so if that takes longer.
fn flat(soak: &SoakFolder) -> Result<Exit, Failure> {
    let name = soak.name();
    let is_flat = || {
        let snapshot = status::ask(soak).and_then(status::read);
        snapshot.is_ok_and(|snapshot| snapshot.breaker.flat_at.is_some())
    };
    if wait_until(FLAT_TIMEOUT, is_flat)? {
        output::line("FLAT: the venue says that nothing is held")?;
        output::words(&format!("soak reset {name} --reason TEXT arms again"));
    } else {
        output::words(&format!(
            "not flat yet after {FLAT_TIMEOUT}, and still closing; watch it with: soak status {name}"
        ));
    }
    Ok(Exit::Fine)
}

/// Looks until `done` says so, for no longer than `patience`; says whether it did.
fn wait_until(patience: Span, done: impl Fn() -> bool) -> Result<bool, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let clock = Clock::start();
    let until = clock.now() + patience;
    runtime.block_on(async {
        while !done() {
            if clock.now() >= until {
                return Ok(false);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok(true)
    })
}
