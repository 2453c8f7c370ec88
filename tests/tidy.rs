//! The house rules, checked over the source itself. All violations are told at once.
//!
//! Why a test and not a linter: each rule is one that a reviewer would otherwise have to remember,
//! and `cargo test` is where everybody looks.

#![expect(clippy::unwrap_used, reason = "a test stops where it cannot read")]

#[path = "tidy/layers.rs"]
mod layers;
#[path = "tidy/rules.rs"]
mod rules;
#[path = "tidy/source.rs"]
mod source;

use source::{Source, sources};

/// Fails with every violation that `rule` finds in `files`.
#[track_caller]
fn check(files: &[Source], rule: impl Fn(&Source) -> Vec<String>) {
    assert!(!files.is_empty(), "no files were found to check");
    let found: Vec<String> = files.iter().flat_map(rule).collect();
    assert!(found.is_empty(), "{} violations:\n{}", found.len(), found.join("\n"));
}

#[test]
fn folders_use_only_what_they_may() {
    check(&sources(&["src"]), layers::violations);
}

#[test]
fn every_folder_is_in_the_table() {
    let known = layers::folders();
    let unknown = |file: &Source| match file.folder() {
        Some(folder) if !known.contains(&folder) => {
            vec![format!("{}: the folder {folder} is not in the table of tests/tidy/layers.rs", file.name)]
        }
        _ => Vec::new(),
    };
    check(&sources(&["src"]), unknown);
}

#[test]
fn files_are_short_and_say_what_they_are() {
    check(&sources(&["src", "tests", "benches"]), rules::shape);
}

#[test]
fn tables_of_contents_hold_no_logic() {
    check(&sources(&["src"]), rules::table_of_contents);
}

#[test]
fn names_say_what_is_inside() {
    check(&sources(&["src", "tests", "benches"]), rules::names);
}

#[test]
fn nothing_is_left_for_later_and_nothing_sleeps_and_hopes() {
    check(&sources(&["src", "tests", "benches"]), rules::words);
}

#[test]
fn only_the_runtime_selects_and_it_does_so_in_order() {
    check(&sources(&["src"]), rules::selecting);
}

#[test]
fn money_has_no_floats() {
    check(&sources(&["src"]), rules::floats);
}

#[track_caller]
fn told(violations: &[String], expect: &[&str]) {
    assert_eq!(violations.len(), expect.len(), "{violations:?}");
    for (violation, expect) in violations.iter().zip(expect) {
        assert!(violation.contains(expect), "{violation} does not say {expect}");
    }
}

#[test]
fn the_rules_see_what_they_forbid() {
    let file = |name: &str, text: &str| Source { name: name.into(), text: text.into() };
    let engine = file(
        "src/engine/a.rs",
        "//! A.\nuse crate::{clock::Clock, model::Time};\nlet x = crate::paper::y();\n",
    );
    told(&layers::violations(&engine), &["a.rs:2: engine uses clock", "a.rs:3: engine uses paper"]);
    let nested = file("src/link/a.rs", "use crate::{\n    event::{Operator, Seq},\n    journal,\n};\n");
    told(&layers::violations(&nested), &["a.rs:3: link uses journal"]);
    let quoted = file("src/model/a.rs", "// use crate::engine::X;\nlet a = \"crate::engine::x\";\n");
    told(&layers::violations(&quoted), &[]);

    let long = file("src/model/a.rs", &"x\n".repeat(401));
    told(&rules::shape(&long), &["401 lines", "does not begin with //!"]);
    let contents = file(
        "src/model/mod.rs",
        "//! M.\nmod a;\npub fn logic() {}\n#[cfg(test)]\nmod tests {\n    fn a() {}\n}\n",
    );
    told(&rules::table_of_contents(&contents), &["mod.rs:3"]);
    told(&rules::names(&file("src/model/utils.rs", "")), &["utils"]);
    let later =
        ["// TO", "DO: later\n#[al", "low(dead_code)]\nthread::sl", "eep(x);\n\"/wo", "rk/x\";\n"].concat();
    told(&rules::words(&file("src/model/a.rs", &later)), &["a.rs:1", "a.rs:2", "a.rs:3", "a.rs:4"]);
    told(&rules::selecting(&file("src/venue/a.rs", "select! {\n    biased;\n")), &["only in src/runtime"]);
    told(&rules::selecting(&file("src/runtime/a.rs", "tokio::select! {\n    a = b => {}\n")), &["biased"]);
    told(
        &rules::floats(&file("src/engine/a.rs", "let a: f64 = 1.0; // f64\nlet b = 2_f32;\n")),
        &["a.rs:1", "a.rs:2"],
    );
}
