//! The report as Markdown: what a person reads in a terminal, a mail or a ticket.
//!
//! Invariant: no text from outside can end a cell, begin a line or become markup.

use super::SoakReport;
use super::sections::{Table, caveat, figures, lead, moment, proven, question, status, tables, verdict};
use crate::model::neutralise;

/// Longest text in a cell, in characters.
const CELL_CHARS_MAX: usize = 300;

/// `report` as Markdown.
#[must_use]
pub fn report_markdown(report: &SoakReport) -> String {
    let (green, all) = proven(report);
    let mut out = vec![
        format!("# {}: {}", plain(&report.picture.soak.name), verdict(report)),
        plain(&lead(report)),
        match caveat(report) {
            Some(caveat) => format!("{green} of {all} items are proven, {caveat}."),
            None => format!("{green} of {all} items are proven."),
        },
        "## Figures".to_owned(),
    ];
    let figures = figures(report).into_iter().map(|one| vec![one.name.to_owned(), one.value, one.beside]);
    out.push(grid(&["Figure", "Value", ""], figures));
    out.push("## Checklist".to_owned());
    let items = report.judgement.items.iter().map(|item| {
        let (sign, word) = status(item.judged.status);
        let at = item.judged.at.map(moment).unwrap_or_default();
        let (evidence, next) = (item.judged.evidence.clone(), item.judged.next.clone());
        vec![format!("{sign} {word}"), question(item.item).to_owned(), evidence, next, at]
    });
    out.push(grid(&["", "Item", "Evidence", "What turns it green", "As of (UTC)"], items));
    for Table { title, empty, heads, rows, more } in tables(report) {
        out.push(format!("## {title}"));
        out.push(if rows.is_empty() { empty.to_owned() } else { grid(&heads, rows.into_iter()) });
        if more > 0 {
            out.push(format!("And {more} more; the report as JSON has all of them."));
        }
    }
    if let Some(configuration) = &report.configuration {
        out.push("## Configuration".to_owned());
        // An indented block ends at nothing that can stand in it.
        let lines = configuration.lines().map(|line| format!("    {}", neutralise(line, CELL_CHARS_MAX)));
        out.push(lines.collect::<Vec<_>>().join("\n"));
    }
    out.push(format!("Made by {} from the journal's inputs; times are UTC.", report.made_by));
    out.join("\n\n") + "\n"
}

fn grid(heads: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let head = line(heads.iter().map(|head| (*head).to_owned()).collect());
    let rule = line(heads.iter().map(|_| "---".to_owned()).collect());
    let rows = rows.map(|row| line(row.iter().map(|cell| plain(cell)).collect()));
    [head, rule].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

/// `text` in one line, with everything that Markdown or HTML would take for more than a letter escaped.
fn plain(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in neutralise(text, CELL_CHARS_MAX).chars() {
        match letter {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '#' | '!' | '~' => safe.extend(['\\', letter]),
            letter => safe.push(letter),
        }
    }
    safe
}
