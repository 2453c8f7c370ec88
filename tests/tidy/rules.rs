//! Rules about single files.

use super::source::Source;

/// Longest file, in lines, its tests included: what still reads in one sitting.
const LINES_MAX: usize = 400;

/// Names that say nothing of what is inside.
const EMPTY_NAMES: [&str; 5] = ["utils", "util", "helpers", "common", "manager"];

/// Folders in which amounts are decimal.
const DECIMAL_FOLDERS: [&str; 4] = ["model", "engine", "paper", "agent"];

/// Files of those folders that may use floats, and why.
const FLOATS_ALLOWED: [(&str, &str); 3] = [
    ("src/model/time.rs", "seconds for drawing and statistics"),
    ("src/engine/latency.rs", "percentiles are statistics"),
    ("src/engine/histogram.rs", "percentiles are statistics"),
];

/// Files outside `runtime` that may select, and why. It is empty, and each entry needs a reason.
const SELECT_ALLOWED: [(&str, &str); 0] = [];

/// Files that may sleep, and why.
const SLEEP_ALLOWED: [(&str, &str); 2] = [
    (
        "src/journal/writer/thread.rs",
        "the pause between two tries at a failing disk, at the end, on a thread that has nothing else to do",
    ),
    (
        "tests/real_time/promotion/place.rs",
        "each look is a process, and the week that is looked at needs the processor",
    ),
];

/// A file is short and begins by saying what it is.
pub(crate) fn shape(file: &Source) -> Vec<String> {
    let mut found = Vec::new();
    let lines = file.lines().count();
    if lines > LINES_MAX {
        found.push(format!("{}: {lines} lines, {LINES_MAX} are the limit; split it", file.name));
    }
    let header = file.lines().map(|(_, line)| line).find(|line| !line.starts_with("#!["));
    if !header.is_some_and(|line| line.starts_with("//! ")) {
        found.push(format!("{}:1: does not begin with //! and what it is", file.name));
    }
    found
}

/// A `mod.rs` has no functions; tests may, inside it and in folders of their own.
pub(crate) fn table_of_contents(file: &Source) -> Vec<String> {
    if file.stem() != "mod" || file.name.contains("/tests/") {
        return Vec::new();
    }
    let code = file.code();
    let logic = code.iter().take_while(|(_, line)| line.trim() != "#[cfg(test)]");
    let functions = logic.filter(|(_, line)| line.split_whitespace().any(|word| word == "fn"));
    functions
        .map(|(number, _)| format!("{}:{number}: a table of contents holds no functions", file.name))
        .collect()
}

/// A file is named for what is inside.
pub(crate) fn names(file: &Source) -> Vec<String> {
    let folders = file.name.split('/').map(|part| part.strip_suffix(".rs").unwrap_or(part));
    let empty = folders.filter(|part| EMPTY_NAMES.contains(part));
    empty.map(|part| format!("{}: {part} says nothing of what is inside", file.name)).collect()
}

/// Nothing is left for later, switched off, or specific to one machine.
pub(crate) fn words(file: &Source) -> Vec<String> {
    // Written in two halves, because this file is checked too.
    let banned = [
        (["TO", "DO"], "do it now or write an issue"),
        (["FIX", "ME"], "mend it now or write an issue"),
        (["to", "do!"], "do it now"),
        (["#[al", "low("], "use #[expect(lint, reason = \"…\")]"),
        (["#![al", "low("], "use #[expect(lint, reason = \"…\")]"),
        (["#[ig", "nore"], "a test runs or is removed"),
        (["#[should_", "panic"], "assert the error itself"),
        (["thread::sl", "eep"], "wait for what is awaited"),
        (["/wo", "rk/"], "paths of one machine do not belong here"),
        (["/ho", "me/"], "paths of one machine do not belong here"),
        (["/ro", "ot/"], "paths of one machine do not belong here"),
    ];
    let mut found = Vec::new();
    for (number, line) in file.lines() {
        for (halves, instead) in &banned {
            let word = halves.concat();
            let excused = word.ends_with("sleep") && SLEEP_ALLOWED.iter().any(|(name, _)| *name == file.name);
            if has_word(line, &word) && !excused {
                found.push(format!("{}:{number}: {word}: {instead}", file.name));
            }
        }
    }
    found
}

/// Whether `line` holds `word`, not as a part of a longer word.
fn has_word(line: &str, word: &str) -> bool {
    let part = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    let open = |edge: Option<char>| !part(edge) || !part(word.chars().next());
    let close = |edge: Option<char>| !part(edge) || !part(word.chars().next_back());
    line.match_indices(word)
        .any(|(at, _)| open(line[..at].chars().next_back()) && close(line[at + word.len()..].chars().next()))
}

/// `select!` is in `runtime` only, and takes its branches in the order written.
pub(crate) fn selecting(file: &Source) -> Vec<String> {
    let code = file.code();
    let mut found = Vec::new();
    for (index, (number, line)) in code.iter().enumerate() {
        if !line.contains("select!") {
            continue;
        }
        let allowed = SELECT_ALLOWED.iter().any(|(name, _)| *name == file.name);
        if file.folder() != Some("runtime") && !allowed {
            found.push(format!("{}:{number}: select! is used only in src/runtime", file.name));
        }
        let next = code.get(index + 1).map(|(_, line)| line.trim());
        if !line.contains("biased;") && next != Some("biased;") {
            found.push(format!("{}:{number}: select! must begin with biased;", file.name));
        }
    }
    found
}

/// Amounts are decimal where money is.
pub(crate) fn floats(file: &Source) -> Vec<String> {
    let decimal = file.folder().is_some_and(|folder| DECIMAL_FOLDERS.contains(&folder));
    if !decimal || FLOATS_ALLOWED.iter().any(|(name, _)| *name == file.name) {
        return Vec::new();
    }
    let float = |line: &str| {
        let words = line.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        words.into_iter().any(|word| {
            ["f32", "f64"].iter().any(|float| word == *float || word.ends_with(&format!("_{float}")))
        })
    };
    let lines = file.code().into_iter().filter(|(_, line)| float(line));
    lines.map(|(number, _)| format!("{}:{number}: a float where money is", file.name)).collect()
}
