//! Source files as the rules see them.

use std::path::Path;

/// One file.
#[derive(Debug)]
pub(crate) struct Source {
    /// Its path from the repository's root, with `/`.
    pub(crate) name: String,
    /// What it holds.
    pub(crate) text: String,
}

impl Source {
    /// The folder below `src`, or the file's own stem where it stands directly in `src`.
    pub(crate) fn folder(&self) -> Option<&str> {
        let below = self.name.strip_prefix("src/")?;
        let first = below.split('/').next().unwrap_or(below);
        Some(first.strip_suffix(".rs").unwrap_or(first))
    }

    /// The file's name without folders and ending.
    pub(crate) fn stem(&self) -> &str {
        let last = self.name.rsplit('/').next().unwrap_or(&self.name);
        last.strip_suffix(".rs").unwrap_or(last)
    }

    /// The lines with their numbers from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines())
    }

    /// The lines with comments cut off and texts in quotes emptied: what the compiler acts on.
    /// Good for formatted code; a text over several lines counts as code from its second line on.
    pub(crate) fn code(&self) -> Vec<(usize, String)> {
        self.lines().map(|(number, line)| (number, code_of(line))).collect()
    }
}

fn code_of(line: &str) -> String {
    let mut code = String::new();
    let mut in_text = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if in_text => drop(letters.next()),
            // A quote in single quotes opens no text.
            '\'' if letters.peek() == Some(&'"') => drop(letters.next()),
            '"' => in_text = !in_text,
            '/' if !in_text && letters.peek() == Some(&'/') => break,
            _ if in_text => {}
            _ => code.push(letter),
        }
    }
    code
}

/// All Rust files in `folders` of the repository, in the order of their names.
pub(crate) fn sources(folders: &[&str]) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in folders {
        collect(root, &root.join(folder), &mut found);
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<Source>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        if path.is_dir() {
            collect(root, &path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            found.push(Source { name, text: std::fs::read_to_string(&path).unwrap() });
        }
    }
}
