//! The file of `soak venue --faults`: what goes wrong at the served exchange, and when.
//!
//! Its windows are written as those of a drill's world, and count from when the exchange can be reached.

use std::path::Path;

use serde::Deserialize;

use crate::commands::failure::Failure;
use crate::fault::{Fault, Place, Window};
use crate::model::Markets;
use crate::runtime::GameDayPlan;

/// Largest file read, in bytes: far more than the windows that are taken.
const FILE_BYTES_MAX: u64 = 1 << 20;

/// Most windows: more than anybody writes, and a bound on every look at them.
const WINDOWS_MAX: usize = 1_000;

/// The file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    /// Of who is struck, where not all are.
    #[serde(default = "seed")]
    seed: u64,
    #[serde(default, rename = "fault")]
    faults: Vec<Window>,
}

const fn seed() -> u64 {
    1
}

/// Reads `file`.
///
/// # Errors
/// It cannot be read, is none, or holds what cannot go wrong at a served exchange.
pub(super) fn read(file: &Path) -> Result<GameDayPlan, Failure> {
    let shown = file.display();
    let cannot = |cause| Failure::usage(format!("cannot read the faults of {shown}: {cause}"));
    if std::fs::metadata(file).map_err(cannot)?.len() > FILE_BYTES_MAX {
        return Err(Failure::usage(format!("the faults of {shown} are more than {FILE_BYTES_MAX} bytes")));
    }
    let text = std::fs::read_to_string(file).map_err(cannot)?;
    let plan = parse(&text).map_err(|cause| Failure::usage(format!("{shown}:{cause}")))?;
    if plan.windows.is_empty() {
        let hint = "write one [[fault]] for each window; soak venue --help shows how";
        return Err(Failure::usage(format!("{shown} has no fault in it")).hint(hint));
    }
    Ok(plan)
}

/// Refuses windows that strike what the feed does not have.
///
/// # Errors
/// Naming the first.
pub(crate) fn refuse_strangers(plan: &GameDayPlan, markets: &Markets) -> Result<(), Failure> {
    let mut struck = plan.windows.iter().filter_map(|window| window.symbol.as_ref());
    let Some(symbol) = struck.find(|symbol| markets.id_of(symbol.as_str()).is_none()) else {
        return Ok(());
    };
    let names: Vec<_> = markets.iter().map(|(_, market)| market.symbol.as_str()).collect();
    let hint = format!("it has {}; without symbol all are struck", names.join(", "));
    Err(Failure::usage(format!("a fault strikes {symbol}, which the feed does not have")).hint(hint))
}

/// The plan in `text`; or its line, and what is wrong there.
fn parse(text: &str) -> Result<GameDayPlan, String> {
    let written: Written = toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        format!("{line}: {}", error.message().replace('\n', " "))
    })?;
    let windows = written.faults;
    if windows.len() > WINDOWS_MAX {
        return Err(format!(" it has {} faults, and {WINDOWS_MAX} is the most", windows.len()));
    }
    let told = windows.iter().enumerate().find_map(|(at, window)| Some((at, elsewhere(&window.fault)?)));
    if let Some((at, why)) = told {
        let line = text
            .match_indices("[[fault]]")
            .nth(at)
            .and_then(|(offset, _)| text.get(..offset))
            .unwrap_or_default();
        let line = line.matches('\n').count() + 1;
        return Err(format!("{line}: {why}"));
    }
    Ok(GameDayPlan { seed: written.seed, windows })
}

/// Why a fault cannot strike at a served exchange, if it cannot.
fn elsewhere(fault: &Fault) -> Option<String> {
    let why = match (fault, fault.place()) {
        (Fault::ResolverFails, _) => "it fails at the client, which looks the name up",
        (_, Place::Machine) => "it is of the client's machine",
        (_, Place::Account) => "trade in the account with a client of your own",
        (_, Place::Request | Place::Stream | Place::Market) => return None,
    };
    Some(format!("{} is not for a served exchange: {why}", fault.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str, words: &str) {
        let told = parse(text).expect_err("it was taken");
        assert!(told.contains(words), "{told}");
    }

    fn window(fault: &str) -> String {
        format!("seed = 7\n\n[[fault]]\nfrom = \"0s\"\nfor = \"1s\"\nfault = {fault}\n")
    }

    #[test]
    fn windows_are_read_as_in_a_drill() {
        let text = window("\"reply_lost\"") + "share = \"0.2\"\nroutes = [\"order\"]\nlabel = \"lossy\"\n";
        let plan = parse(&text).unwrap();
        assert_eq!((plan.seed, plan.windows.len(), plan.windows[0].label()), (7, 1, "lossy"));
        assert_eq!(parse("").unwrap(), GameDayPlan { seed: 1, windows: Vec::new() });
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        refused(&window("\"no_such\""), "6: unknown variant `no_such`");
        refused(&window("\"partition\"").replace("1s", "soon"), "5: ");
        refused("sead = 7\n", "1: unknown field `sead`");
        refused("[[fault]]\nfrom = \"0s\"\n", "1: missing field");
        refused("[[fault\n", "1: ");
        refused(&window("\"crash\""), "3: crash is not for a served exchange: it is of the client's machine");
        refused(&window("\"resolver_fails\""), "3: resolver_fails is not for a served exchange: it fails at");
        let two = window("\"partition\"") + &window("\"disk_full\"").replace("seed = 7\n", "");
        refused(&two, "8: disk_full is not");
    }
}
