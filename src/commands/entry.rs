//! From arguments to an exit code.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use rustix::fs::Mode;

#[cfg(feature = "tui")]
use super::attach;
use super::cli::{Cli, ConfigVerb, Verb};
use super::failure::{Exit, Failure};
use super::{
    alert, completions, config, doctor, drill, evidence, gate, list, load, operate, output, record, regress,
    rehearse, replay, report, run, sim, status, venue, verify,
};
use crate::caught::silence_awaited;
use crate::drill::real::own_disk;
use crate::event::OperatorCommand;
use crate::model::BreakerLevel;

/// Runs the command line `arguments`, the program's name first.
pub fn enter(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    prepare_panics();
    // What a soak writes is for its owner, whatever the shell says about new files.
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if let Some(disk) = own_disk().filter(|_| arguments.get(1).is_some_and(|verb| verb == "drill")) {
        return said(rehearse::rehearse(&disk));
    }
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // A reader that hangs up on the help has seen enough of it.
            let _ = error.print();
            let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            return if asked { Exit::Fine.into() } else { Exit::Usage.into() };
        }
    };
    said(execute(cli, &arguments))
}

/// The exit code, once people were told of what failed.
fn said(done: Result<Exit, Failure>) -> ExitCode {
    match done {
        Ok(exit) => exit.into(),
        Err(failure) => {
            if let Some(words) = failure.words() {
                output::words(&words);
            }
            failure.exit().into()
        }
    }
}

fn execute(cli: Cli, arguments: &[OsString]) -> Result<Exit, Failure> {
    let act = |args, command| operate::act(args, &command);
    match cli.verb {
        None => run::run(cli.run, arguments),
        Some(Verb::Run(args)) => run::run(*args, arguments),
        #[cfg(feature = "tui")]
        Some(Verb::Attach(args)) => attach::attach(&args),
        Some(Verb::List(args)) => list::list(&args),
        Some(Verb::Status(args)) => status::status(&args),
        Some(Verb::Stop(args)) => act(args, OperatorCommand::Stop),
        Some(Verb::Trip(args)) => act(args, OperatorCommand::Raise(BreakerLevel::Tripped)),
        Some(Verb::Pause(args)) => act(args, OperatorCommand::Raise(BreakerLevel::Paused)),
        Some(Verb::Flatten(args)) => act(args, OperatorCommand::Raise(BreakerLevel::Flattening)),
        Some(Verb::Resume(args)) => act(args, OperatorCommand::Resume),
        Some(Verb::Reset(args)) => operate::reset(args),
        Some(Verb::Alert(verb)) => alert::alert(verb),
        Some(Verb::Drill(args)) => drill::drill(&args),
        Some(Verb::Load(args)) => load::load(&args),
        Some(Verb::Gate(args)) => gate::gate(&args),
        Some(Verb::Sim(args)) => sim::sim(&args),
        Some(Verb::Evidence(verb)) => evidence::evidence(&verb),
        Some(Verb::Record(args)) => record::record(&args),
        Some(Verb::Replay(args)) => replay::replay(&args),
        Some(Verb::Regress(args)) => regress::regress(&args),
        Some(Verb::Report(args)) => report::report(&args),
        Some(Verb::Verify(args)) => verify::verify(&args),
        Some(Verb::Venue(args)) => venue::venue(args),
        Some(Verb::Config(ConfigVerb::Check { file })) => config::check(&file),
        Some(Verb::Config(ConfigVerb::Print { file })) => config::print(file.as_deref()),
        Some(Verb::Doctor(args)) => doctor::doctor(&args),
        Some(Verb::Completions { shell }) => completions::completions(shell),
    }
}

/// A broken invariant is reported with where it broke, in colour only where that can be seen.
fn prepare_panics() {
    use color_eyre::config::{HookBuilder, Theme};
    let colour =
        std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    let theme = if colour { Theme::dark() } else { Theme::new() };
    // It fails only when a hook is installed already, by a test that enters twice.
    let _ = HookBuilder::default().theme(theme).install();
    silence_awaited();
}
