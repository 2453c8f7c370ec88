//! A line of text that a person types.
//!
//! Invariant: it holds no control characters, and at most [`CHARS_MAX`] characters.

use crate::model::neutralise;
use crate::tui::keys::Chord;

/// Longest line, in characters: a reason of a few sentences.
pub(crate) const CHARS_MAX: usize = 300;

/// A line and the place in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TextLine {
    text: String,
    /// The characters before the cursor.
    cursor: usize,
}

impl TextLine {
    /// A line that holds `text` already, the cursor behind it.
    pub(crate) fn of(text: &str) -> Self {
        let text = neutralise(text, CHARS_MAX);
        Self { cursor: text.chars().count(), text }
    }

    /// What was typed.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// What was typed, in front of the cursor and from there on.
    pub(crate) fn halves(&self) -> (&str, &str) {
        self.text.split_at(self.byte_of(self.cursor))
    }

    /// Takes in pasted text: its first line.
    pub(crate) fn paste(&mut self, text: &str) {
        for letter in neutralise(text.lines().next().unwrap_or_default(), CHARS_MAX).chars() {
            self.insert(letter);
        }
    }

    /// Takes in a key; says whether it meant something.
    pub(crate) fn press(&mut self, key: Chord) -> bool {
        match key {
            Chord::Char(letter) if !letter.is_control() => self.insert(letter),
            Chord::Backspace | Chord::Ctrl('h') => self.erase(self.cursor.saturating_sub(1), self.cursor),
            Chord::Delete | Chord::Ctrl('d') => self.erase(self.cursor, self.cursor + 1),
            Chord::Ctrl('u') => self.erase(0, self.cursor),
            Chord::Ctrl('k') => self.erase(self.cursor, usize::MAX),
            Chord::Ctrl('w') => self.erase(self.word_before(), self.cursor),
            Chord::Left | Chord::Ctrl('b') => self.cursor = self.cursor.saturating_sub(1),
            Chord::Right | Chord::Ctrl('f') => self.cursor = (self.cursor + 1).min(self.length()),
            Chord::Home | Chord::Ctrl('a') => self.cursor = 0,
            Chord::End | Chord::Ctrl('e') => self.cursor = self.length(),
            _ => return false,
        }
        true
    }

    fn length(&self) -> usize {
        self.text.chars().count()
    }

    fn byte_of(&self, character: usize) -> usize {
        self.text.char_indices().nth(character).map_or(self.text.len(), |(byte, _)| byte)
    }

    fn insert(&mut self, letter: char) {
        // What could hide or act is not typed by a person; it would be replaced at the border anyway.
        if self.length() < CHARS_MAX && neutralise(letter.encode_utf8(&mut [0; 4]), 1).starts_with(letter) {
            self.text.insert(self.byte_of(self.cursor), letter);
            self.cursor += 1;
        }
    }

    fn erase(&mut self, from: usize, to: usize) {
        self.text.replace_range(self.byte_of(from)..self.byte_of(to), "");
        self.cursor = from;
    }

    /// Where the word before the cursor begins.
    fn word_before(&self) -> usize {
        let (before, _) = self.halves();
        let kept = before.trim_end().rfind(' ').map_or(0, |space| space + 1);
        before.get(..kept).map_or(0, |kept| kept.chars().count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, keys: &[Chord], expect: (&str, &str)) {
        let mut line = TextLine::of(text);
        for key in keys {
            line.press(*key);
        }
        assert_eq!(line.halves(), expect);
    }

    #[test]
    fn keys_edit_the_line() {
        check("", &[Chord::Char('ö'), Chord::Char('k')], ("ök", ""));
        check("größe", &[Chord::Left, Chord::Backspace], ("grö", "e"));
        check("größe", &[Chord::Home, Chord::Delete], ("", "röße"));
        check("odd fills", &[Chord::Ctrl('w')], ("odd ", ""));
        check("odd fills ", &[Chord::Ctrl('w'), Chord::Ctrl('w'), Chord::Ctrl('w')], ("", ""));
        check("odd fills", &[Chord::Left, Chord::Ctrl('u')], ("", "s"));
        check("odd fills", &[Chord::Home, Chord::Right, Chord::Ctrl('k')], ("o", ""));
        check("a", &[Chord::Right, Chord::Delete, Chord::End], ("a", ""));
        check("a", &[Chord::Char('\u{202e}'), Chord::Char('\u{7}')], ("a", ""));
    }

    #[test]
    fn a_paste_is_one_line_and_not_endless() {
        let mut line = TextLine::default();
        line.paste("one\ntwo");
        assert_eq!(line.text(), "one");
        line.paste(&"x".repeat(2 * CHARS_MAX));
        assert_eq!(line.text().chars().count(), CHARS_MAX);
    }
}
