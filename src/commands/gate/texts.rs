//! What the gate tells a person to type is what the command line takes.
//!
//! A command in a text begins with `soak` and a verb, and goes on to the next comma, colon or semicolon, or the end.

use std::path::Path;

use clap::Parser;

use super::super::cli::Cli;

/// The string literals of a piece of source, up to its unit tests, with whatever is filled in as `x`.
fn literals(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap();
    let code: Vec<_> = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n").replace("\\\"", "'");
    let filled = |text: &str| {
        let mut pieces = text.split('{');
        let first = pieces.next().unwrap().to_owned();
        pieces.fold(first, |told, piece| told + "x" + piece.split_once('}').map_or("", |(_, rest)| rest))
    };
    code.split('"').skip(1).step_by(2).map(filled).collect()
}

/// The commands in a text.
fn commands(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("soak ") {
        let before = text[..at].split_whitespace().next_back().unwrap_or("");
        let alone = text[..at].chars().next_back().is_none_or(|letter| !letter.is_alphanumeric());
        // "The soak is in a fault" is no command.
        if alone && !["the", "a", "another"].contains(&before) {
            let end = text[at..].find([',', ';', ':']);
            found.push(text[at..end.map_or(text.len(), |end| at + end)].trim());
        }
    }
    found
}

/// Whether the command line takes it, with any word in the place of those in capitals.
fn is_taken(command: &str) -> bool {
    let filled_in = |word: &str| {
        if word.chars().all(|letter| letter.is_ascii_uppercase()) { "x".to_owned() } else { word.to_owned() }
    };
    Cli::try_parse_from(command.split_whitespace().map(filled_in)).is_ok()
}

#[test]
fn what_turns_an_item_green_is_a_command_that_there_is() {
    let items = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/gate");
    let mut files: Vec<_> =
        std::fs::read_dir(items.join("items")).unwrap().map(|e| e.unwrap().path()).collect();
    files.push(items.join("judge.rs"));
    files.sort();
    let (mut seen, mut refused) = (Vec::new(), Vec::new());
    for file in files {
        for text in literals(&std::fs::read_to_string(&file).unwrap()) {
            for command in commands(&text) {
                if !is_taken(command) {
                    refused.push(format!("{}: {command}", file.display()));
                }
                seen.push(command.to_owned());
            }
        }
    }
    assert_eq!(refused, Vec::<String>::new());
    // The walk sees what it is there for.
    for command in
        ["soak evidence add junit FILE", "soak drill x", "soak reset --reason WHY", "soak gate --json"]
    {
        assert!(seen.iter().any(|known| known == command), "no {command:?} in {seen:?}");
    }
}

#[test]
fn a_command_that_there_is_not_is_seen() {
    let text = "soak status, and soak settle what a person knows";
    assert_eq!(commands(text), ["soak status", "soak settle what a person knows"]);
    assert!(!is_taken("soak settle what a person knows") && !is_taken("soak evidence add tests FILE"));
    assert_eq!(commands("the soak is in a fault, in soak.toml"), Vec::<&str>::new());
    assert_eq!(literals("let x = \"soak drill {one}\"; // \"no\"\n//! \"soak\""), ["soak drill x", "no"]);
}
