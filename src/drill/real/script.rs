//! The acts of a case, done when their time comes.

use std::path::Path;
use std::time::Duration;

use crate::clock::Clock;
use crate::drill::{Case, Deed};
use crate::event::{Input, OperatorAction, OperatorCommand};
use crate::link::{ControlClient, ControlReply, ControlRequest, LinkError};
use crate::model::{Markets, Time};
use crate::runtime::{Wishes, sleep_until};

/// Time between two tries at a soak that cannot be reached yet.
const TRY_EVERY: Duration = Duration::from_millis(50);

/// Tries until a soak that does not answer is given up: half a minute, in which any machine can set it up.
const TRIES_MAX: u32 = 600;

/// Does the acts of `case` in their time, counted from `begin`: the agent's through `wishes`, those of the
/// operator over the control socket of the soak in `folder`. Returns what could not be done.
pub(super) async fn act(
    case: &Case,
    (begin, clock): (Time, Clock),
    markets: &Markets,
    wishes: &Wishes,
    folder: &Path,
) -> Vec<String> {
    let mut script: Vec<_> =
        case.acts.iter().flat_map(|act| act.moments().map(move |at| (at, &act.deed))).collect();
    script.sort_by_key(|(at, _)| *at);
    let mut undone = Vec::new();
    for (at, deed) in script {
        sleep_until(clock, begin + at).await;
        if let Err(why) = done(deed, markets, clock.now(), wishes, folder).await {
            undone.push(format!("an act {at} after the beginning could not be done: {why}"));
        }
    }
    undone
}

async fn done(
    deed: &Deed,
    markets: &Markets,
    now: Time,
    wishes: &Wishes,
    folder: &Path,
) -> Result<(), String> {
    match deed.input(markets, now) {
        Input::Intent(intent) => {
            wishes.want(*intent).await;
            Ok(())
        }
        Input::Operator(action) => {
            let OperatorAction { command, reason, .. } = *action;
            operate(folder, command, reason).await
        }
        _ => Err("nobody can do that to a running soak".to_owned()),
    }
}

/// Does `command` over the control socket of the soak in `folder`, once it can be reached.
///
/// # Errors
/// What was answered instead, or why nothing was.
pub(super) async fn operate(folder: &Path, command: OperatorCommand, reason: String) -> Result<(), String> {
    match ask(folder, ControlRequest::Act { command, reason }).await? {
        ControlReply::Done { .. } => Ok(()),
        reply => Err(format!("the answer is {reply:?}")),
    }
}

/// Returns when the soak in `folder` has begun.
///
/// # Errors
/// Why it cannot be reached.
pub(super) async fn reach(folder: &Path) -> Result<(), String> {
    ask(folder, ControlRequest::Status).await.map(drop)
}

async fn ask(folder: &Path, request: ControlRequest) -> Result<ControlReply, String> {
    let mut tries = 1;
    loop {
        let (folder, request) = (folder.to_owned(), request.clone());
        let asked = tokio::task::spawn_blocking(move || ControlClient::connect(&folder)?.call(&request));
        match asked.await.map_err(|error| error.to_string())? {
            Ok(reply) => return Ok(reply),
            Err(LinkError::NotRunning { .. } | LinkError::NotAnswering { .. }) if tries < TRIES_MAX => {}
            Err(error) => return Err(error.to_string()),
        }
        tries += 1;
        tokio::time::sleep(TRY_EVERY).await;
    }
}
