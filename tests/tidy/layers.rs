//! Who may use whom: the table of the architecture.

use super::source::Source;

/// For each folder, the folders it may use. Itself is always allowed. `main`, `lib` and `commands`
/// may use anything.
const MAY_USE: [(&str, &[&str]); 23] = [
    ("model", &[]),
    ("caught", &[]),
    ("clock", &["model"]),
    ("event", &["model"]),
    ("agent", &["model", "event"]),
    ("fault", &["model", "event"]),
    ("engine", &["model", "event", "agent"]),
    ("paper", &["model"]),
    ("snapshot", &["model", "event", "engine", "gate"]),
    ("journal", &["model", "event"]),
    ("market", &["model", "event", "fault"]),
    ("venue", &["model", "event", "fault", "paper", "clock"]),
    ("config", &["model", "event", "fault", "market", "paper", "venue"]),
    ("link", &["model", "event", "snapshot"]),
    (
        "sim",
        &[
            "model",
            "event",
            "fault",
            "agent",
            "engine",
            "paper",
            "snapshot",
            "journal",
            "market",
            "venue::store",
        ],
    ),
    (
        "runtime",
        &[
            "model", "clock", "event", "fault", "agent", "engine", "paper", "snapshot", "journal", "market",
            "venue", "sim", "config", "link", "report", "gate", "notify",
        ],
    ),
    (
        "drill",
        &[
            "model", "clock", "event", "fault", "agent", "engine", "paper", "snapshot", "journal", "market",
            "venue", "sim", "config", "link", "report", "runtime", "gate", "notify",
        ],
    ),
    (
        "regress",
        &[
            "model", "event", "fault", "agent", "engine", "paper", "snapshot", "gate", "journal", "market",
            "sim", "config",
        ],
    ),
    ("gate", &["model", "caught", "event", "engine", "journal"]),
    ("bundle", &["model", "event", "engine", "gate", "snapshot", "journal", "report"]),
    ("notify", &["model", "event", "journal", "clock"]),
    ("report", &["model", "event", "snapshot", "gate"]),
    ("tui", &["model", "caught", "event", "fault", "snapshot", "link", "clock"]),
];

/// Folders and files that may use anything.
const WIRING: [&str; 3] = ["main", "lib", "commands"];

/// All folders that have a place.
pub(crate) fn folders() -> Vec<&'static str> {
    MAY_USE.iter().map(|(folder, _)| *folder).chain(WIRING).collect()
}

/// Every use of a folder that `file`'s folder may not use.
pub(crate) fn violations(file: &Source) -> Vec<String> {
    let Some(folder) = file.folder() else { return Vec::new() };
    let Some((_, allowed)) = MAY_USE.iter().find(|(known, _)| *known == folder) else { return Vec::new() };
    let may = |used: &str| {
        let within = |allowed: &str| used == allowed || used.starts_with(&format!("{allowed}::"));
        used == folder
            || used.starts_with(&format!("{folder}::"))
            || allowed.iter().any(|allowed| within(allowed))
    };
    let used = uses(file).into_iter().filter(|(_, used)| !may(used));
    used.map(|(line, used)| {
        let top = used.split("::").next().unwrap_or(&used);
        format!("{}:{line}: {folder} uses {top} ({used})", file.name)
    })
    .collect()
}

/// Every path that begins with `crate::`, to two names deep, with the line on which it ends; the
/// insides of `use crate::{…}` are looked into.
fn uses(file: &Source) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut group: Option<Group> = None;
    for (line, code) in file.code() {
        let mut rest = code.as_str();
        if let Some(open) = &mut group {
            open.take(line, rest, &mut found);
        }
        if group.as_ref().is_some_and(|open| open.depth == 0) {
            group = None;
        }
        while let Some(at) = rest.find("crate::") {
            let before = rest[..at].chars().next_back();
            rest = &rest[at + "crate::".len()..];
            if before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_') {
                continue;
            }
            if let Some(inside) = rest.strip_prefix('{') {
                let mut open = Group { depth: 1, path: String::new() };
                open.take(line, inside, &mut found);
                group = (open.depth > 0).then_some(open);
                break;
            }
            found.push((line, path_at(rest)));
        }
    }
    found
}

/// The inside of `use crate::{…}`, which may go over several lines.
struct Group {
    depth: usize,
    path: String,
}

impl Group {
    fn take(&mut self, line: usize, code: &str, found: &mut Vec<(usize, String)>) {
        for letter in code.chars() {
            if self.depth == 0 {
                return;
            }
            match letter {
                '{' => self.depth += 1,
                '}' | ',' if self.depth == 1 => self.end(line, found),
                _ if self.depth == 1 && !letter.is_whitespace() => self.path.push(letter),
                _ => {}
            }
            if letter == '}' {
                self.depth -= 1;
            }
        }
    }

    fn end(&mut self, line: usize, found: &mut Vec<(usize, String)>) {
        if !self.path.is_empty() {
            found.push((line, path_at(&std::mem::take(&mut self.path))));
        }
    }
}

/// The first two names of the path at the beginning of `text`.
fn path_at(text: &str) -> String {
    let word = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':';
    let path = text.split(|letter| !word(letter)).next().unwrap_or_default();
    path.split("::").filter(|name| !name.is_empty()).take(2).collect::<Vec<_>>().join("::")
}
