//! A soak in real time, in this process, as `soak run --headless` runs it.

use std::path::Path;
use std::thread::JoinHandle;

use color_eyre::eyre::{Result, ensure, eyre};
use soak::clock::Clock;
use soak::event::OperatorCommand;
use soak::link::{ControlClient, ControlReply, ControlRequest};
use soak::runtime::{Console, Plan, RunError, Voice, run_live};
use soak::snapshot::{RunResult, Snapshot};
use tempfile::TempDir;

/// Threads that serve sockets, as in `soak run`.
const WORKERS: usize = 2;

/// The soak's name, and that of its folder in the data folder.
pub(crate) const SOAK_NAME: &str = "bench";

/// A soak that runs.
pub(crate) struct Soaking {
    thread: JoinHandle<Result<RunResult, RunError>>,
    /// The data folder, which goes when this goes.
    folder: TempDir,
}

impl Soaking {
    /// Starts what `plan` makes of a new folder.
    pub(crate) fn start(clock: Clock, plan: impl FnOnce(&Path) -> Plan) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let plan = plan(&folder.path().join(SOAK_NAME));
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build()?;
        let thread = std::thread::spawn(move || {
            let (data, words) = (Box::new(std::io::sink()), Box::new(std::io::sink()));
            let mut console = Console::new(Voice::Json, data, words, 1);
            runtime.block_on(run_live(plan, clock, &mut console))
        });
        Ok(Self { thread, folder })
    }

    /// A connection to its control socket.
    pub(crate) fn control(&self) -> Result<ControlClient> {
        Ok(ControlClient::connect(&self.folder.path().join(SOAK_NAME))?)
    }

    /// How it is.
    pub(crate) fn status(&self) -> Result<Snapshot> {
        match self.control()?.call(&ControlRequest::Status)? {
            ControlReply::Status(value) => Ok(serde_json::from_value(value)?),
            other => Err(eyre!("no status: {other:?}")),
        }
    }

    /// The data folder that it is in.
    #[cfg(feature = "tui")]
    pub(crate) fn data(&self) -> &Path {
        self.folder.path()
    }

    /// Ends it, and gives its result and the data folder.
    pub(crate) fn stop(self) -> Result<(RunResult, TempDir)> {
        act(&mut self.control()?, OperatorCommand::Stop)?;
        self.wait()
    }

    /// Waits for its end.
    pub(crate) fn wait(self) -> Result<(RunResult, TempDir)> {
        let ended = self.thread.join().map_err(|_| eyre!("the soak panicked"))?;
        Ok((ended?, self.folder))
    }
}

/// Does what a person would do.
pub(crate) fn act(client: &mut ControlClient, command: OperatorCommand) -> Result<()> {
    let reply = client.call(&ControlRequest::Act { command, reason: "measured".to_owned() })?;
    ensure!(matches!(reply, ControlReply::Done { .. }), "the soak refused: {reply:?}");
    Ok(())
}
