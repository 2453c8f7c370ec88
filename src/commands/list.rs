//! `soak list`: the soaks in the data folder, where each stands, and how those that run are.

use super::cli::DataArgs;
use super::failure::{Exit, Failure};
use super::{output, status};
use crate::config::{DataRoot, Settings, SoakFolder};
use crate::journal::CONFIGURATION_FILE_NAME;
use crate::link::SoakState;
use crate::model::TradingMode;
use crate::report::{ROW_HEADS, status_row};

/// Prints a table of all soaks.
///
/// # Errors
///
/// The data folder cannot be read, or standard output cannot be written.
pub(super) fn list(args: &DataArgs) -> Result<Exit, Failure> {
    let root = DataRoot::resolve(args.folder.as_deref())?;
    let soaks = root.soaks()?;
    if soaks.is_empty() {
        output::words(&format!("no soaks in {}; soak run starts one", root.path().display()));
        return Ok(Exit::Fine);
    }
    let [clock, equity, change, trades, breaker, needs] = ROW_HEADS.map(str::to_owned);
    let head = [
        "NAME".to_owned(),
        "STATE".to_owned(),
        clock,
        equity,
        change,
        trades,
        breaker,
        needs,
        "LAST RAN".to_owned(),
    ];
    let rows: Vec<_> = std::iter::once(head).chain(soaks.iter().map(row)).collect();
    output::table(&rows)?;
    Ok(Exit::Fine)
}

fn row(soak: &SoakFolder) -> [String; 9] {
    let state = SoakState::of(soak.path());
    let figures = match state {
        SoakState::Running { .. } => match status::ask(soak).and_then(status::read) {
            Ok(snapshot) => status_row(&snapshot),
            // Only its status says why.
            Err(_) => ["does not answer", "", "", "", "", ""].map(str::to_owned),
        },
        SoakState::Ended { .. } | SoakState::Interrupted { .. } | SoakState::Unknown => {
            [const { String::new() }; 6]
        }
    };
    let [clock, equity, change, trades, breaker, needs] = figures;
    let last_ran = state.last_ran().map(|at| at.to_string()).unwrap_or_default();
    let state = format!("{}{}", money(soak), state_text(state));
    [soak.name().to_string(), state, clock, equity, change, trades, breaker, needs, last_ran]
}

fn state_text(state: SoakState) -> String {
    match state {
        SoakState::Running { pid: 0 } => "starting".into(),
        SoakState::Running { pid } => format!("running (pid {pid})"),
        other => state_word(other).into(),
    }
}

/// What stands before the word for where a soak of real money stands; of any other nothing.
///
/// It is the kept configuration that says it: there is one of every live soak, also where none answers.
pub(super) fn money(soak: &SoakFolder) -> &'static str {
    let kept = Settings::load(&soak.path().join(CONFIGURATION_FILE_NAME));
    match kept.map(|loaded| loaded.settings.soak.mode) {
        Ok(TradingMode::Live) => "LIVE ",
        Ok(TradingMode::Paper) | Err(_) => "",
    }
}

/// One word for where a soak stands.
pub(super) const fn state_word(state: SoakState) -> &'static str {
    match state {
        SoakState::Running { .. } => "running",
        SoakState::Ended { .. } => "ended",
        SoakState::Interrupted { .. } => "interrupted",
        SoakState::Unknown => "never ran",
    }
}
