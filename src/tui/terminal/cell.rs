//! One cell as the terminal will show it: a letter of at most eight bytes and its ink.
//!
//! Two cells that look the same are equal here: colours are those the terminal has, letters likewise,
//! and the foreground of a space is dropped. So what cannot be seen costs no bytes.

use ratatui::buffer::Cell as Drawn;
use ratatui::style::{Color, Modifier, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::abilities::{Abilities, Glyphs};
use super::ascii;
use super::colour::Depth;

/// Most bytes of a cell's letter: a letter with an accent of its own, or a flag. What is longer keeps
/// its first scalar, on whose width terminals agree better anyway.
const LETTER_BYTES_MAX: usize = 8;

/// What changes the look of a space.
pub(super) const SHOWN_ON_BLANK: Modifier =
    Modifier::UNDERLINED.union(Modifier::CROSSED_OUT).union(Modifier::REVERSED);

/// How a letter is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ink {
    pub(super) fg: Color,
    pub(super) bg: Color,
    pub(super) modifier: Modifier,
}

/// One cell of the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    letter: [u8; LETTER_BYTES_MAX],
    pub(super) ink: Ink,
    /// Bytes of the letter; none in the right half of a wide one.
    length: u8,
    columns: u8,
}

impl Cell {
    /// An empty cell in the terminal's own colours.
    pub(super) const BLANK: Self =
        Self::ascii(b' ', Ink { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() });

    /// The right half of a wide letter: written with the left one.
    pub(super) const RIGHT_HALF: Self = Self { length: 0, columns: 0, ..Self::BLANK };

    const fn ascii(letter: u8, ink: Ink) -> Self {
        Self { letter: [letter, 0, 0, 0, 0, 0, 0, 0], ink, length: 1, columns: 1 }
    }

    /// The letter's bytes.
    pub(super) fn letter(&self) -> &[u8] {
        self.letter.get(..usize::from(self.length)).unwrap_or_default()
    }

    /// Columns taken: 1 or 2, and 0 for the right half of a wide letter.
    pub(super) fn columns(&self) -> u8 {
        self.columns
    }

    /// Whether it is a space whose foreground cannot be seen.
    pub(super) fn is_blank(&self) -> bool {
        self.length == 1
            && self.letter.first() == Some(&b' ')
            && !self.ink.modifier.intersects(SHOWN_ON_BLANK)
    }

    /// Whether every terminal moves its cursor by the same amount after this letter.
    pub(super) fn moves_surely(&self) -> bool {
        self.columns == 1 && self.length <= 4
    }
}

/// Turns drawn cells into those of a terminal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Caster {
    abilities: Abilities,
    /// What stands where nothing was said about colour.
    ground: Ink,
    /// The last ink cast: neighbours mostly have the same.
    drawn: Ink,
    cast: Ink,
}

impl Caster {
    pub(super) fn new(abilities: Abilities, ground: Style) -> Self {
        let ground = Ink {
            fg: ground.fg.unwrap_or_default(),
            bg: ground.bg.unwrap_or_default(),
            modifier: Modifier::empty(),
        };
        let mut caster = Self { abilities, ground, drawn: Ink::default(), cast: Ink::default() };
        caster.cast = caster.ink(Ink::default());
        caster
    }

    /// The cell to show. `room` is how many columns are left in its row, itself included.
    pub(super) fn cast(&mut self, drawn: &Drawn, room: usize) -> Cell {
        let ink = Ink { fg: drawn.fg, bg: drawn.bg, modifier: drawn.modifier };
        if ink != self.drawn {
            self.drawn = ink;
            self.cast = self.ink(ink);
        }
        let mut cell = self.letter(drawn.symbol());
        if usize::from(cell.columns) > room {
            cell = Cell::BLANK;
        }
        cell.ink = self.cast;
        if cell.is_blank() {
            cell.ink = Ink { fg: Color::Reset, bg: self.cast.bg, modifier: Modifier::empty() };
        }
        cell
    }

    fn ink(&self, ink: Ink) -> Ink {
        let or = |colour: Color, ground: Color| if colour == Color::Reset { ground } else { colour };
        let depth = self.abilities.depth;
        let reversed = depth == Depth::Mono && ink.bg != Color::Reset;
        Ink {
            fg: depth.nearest(or(ink.fg, self.ground.fg)),
            bg: depth.nearest(or(ink.bg, self.ground.bg)),
            modifier: if reversed { ink.modifier | Modifier::REVERSED } else { ink.modifier },
        }
    }

    fn letter(&self, symbol: &str) -> Cell {
        match *symbol.as_bytes() {
            [byte @ b' '..=b'~'] => return Cell::ascii(byte, Ink::default()),
            // U+2500 to U+28FF: rules, blocks, shapes, braille. All are one column wide.
            [0xe2, second @ 0x94..=0xa3, third]
                if self.abilities.glyphs == Glyphs::Unicode && narrow(second, third) =>
            {
                return Cell { letter: [0xe2, second, third, 0, 0, 0, 0, 0], length: 3, ..Cell::BLANK };
            }
            _ => {}
        }
        match self.abilities.glyphs {
            Glyphs::Unicode => unicode(symbol),
            // The right half of what was wide has a cell of its own, a space.
            Glyphs::Ascii => Cell::ascii(ascii::of_symbol(symbol), Ink::default()),
        }
    }
}

/// Whether the letter of three bytes from `0xe2` is one column wide without asking the tables: rules,
/// blocks and braille are, and the shapes and signs between them are not all.
fn narrow(second: u8, third: u8) -> bool {
    matches!(second, 0x94 | 0x95 | 0xa0..=0xa3) || (second == 0x96 && third < 0xa0)
}

fn unicode(symbol: &str) -> Cell {
    let mut text = symbol;
    if text.len() > LETTER_BYTES_MAX {
        let first = text.chars().next().map_or(0, char::len_utf8);
        text = text.get(..first).unwrap_or_default();
    }
    let control = text.chars().any(|letter| letter.width().is_none());
    let columns = text.width();
    let (Ok(columns @ 1..=2), Ok(length), false) = (u8::try_from(columns), u8::try_from(text.len()), control)
    else {
        return Cell::BLANK;
    };
    let mut cell = Cell { length, columns, ..Cell::BLANK };
    for (to, from) in cell.letter.iter_mut().zip(text.bytes()) {
        *to = from;
    }
    cell
}
