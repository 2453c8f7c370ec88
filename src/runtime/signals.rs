//! Being asked to end by the system.

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// A flag that goes up at the first SIGINT or SIGTERM, and changes again at each further one: who asks
/// twice does not want to wait for orders on their way. A hang-up is no wish to end: the terminal of
/// an operator may go, the soak stays.
///
/// # Errors
/// When the system does not let signals be received.
pub(super) fn asked_to_end() -> std::io::Result<watch::Receiver<bool>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    let (flag, asked) = watch::channel(false);
    tokio::spawn(async move {
        loop {
            let heard = tokio::select! {
                biased;
                heard = interrupt.recv() => heard,
                heard = terminate.recv() => heard,
                heard = hang_up.recv() => {
                    if heard.is_some() {
                        tracing::info!("hang-up heard; the soak goes on");
                        continue;
                    }
                    heard
                }
            };
            // It ends when signals can no longer be heard, or when nobody runs any more.
            if flag.send(true).is_err() || heard.is_none() {
                break;
            }
        }
    });
    Ok(asked)
}
