//! The program in a terminal of its own, with the time at which each of its bytes came.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};

use color_eyre::eyre::{Result, bail, ensure, eyre};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use soak::clock::Clock;
use soak::model::{Span, Time};

/// How long the screen may take to show what is waited for.
const PATIENCE: Span = Span::from_secs(30);

/// `soak` in a terminal.
pub(crate) struct Terminal {
    clock: Clock,
    started_at: Time,
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    written: Receiver<(Time, Vec<u8>)>,
    screen: vt100::Parser,
    bytes: u64,
    _master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    /// Starts `soak` with `arguments` over the data folder `data`.
    pub(crate) fn start(
        clock: Clock,
        data: &Path,
        arguments: &[&str],
        (columns, rows): (u16, u16),
    ) -> Result<Self> {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).map_err(|error| eyre!("no terminal: {error}"))?;
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_soak"));
        command.args(arguments);
        command.env("SOAK_DATA", data);
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        let mut reader = pair.master.try_clone_reader().map_err(|error| eyre!("no terminal: {error}"))?;
        let keys = pair.master.take_writer().map_err(|error| eyre!("no terminal: {error}"))?;
        let started_at = clock.now();
        let child = pair.slave.spawn_command(command).map_err(|error| eyre!("no start: {error}"))?;
        drop(pair.slave);
        let (bytes, written) = channel();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 65_536];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                let read = buffer.get(..count).unwrap_or_default().to_vec();
                if bytes.send((clock.now(), read)).is_err() {
                    break;
                }
            }
        });
        let [rows, columns] = [rows, columns].map(|count| NonZeroU16::new(count).unwrap_or(NonZeroU16::MIN));
        let screen = vt100::Parser::new(rows, columns, 0);
        Ok(Self { clock, started_at, child, keys, written, screen, bytes: 0, _master: pair.master })
    }

    /// The process.
    pub(crate) fn pid(&self) -> Result<u32> {
        self.child.process_id().ok_or_else(|| eyre!("the program has no process"))
    }

    /// Time from its start until the screen showed all of `words`.
    pub(crate) fn shows(&mut self, words: &[&str]) -> Result<Span> {
        let until = self.clock.now() + PATIENCE;
        loop {
            let (at, bytes) =
                self.next(until)?.ok_or_else(|| eyre!("{words:?} never came:\n{}", self.text()))?;
            self.take(&bytes);
            let text = self.text();
            if words.iter().all(|word| text.contains(word)) {
                return Ok(at.since(self.started_at));
            }
        }
    }

    /// Presses `keys`; time until the first byte came of it.
    pub(crate) fn press(&mut self, keys: &str) -> Result<Span> {
        self.drain();
        let pressed = self.clock.now();
        self.keys.write_all(keys.as_bytes())?;
        self.keys.flush()?;
        let Some((at, bytes)) = self.next(pressed + PATIENCE)? else { bail!("nothing came of {keys:?}") };
        self.take(&bytes);
        Ok(at.since(pressed))
    }

    /// Bytes written while `span` passes, and the bursts in which they came.
    pub(crate) fn written_in(&mut self, span: Span) -> Result<(u64, u64)> {
        self.drain();
        let (before, until) = (self.bytes, self.clock.now() + span);
        let mut bursts = 0;
        while let Some((_, bytes)) = self.next(until)? {
            self.take(&bytes);
            bursts += 1;
        }
        Ok((self.bytes - before, bursts))
    }

    /// Processor time in seconds and resident memory in MiB.
    pub(crate) fn cost(&self) -> Result<(f64, f64)> {
        let pid = self.pid()?;
        Ok((super::processor::seconds_of(&pid.to_string())?, super::memory::resident_of(&pid.to_string())?))
    }

    /// What the screen shows.
    pub(crate) fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Ends it by `keys`.
    pub(crate) fn quit(mut self, keys: &str) -> Result<()> {
        self.keys.write_all(keys.as_bytes())?;
        self.keys.flush()?;
        let status = self.child.wait()?;
        ensure!(status.success(), "it ended with {status}");
        Ok(())
    }

    fn next(&mut self, until: Time) -> Result<Option<(Time, Vec<u8>)>> {
        use std::sync::mpsc::RecvTimeoutError;
        match self.written.recv_timeout(until.since(self.clock.now()).to_std()) {
            Ok(read) => Ok(Some(read)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => bail!("the program ended:\n{}", self.text()),
        }
    }

    fn drain(&mut self) {
        while let Ok((_, bytes)) = self.written.try_recv() {
            self.take(&bytes);
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        self.screen.process(bytes);
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
