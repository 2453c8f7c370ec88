//! What the command line offers.

use super::model::Model;
use super::palette::command_of;
use crate::tui::keys::{Argument, TABLE};
use crate::tui::panels::Panel;

/// Most candidates offered: more than the overlay shows.
const CANDIDATES_MAX: usize = 40;

/// One line that would complete what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// The whole line.
    pub(crate) line: String,
    /// What has to follow it.
    pub(crate) follows: &'static str,
    /// What it does, or what it stands for.
    pub(crate) words: String,
}

/// What completes `typed`: those that begin with it first, then those that hold its letters in order.
pub(crate) fn candidates(model: &Model, typed: &str) -> Vec<Candidate> {
    let typed = typed.trim_start();
    let mut found = match command_of(typed) {
        Some((row, rest)) if typed.contains(' ') => {
            let (words, argument) = row.command.unwrap_or(("", Argument::None));
            let offered = arguments(model, argument).into_iter();
            let lines = offered.map(|(text, words_of)| {
                (Candidate { line: format!("{words} {text}"), follows: "", words: words_of }, text)
            });
            ranked(lines.collect(), rest)
        }
        _ => Vec::new(),
    };
    let commands = TABLE.iter().filter_map(|row| {
        let (words, argument) = row.command?;
        let candidate = Candidate {
            line: words.to_owned(),
            follows: argument.placeholder(),
            words: row.words.to_owned(),
        };
        Some((candidate, words.to_owned()))
    });
    for candidate in ranked(commands.collect(), typed) {
        if !found.contains(&candidate) {
            found.push(candidate);
        }
    }
    found.truncate(CANDIDATES_MAX);
    found
}

/// Lines whose key begins with `typed`, then those that hold its letters in order.
fn ranked(lines: Vec<(Candidate, String)>, typed: &str) -> Vec<Candidate> {
    let mut found: Vec<_> = lines
        .into_iter()
        .filter(|(_, key)| holds(key, typed))
        .map(|(candidate, key)| (!key.starts_with(typed), candidate))
        .collect();
    found.sort_by_key(|(later, _)| *later);
    found.into_iter().map(|(_, candidate)| candidate).collect()
}

/// Whether `text` holds the letters of `typed` in their order.
fn holds(text: &str, typed: &str) -> bool {
    let mut letters = text.chars().flat_map(char::to_lowercase);
    typed.chars().flat_map(char::to_lowercase).all(|wanted| letters.any(|letter| letter == wanted))
}

/// What can follow a command, and what each stands for.
fn arguments(model: &Model, argument: Argument) -> Vec<(String, String)> {
    let words = |list: &[&str]| list.iter().map(|word| ((*word).to_owned(), String::new())).collect();
    match argument {
        Argument::Alert => {
            let alerts = model.shown().map_or(&[][..], |picture| &picture.alerts);
            alerts.iter().map(|alert| (alert.id.clone(), alert.text.clone())).collect()
        }
        Argument::Order => {
            let orders = model.shown().map_or(&[][..], |picture| &picture.orders);
            let about = |order: &crate::snapshot::OrderView| {
                format!("{} {} {} {}", order.state, order.side, order.quantity, order.symbol)
            };
            orders.iter().rev().map(|order| (order.seq.to_string(), about(order))).collect()
        }
        Argument::View => {
            Panel::ALL.iter().map(|panel| (view_name(*panel).to_owned(), String::new())).collect()
        }
        Argument::Theme => model.themes.iter().map(|theme| (theme.name.clone(), String::new())).collect(),
        Argument::Fault => crate::fault::TYPED
            .iter()
            .map(|(line, words)| ((*line).to_owned(), (*words).to_owned()))
            .collect(),
        Argument::Range => words(&["1h", "24h", "soak", "minute"]),
        Argument::Sort => words(&["symbol", "pnl", "age", "stop", "share"]),
        Argument::Moment => {
            let at = model.shown().map(|picture| picture.at.to_string().replace('T', " "));
            let minute = at.and_then(|text| text.get(..16).map(str::to_owned));
            minute.map(|text| (text, "this picture's".to_owned())).into_iter().collect()
        }
        Argument::None | Argument::Reason | Argument::Text => Vec::new(),
    }
}

/// What the command line calls a panel.
pub(crate) const fn view_name(panel: Panel) -> &'static str {
    match panel {
        Panel::Pnl => "pnl",
        Panel::Positions => "positions",
        Panel::Alerts => "alerts",
        Panel::Latency => "latency",
        Panel::Headroom => "headroom",
        Panel::Checklist => "checklist",
        Panel::Events => "events",
    }
}
