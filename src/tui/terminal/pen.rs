//! The terminal's cursor and its current ink, and the shortest bytes that change them.

use ratatui::style::{Color, Modifier};

use super::cell::{Cell, Ink, SHOWN_ON_BLANK};

/// Where the terminal's cursor is and with what it writes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pen {
    /// Column and row; nothing where it cannot be known.
    column: Option<u16>,
    row: Option<u16>,
    /// Nothing at the beginning, until it was reset.
    ink: Option<Ink>,
}

/// Modifiers, what switches each on and what off. Bold and dim share their end.
const MODIFIERS: [(Modifier, u16, u16); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// One movement along one axis.
#[derive(Clone, Copy, Debug)]
enum Step {
    Stay,
    /// A control letter so many times.
    Letter(u8, u16),
    /// `CSI number final`; the number is left out when it is 1.
    Sequence(u16, u8),
    /// To the first column, then `CSI number C`.
    FromLeft(u16),
}

impl Pen {
    /// Nothing is known.
    pub(super) const LOST: Self = Self { column: None, row: None, ink: None };

    /// The ink, when it is known.
    pub(super) fn ink(&self) -> Option<Ink> {
        self.ink
    }

    /// Where the cursor is, when that is known.
    pub(super) fn place(&self) -> Option<(u16, u16)> {
        self.column.zip(self.row)
    }

    /// Back to no ink at all.
    pub(super) fn reset(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"\x1b[m");
        self.ink = Some(Ink::default());
    }

    /// Moves to `column` and `row` in as few bytes as there are.
    pub(super) fn go(&mut self, column: u16, row: u16, out: &mut Vec<u8>) {
        if self.place() == Some((column, row)) {
            return;
        }
        let absolute = absolute_length(column, row);
        match (self.row.map(|from| vertical(from, row)), horizontal(self.column, column)) {
            (Some(down), across) if down.length() + across.length() < absolute => {
                down.write(out);
                across.write(out);
            }
            _ => absolute_write(column, row, out),
        }
        (self.column, self.row) = (Some(column), Some(row));
    }

    /// What going to `column` in this row costs, in bytes.
    pub(super) fn cost_along(&self, column: u16) -> usize {
        horizontal(self.column, column).length()
    }

    /// Writes `cell` where the cursor is. `columns` is the width of the screen.
    pub(super) fn put(&mut self, cell: &Cell, columns: u16, out: &mut Vec<u8>) {
        if cell.columns() == 0 {
            return;
        }
        self.change(cell, out);
        out.extend_from_slice(cell.letter());
        let next = self.column.map(|column| column + u16::from(cell.columns()));
        // After the last column terminals differ in where the cursor is.
        self.column = next.filter(|column| *column < columns && cell.moves_surely());
    }

    /// Empties the rest of the row.
    pub(super) fn erase_right(&mut self, out: &mut Vec<u8>) {
        self.change(&Cell::BLANK, out);
        out.extend_from_slice(b"\x1b[K");
    }

    /// Whether `cell` can be written without a change of ink.
    pub(super) fn suits(&self, cell: &Cell) -> bool {
        self.ink.is_some_and(|ink| wanted(ink, cell) == ink)
    }

    /// Takes the ink of `cell`: only what differs, or everything anew when that is shorter.
    fn change(&mut self, cell: &Cell, out: &mut Vec<u8>) {
        let Some(old) = self.ink else {
            self.reset(out);
            return self.change(cell, out);
        };
        let new = wanted(old, cell);
        if new == old {
            return;
        }
        let begin = out.len();
        delta(old, new, out);
        if old.modifier != new.modifier {
            let middle = out.len();
            out.extend_from_slice(b"\x1b[m");
            let bare = out.len();
            delta(Ink::default(), new, out);
            if out.len() > bare {
                // One sequence: `CSI ; … m` begins with a reset.
                out.truncate(bare - 1);
                out.push(b';');
                let rest = out.len();
                delta(Ink::default(), new, out);
                out.drain(rest..rest + 2);
            }
            if out.len() - middle < middle - begin {
                out.drain(begin..middle);
            } else {
                out.truncate(middle);
            }
        }
        self.ink = Some(new);
    }
}

/// The ink to have for `cell` when `old` is there already: a space leaves as it is what does not show.
fn wanted(old: Ink, cell: &Cell) -> Ink {
    if cell.is_blank() {
        return Ink { fg: old.fg, bg: cell.ink.bg, modifier: old.modifier.difference(SHOWN_ON_BLANK) };
    }
    cell.ink
}

/// The sequence that makes `new` of `old`.
fn delta(old: Ink, new: Ink, out: &mut Vec<u8>) {
    let begin = out.len();
    out.extend_from_slice(b"\x1b[");
    let empty = out.len();
    let gone = old.modifier.difference(new.modifier);
    // Ending bold ends dim with it, and blinking of both kinds.
    let mut kept = old.modifier;
    let mut ended = 0;
    for (modifier, _, off) in MODIFIERS {
        if gone.contains(modifier) && ended != off {
            parameter(off, empty, out);
            ended = off;
            for (other, _, other_off) in MODIFIERS {
                if other_off == off {
                    kept.remove(other);
                }
            }
        }
    }
    for (modifier, on, _) in MODIFIERS {
        if new.modifier.contains(modifier) && !kept.contains(modifier) {
            parameter(on, empty, out);
        }
    }
    if old.fg != new.fg {
        colour(new.fg, 30, empty, out);
    }
    if old.bg != new.bg {
        colour(new.bg, 40, empty, out);
    }
    if out.len() == empty {
        out.truncate(begin);
    } else {
        out.push(b'm');
    }
}

/// One number of a sequence whose numbers begin at `empty`.
fn parameter(value: u16, empty: usize, out: &mut Vec<u8>) {
    if out.len() > empty {
        out.push(b';');
    }
    number(value, out);
}

/// The numbers of a colour; `base` is 30 for letters and 40 for what is behind them.
fn colour(colour: Color, base: u16, empty: usize, out: &mut Vec<u8>) {
    let mut extended = |numbers: &[u8]| {
        parameter(base + 8, empty, out);
        for value in numbers {
            parameter(u16::from(*value), empty, out);
        }
    };
    let plain = match colour {
        Color::Rgb(red, green, blue) => return extended(&[2, red, green, blue]),
        Color::Indexed(index) => return extended(&[5, index]),
        Color::Reset => base + 9,
        Color::Black => base,
        Color::Red => base + 1,
        Color::Green => base + 2,
        Color::Yellow => base + 3,
        Color::Blue => base + 4,
        Color::Magenta => base + 5,
        Color::Cyan => base + 6,
        Color::Gray => base + 7,
        Color::DarkGray => base + 60,
        Color::LightRed => base + 61,
        Color::LightGreen => base + 62,
        Color::LightYellow => base + 63,
        Color::LightBlue => base + 64,
        Color::LightMagenta => base + 65,
        Color::LightCyan => base + 66,
        Color::White => base + 67,
    };
    parameter(plain, empty, out);
}

fn vertical(from: u16, to: u16) -> Step {
    let step = match to.checked_sub(from) {
        Some(0) => return Step::Stay,
        // A line feed keeps the column: output is raw, and there is a row below.
        Some(down) if down <= 3 => return Step::Letter(b'\n', down),
        Some(down) => Step::Sequence(down, b'B'),
        None => Step::Sequence(from - to, b'A'),
    };
    step.or(Step::Sequence(to + 1, b'd'))
}

fn horizontal(from: Option<u16>, to: u16) -> Step {
    if to == 0 {
        return if from == Some(0) { Step::Stay } else { Step::Letter(b'\r', 1) };
    }
    let known = Step::Sequence(to + 1, b'G').or(Step::FromLeft(to));
    let Some(from) = from else { return known };
    match to.checked_sub(from) {
        Some(0) => Step::Stay,
        Some(right) => Step::Sequence(right, b'C').or(known),
        None => Step::Letter(0x08, from - to).or(Step::Sequence(from - to, b'D')).or(known),
    }
}

impl Step {
    /// The shorter of the two; this one when they are equal.
    fn or(self, other: Self) -> Self {
        if other.length() < self.length() { other } else { self }
    }

    fn length(self) -> usize {
        match self {
            Self::Stay => 0,
            Self::Letter(_, times) => usize::from(times),
            Self::Sequence(1, _) => 3,
            Self::Sequence(number, _) => 3 + digits(number),
            Self::FromLeft(right) => 1 + Self::Sequence(right, b'C').length(),
        }
    }

    fn write(self, out: &mut Vec<u8>) {
        match self {
            Self::Stay => {}
            Self::Letter(letter, times) => out.extend(std::iter::repeat_n(letter, usize::from(times))),
            Self::Sequence(count, last) => {
                out.extend_from_slice(b"\x1b[");
                if count != 1 {
                    number(count, out);
                }
                out.push(last);
            }
            Self::FromLeft(right) => {
                out.push(b'\r');
                Self::Sequence(right, b'C').write(out);
            }
        }
    }
}

fn absolute_length(column: u16, row: u16) -> usize {
    match (column, row) {
        (0, 0) => 3,
        (0, row) => 3 + digits(row + 1),
        (column, row) => 4 + digits(row + 1) + digits(column + 1),
    }
}

fn absolute_write(column: u16, row: u16, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\x1b[");
    if column > 0 || row > 0 {
        number(row + 1, out);
    }
    if column > 0 {
        out.push(b';');
        number(column + 1, out);
    }
    out.push(b'H');
}

fn digits(value: u16) -> usize {
    match value {
        0..10 => 1,
        10..100 => 2,
        100..1_000 => 3,
        1_000..10_000 => 4,
        _ => 5,
    }
}

fn number(value: u16, out: &mut Vec<u8>) {
    let mut rest = value;
    let mut unit = 10_u16.pow(u32::try_from(digits(value) - 1).unwrap_or(0));
    while unit > 0 {
        out.push(b'0' + u8::try_from(rest / unit).unwrap_or(0));
        rest %= unit;
        unit /= 10;
    }
}
