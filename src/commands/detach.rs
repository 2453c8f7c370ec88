//! A soak in a process of its own: `soak run --detach`, and every soak under a dashboard.
//!
//! The child is this program with the same arguments, in a session of its own and without a terminal
//! on its standard streams, so that neither the shell's end nor a lost line reaches it. What it prints
//! goes to `logs/console.log`. It is waited for until it answers on its control socket, or dies.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::failure::{Exit, Failure};
use super::going_live::TypedName;
use super::output;
use super::run_options::RunOptions;
use crate::clock::Clock;
use crate::journal::JOURNAL_FILE_NAME;
use crate::link::{ControlClient, SoakState};
use crate::model::Span;

/// How long a soak may take to answer after its start: opening a week's journal takes half a second.
const START_TIMEOUT: Span = Span::from_secs(20);

/// Time between two looks at the child: short, since somebody waits for the first picture.
const LOOK_EVERY: Duration = Duration::from_millis(4);

/// Size of the console's log above which a start begins it anew: some weeks at a line a minute.
const CONSOLE_BYTES_MAX: u64 = 8 << 20;

/// How much of the child's last words is shown, in bytes.
const WORDS_BYTES_MAX: usize = 2_000;

/// Starts the soak of `options` in the background and prints its name.
///
/// # Errors
///
/// As for [`launch`].
pub(super) fn start(
    options: &RunOptions,
    arguments: &[OsString],
    typed: Option<&TypedName>,
) -> Result<Exit, Failure> {
    launch(options, arguments, typed)?;
    let name = options.folder.name();
    output::words(&format!(
        "running in the background; watch: soak attach {name}, see: soak status {name}, end: soak stop {name}"
    ));
    output::line(name.as_str())?;
    Ok(Exit::Fine)
}

/// Leaves the terminal and the session that this process was started in, as the child of [`launch`].
pub(super) fn leave_session() {
    // It fails only for a process that leads its group, which then has no terminal's group to leave.
    let _ = rustix::process::setsid();
}

/// Starts the soak of `options` in a process of its own and waits until it answers. The process of a live soak
/// is told the account's name as it was typed, and judges everything anew.
///
/// # Errors
///
/// It runs already, it cannot be started, or it ends at once: then with its words.
pub(super) fn launch(
    options: &RunOptions,
    arguments: &[OsString],
    typed: Option<&TypedName>,
) -> Result<(), Failure> {
    let folder = options.folder.path();
    let name = options.folder.name();
    if let SoakState::Running { pid } = SoakState::of(folder) {
        return Err(crate::link::LinkError::AlreadyRunning { name: name.to_string(), pid }.into());
    }
    let console = options.folder.logs().join("console.log");
    let log = open_console(&console)?;
    let begin = log.metadata()?.len();
    let child = spawn(&child_arguments(options, arguments), log, typed)?;
    if let Err(failure) = wait(child, folder, &console, begin) {
        // Refused before it began: its words were all that it left, and they are told here.
        if begin == 0 && !folder.join(JOURNAL_FILE_NAME).exists() {
            std::fs::remove_file(&console)?;
            options.folder.remove_if_empty();
        }
        return Err(failure);
    }
    Ok(())
}

/// The same command line, in the foreground and under the name that was chosen.
fn child_arguments(options: &RunOptions, arguments: &[OsString]) -> Vec<OsString> {
    let given = arguments.iter().skip(1);
    let mut kept: Vec<OsString> = given.filter(|argument| *argument != "--detach").cloned().collect();
    let named = kept.iter().any(|argument| {
        argument == "--name" || argument.to_str().is_some_and(|argument| argument.starts_with("--name="))
    });
    kept.push("--in-background".into());
    if !named {
        kept.extend(["--name".into(), options.folder.name().as_str().into()]);
    }
    kept
}

fn spawn(arguments: &[OsString], log: File, typed: Option<&TypedName>) -> Result<Child, Failure> {
    let program = std::env::current_exe()?;
    let mut command = Command::new(program);
    let input = if typed.is_some() { Stdio::piped() } else { Stdio::null() };
    command.args(arguments).stdin(input).stdout(log.try_clone()?).stderr(log);
    let mut child = command.spawn()?;
    if let Some((typed, pipe)) = typed.zip(child.stdin.take()) {
        // One that has ended already says why in its log.
        let _ = typed.tell(pipe);
    }
    Ok(child)
}

fn wait(mut child: Child, folder: &Path, console: &Path, begin: u64) -> Result<(), Failure> {
    let mut ended = None;
    let answers = wait_until_it_answers(folder, || {
        ended = child.try_wait()?;
        Ok(ended.is_some())
    })?;
    match ended {
        _ if answers => Ok(()),
        Some(ended) if ended.success() => Ok(()),
        Some(ended) => Err(last_words(console, begin, ended.code())),
        None => {
            let cause = format!(
                "the soak (pid {}) did not answer within {START_TIMEOUT}; it may still start",
                child.id()
            );
            Err(Failure::no(cause).hint(format!("its words are in {}", console.display())))
        }
    }
}

/// Waits until the soak in `folder` answers on its control socket, has `ended`, or takes too long; says
/// whether it answers.
///
/// # Errors
///
/// It cannot be told whether it has ended.
pub(super) fn wait_until_it_answers(
    folder: &Path,
    mut ended: impl FnMut() -> Result<bool, Failure>,
) -> Result<bool, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let clock = Clock::start();
    let until = clock.now() + START_TIMEOUT;
    runtime.block_on(async {
        while clock.now() < until {
            if ControlClient::connect(folder).is_ok() {
                return Ok(true);
            }
            if ended()? {
                return Ok(false);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok(false)
    })
}

/// What earlier runs said is kept, up to a limit.
fn open_console(console: &Path) -> std::io::Result<File> {
    let full = std::fs::metadata(console).is_ok_and(|found| found.len() > CONSOLE_BYTES_MAX);
    let mut options = OpenOptions::new();
    options.create(true).append(true).mode(0o600);
    let log = options.open(console)?;
    if full {
        log.set_len(0)?;
    }
    Ok(log)
}

/// What the child said in the console's log, which had `begin` bytes when it was started.
fn last_words(console: &Path, begin: u64, code: Option<i32>) -> Failure {
    let mut bytes = std::fs::read(console).unwrap_or_default();
    bytes.drain(..usize::try_from(begin).unwrap_or(usize::MAX).min(bytes.len()));
    let tail = bytes.get(bytes.len().saturating_sub(WORDS_BYTES_MAX)..).unwrap_or_default();
    let words = String::from_utf8_lossy(tail);
    let cause = format!("the soak ended at once:\n{}", words.trim_end());
    let exit = match code {
        Some(1) => Exit::No,
        Some(2) => Exit::Usage,
        _ => Exit::Fault,
    };
    Failure::Told { exit, cause, hint: None }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::super::cli::Cli;
    use super::*;

    #[test]
    fn the_child_runs_the_same_soak_in_the_foreground_and_under_its_name() {
        #[track_caller]
        fn check(line: &str, expect: &str) {
            let words = |line: &str| line.split(' ').map(OsString::from).collect::<Vec<_>>();
            let options = RunOptions::of(Cli::try_parse_from(words(line)).unwrap().run).unwrap();
            let child = child_arguments(&options, &words(line));
            assert_eq!(child, words(expect));
            assert!(Cli::try_parse_from([words("soak"), child].concat()).is_ok());
        }
        check("soak --data /nowhere --detach", "--data /nowhere --in-background --name synthetic-1");
        check("soak --data /nowhere --detach --name=a", "--data /nowhere --name=a --in-background");
        check("soak --name a --data /nowhere --detach", "--name a --data /nowhere --in-background");
    }
}
