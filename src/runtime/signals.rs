//! Being asked to end by the system.

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// A flag that goes up at the first SIGINT or SIGTERM, and is waved again at each further one, for who
/// cannot wait. A hang-up is no wish to end: the terminal of an operator may go, the soak stays.
///
/// # Errors
/// When the system does not let signals be received.
pub fn asked_to_end() -> std::io::Result<watch::Receiver<bool>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    let (flag, asked) = watch::channel(false);
    tokio::spawn(async move {
        loop {
            let over = tokio::select! {
                biased;
                heard = interrupt.recv() => heard.is_none_or(|()| flag.send(true).is_err()),
                heard = terminate.recv() => heard.is_none_or(|()| flag.send(true).is_err()),
                heard = hang_up.recv() => {
                    tracing::info!("hang-up heard; the soak goes on");
                    heard.is_none()
                }
            };
            if over {
                break;
            }
        }
    });
    Ok(asked)
}
