//! What each drill is about.

use serde_json::json;

use crate::commands::failure::{Exit, Failure};
use crate::commands::output;
use crate::drill::{Case, Drill, Expectation, Family, real};

/// Columns of a line of explanation: what reads well, and fits a terminal of 80.
const WIDTH: usize = 76;

/// Explains `drills`, family by family.
///
/// # Errors
///
/// Standard output cannot be written.
pub(super) fn list(drills: &[&Drill], as_json: bool) -> Result<Exit, Failure> {
    if as_json {
        for drill in drills {
            output::json(&object(drill))?;
        }
        return Ok(Exit::Fine);
    }
    for family in Family::ALL {
        let of_family: Vec<_> = drills.iter().filter(|drill| drill.family == family).collect();
        if of_family.is_empty() {
            continue;
        }
        output::line(&family.as_str().to_uppercase())?;
        for drill in of_family {
            output::line(&explanation(drill))?;
        }
    }
    Ok(Exit::Fine)
}

/// One drill with what it is about and what has to hold.
fn explanation(drill: &Drill) -> String {
    let mut text = format!("  {}: {}\n", drill.id, drill.title);
    for line in wrapped(drill.about.trim(), WIDTH - 4) {
        text.extend(["    ", &line, "\n"]);
    }
    for case in &drill.cases {
        let holds: Vec<_> = case.expectations.iter().map(expectation).collect();
        let line = format!("{} ({}): {}", case.name, case.length, holds.join("; "));
        for (number, line) in wrapped(&line, WIDTH - 6).iter().enumerate() {
            text.extend([if number == 0 { "    - " } else { "      " }, line, "\n"]);
        }
    }
    for (number, line) in wrapped(&in_real_time(drill), WIDTH - 6).iter().enumerate() {
        text.extend([if number == 0 { "    ~ " } else { "      " }, line, "\n"]);
    }
    text
}

/// Whether and how it runs over real sockets.
fn in_real_time(drill: &Drill) -> String {
    if let Some(why) = real::cannot(drill) {
        return format!("not with --real-time: {why}");
    }
    let cases = drill.cases.iter().filter_map(Case::in_real_time);
    let cases: Vec<_> = cases.map(|case| format!("{} ({})", case.name, case.length)).collect();
    format!("with --real-time: {}", cases.join("; "))
}

fn expectation(expected: &Expectation) -> String {
    format!("{} {}", expected.words(), expected.limit)
}

fn object(drill: &Drill) -> serde_json::Value {
    let case = |case: &Case| {
        let holds: Vec<_> = case.expectations.iter().map(expectation).collect();
        json!({ "case": case.name, "length_s": case.length.as_secs(), "expects": holds })
    };
    json!({
        "drill": drill.id,
        "family": drill.family.as_str(),
        "title": drill.title,
        "about": drill.about.trim(),
        "guards": drill.guards,
        "real_time": real::cannot(drill).is_none(),
        "cases": drill.cases.iter().map(case).collect::<Vec<_>>(),
    })
}

/// `text` in lines of at most `width` characters, broken between words.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.extend([" ", word]);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("ab cd  ef\nghijkl m", 5), ["ab cd", "ef", "ghijkl", "m"]);
        assert!(wrapped(" ", 5).is_empty());
    }

    #[test]
    fn every_drill_is_explained_within_the_width() {
        for drill in &Drill::catalogue().unwrap() {
            let text = explanation(drill);
            let long = text.lines().skip(1).find(|line| line.chars().count() > WIDTH);
            assert_eq!(long, None, "{}", drill.id);
        }
    }
}
