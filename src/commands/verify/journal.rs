//! A soak's journal: its chain, its write-ahead log, and whether its tables tell what follows from its inputs.

use std::path::Path;

use serde_json::json;

use crate::commands::failure::{Exit, Failure};
use crate::commands::output;
use crate::commands::retraced::{Retraced, differing, retrace};
use crate::journal::{JournalError, WalEnd, wal_end};
use crate::link::SoakState;

/// Checks the journal in `folder` and says what was found.
///
/// # Errors
///
/// There is no journal, or standard output cannot be written.
pub(super) fn verify(folder: &Path, json: bool) -> Result<Exit, Failure> {
    let retraced = match retrace(folder, None) {
        Ok(retraced) => retraced,
        Err(error @ JournalError::Corrupt { .. }) => return Err(Failure::no(error.to_string())),
        Err(error) => return Err(Failure::usage(error.to_string())),
    };
    let mut damages: Vec<_> = retraced.examined.damages.iter().map(ToString::to_string).collect();
    // Of a soak that runs, the log is being written.
    let runs = matches!(SoakState::of(folder), SoakState::Running { .. });
    let torn = if runs {
        false
    } else {
        let end = wal_end(folder).map_err(|error| Failure::no(error.to_string()))?;
        if let WalEnd::Damaged { frame, commits } = end {
            damages.push(format!(
                "the write-ahead log: frame {frame} was changed, {commits} commits behind it are lost"
            ));
        }
        end == WalEnd::Torn
    };
    let differing = || differing(&retraced.archive, &retraced.followed);
    let tables = if damages.is_empty() { differing() } else { Ok(Vec::new()) };
    let tables = tables.map_err(|error| Failure::no(error.to_string()))?;
    let is_sound = damages.is_empty() && tables.is_empty();
    if json {
        output::json(&told(&retraced, &damages, &tables, torn))?;
    } else {
        output::line(&lines(&retraced, &damages, &tables, torn).join("\n"))?;
        if runs {
            output::words("the soak runs; this is how its journal stood a moment ago");
        }
    }
    Ok(if is_sound { Exit::Fine } else { Exit::No })
}

fn told(retraced: &Retraced, damages: &[String], tables: &[String], torn: bool) -> serde_json::Value {
    let examined = &retraced.examined;
    json!({
        "soak": examined.about.name,
        "sound": damages.is_empty() && tables.is_empty(),
        "inputs": examined.last,
        "chunks": examined.links.len(),
        "uncovered": examined.uncovered,
        "head": examined.head,
        "damages": damages,
        "tables": tables,
        "torn": torn,
    })
}

fn lines(retraced: &Retraced, damages: &[String], tables: &[String], torn: bool) -> Vec<String> {
    let (examined, followed) = (&retraced.examined, &retraced.followed);
    let is_sound = damages.is_empty() && tables.is_empty();
    let word = if is_sound { "SOUND" } else { "NOT SOUND" };
    let mut lines = vec![format!("{}  {word}", examined.about.name)];
    let mut fact = |name: &str, text: String| lines.push(format!("  {name:<9}{text}"));
    fact("inputs", format!("{} in {} complete chunks", examined.last, examined.links.len()));
    if let Some((first, last)) = examined.reach {
        fact("time", format!("{first} to {last}"));
    }
    for damage in damages {
        fact("DAMAGE", damage.clone());
    }
    if let Some(head) = &examined.head {
        fact("chain", format!("every chunk fits; sha256 {head}"));
        if examined.uncovered > 0 {
            let count = examined.uncovered;
            fact(
                "",
                format!(
                    "the last {count} inputs read, but no fingerprint covers them: an older version wrote them"
                ),
            );
        }
        if tables.is_empty() {
            let (orders, fills) = (followed.orders.len(), followed.fills.len());
            fact("tables", format!("follow from the inputs: {orders} states of orders, {fills} fills"));
        }
    }
    for table in tables {
        fact("TABLE", format!("{table}; the tables are for people, the inputs are whole"));
    }
    if torn {
        fact(
            "log",
            "its end was torn by a crash, which is no damage: that commit was never told of".to_owned(),
        );
    }
    lines
}
