//! The command line: commands by name, with completion and what was typed before.

use super::complete::{Candidate, candidates};
use super::model::Model;
use super::text_line::TextLine;
use crate::tui::keys::{Action, Argument, Chord, Row, TABLE};

/// Most lines kept: more than anybody scrolls back through.
const HISTORY_MAX: usize = 50;

/// The line that is typed, and how far completion and history have gone in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Palette {
    /// The line.
    pub(crate) line: TextLine,
    /// What a person typed before Tab replaced it, and the candidate that stands there now.
    turn: Option<(String, usize)>,
    /// How many lines back in what was typed before.
    back: usize,
}

impl Palette {
    /// What the candidates are to complete.
    pub(crate) fn typed(&self) -> &str {
        self.turn.as_ref().map_or(self.line.text(), |(typed, _)| typed)
    }

    /// The candidate that stands in the line.
    pub(crate) fn chosen(&self) -> Option<usize> {
        self.turn.as_ref().map(|(_, chosen)| *chosen)
    }

    /// Takes in a key that edits the line.
    pub(crate) fn press(&mut self, key: Chord) {
        if self.line.press(key) {
            self.turn = None;
            self.back = 0;
        }
    }

    /// Puts the next of `candidates` into the line, or the one before.
    fn turn(&mut self, candidates: &[Candidate], forward: bool) {
        let count = candidates.len().max(1);
        let typed = self.typed().to_owned();
        let next = match (self.chosen(), forward) {
            (None, true) => 0,
            (None, false) => count - 1,
            (Some(chosen), true) => (chosen + 1) % count,
            (Some(chosen), false) => (chosen + count - 1) % count,
        };
        if let Some(candidate) = candidates.get(next) {
            self.line = TextLine::of(&candidate.line);
            self.turn = Some((typed, next));
        }
    }

    /// Puts what was typed before into the line; `history` has the latest last.
    fn recall(&mut self, history: &[String], earlier: bool) {
        self.back = if earlier { (self.back + 1).min(history.len()) } else { self.back.saturating_sub(1) };
        self.turn = None;
        let line = history.len().checked_sub(self.back).and_then(|place| history.get(place));
        self.line = TextLine::of(line.map_or("", String::as_str));
    }
}

/// What was typed before, the latest last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Typed(Vec<String>);

impl Typed {
    fn push(&mut self, line: &str) {
        self.0.retain(|kept| kept != line);
        self.0.push(line.to_owned());
        let over = self.0.len().saturating_sub(HISTORY_MAX);
        self.0.drain(..over);
    }
}

/// Completes the line of the open palette.
pub(crate) fn complete(model: &mut Model, forward: bool) {
    let Some(palette) = model.palette() else { return };
    let found = candidates(model, palette.typed());
    if let Some(palette) = model.palette_mut() {
        palette.turn(&found, forward);
    }
}

/// Puts an earlier or later line into the open palette.
pub(crate) fn recall(model: &mut Model, earlier: bool) {
    let history = std::mem::take(&mut model.typed);
    if let Some(palette) = model.palette_mut() {
        palette.recall(&history.0, earlier);
    }
    model.typed = history;
}

/// What a line asks for.
///
/// # Errors
/// It names no command, or lacks what has to follow; in words for people.
pub(crate) fn parse(line: &str) -> Result<(Action, Option<String>), String> {
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((row, rest)) = command_of(&line) else {
        return Err(format!("no command {line:?}; Tab lists those that there are"));
    };
    let Some((words, argument)) = row.command else { return Err("not a command".to_owned()) };
    match (argument, rest) {
        (Argument::None, "") => Ok((row.action, None)),
        (Argument::None, _) => Err(format!("nothing follows {words}")),
        (Argument::Reason | Argument::Text | Argument::Range | Argument::Sort | Argument::Theme, "") => {
            Ok((row.action, None))
        }
        (_, "") => Err(format!("{words} {}: what?", argument.placeholder())),
        (_, rest) => Ok((row.action, Some(rest.to_owned()))),
    }
}

/// The command that a line begins with, the longest that fits, and what follows it.
pub(crate) fn command_of(line: &str) -> Option<(&'static Row, &str)> {
    let fits = |row: &'static Row| {
        let (words, _) = row.command?;
        let rest = line.strip_prefix(words)?;
        (rest.is_empty() || rest.starts_with(' ')).then_some((words, row, rest.trim_start()))
    };
    let longest = TABLE.iter().filter_map(fits).max_by_key(|(words, ..)| words.len());
    longest.map(|(_, row, rest)| (row, rest))
}

/// Takes the line of the open palette, closes it and says what it asks for.
pub(crate) fn submit(model: &mut Model) -> Option<Result<(Action, Option<String>), String>> {
    let line = model.palette()?.line.text().trim().to_owned();
    model.overlay = None;
    if line.is_empty() {
        return None;
    }
    model.typed.push(&line);
    Some(parse(&line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::panels::Panel;

    #[test]
    fn lines_are_read() {
        #[track_caller]
        fn check(line: &str, action: Action, argument: Option<&str>) {
            assert_eq!(parse(line), Ok((action, argument.map(str::to_owned))));
        }
        check("trip", Action::Trip, None);
        check("  trip   odd  fills ", Action::Trip, Some("odd fills"));
        check("ack all", Action::AcknowledgeAll, None);
        check("ack stuck_position:ETH", Action::Acknowledge, Some("stuck_position:ETH"));
        check("order 12", Action::Inspect, Some("12"));
        check("goto 2026-11-20 03:14", Action::GoTo, Some("2026-11-20 03:14"));
        check("filter", Action::Filter, None);
        check("theme", Action::Theme, None);
        check("overview", Action::Overview, None);
        assert_ne!(Action::View(Panel::Pnl), Action::ViewNamed);
    }

    #[test]
    fn lines_that_say_nothing_are_refused_in_words() {
        #[track_caller]
        fn check(line: &str, expect: &str) {
            assert_eq!(parse(line), Err(expect.to_owned()));
        }
        check("tripp", "no command \"tripp\"; Tab lists those that there are");
        check("goto", "goto DATE TIME: what?");
        check("ack", "ack ID: what?");
        check("now then", "nothing follows now");
    }

    #[test]
    fn earlier_lines_come_back_without_repetition() {
        let mut typed = Typed::default();
        for line in ["now", "freeze", "now"] {
            typed.push(line);
        }
        let mut palette = Palette::default();
        let mut seen = Vec::new();
        for earlier in [true, true, true, false, false] {
            palette.recall(&typed.0, earlier);
            seen.push(palette.line.text().to_owned());
        }
        assert_eq!(seen, ["now", "freeze", "freeze", "now", ""]);
    }
}
