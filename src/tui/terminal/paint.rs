//! From what was drawn to as few bytes as possible.
//!
//! ```text
//!   Buffer ─► Sheet (cells as this terminal shows them) ─► differences ─► bytes, the shortest of:
//!                                                            in order of place
//!                                                            in order of ink, when there are many inks
//!                                                            everything anew, when much differs
//! ```
//!
//! Invariant: nothing differs, nothing is written. What the terminal shows after the bytes is what was
//! drawn, whatever stood there before a repaint.

use ratatui::buffer::Buffer;
use ratatui::style::Style;

use super::abilities::Abilities;
use super::cell::{Caster, Cell, Ink};
use super::pen::Pen;
use super::sheet::{Patch, Sheet};

/// Frames of this many bytes are bracketed so that the terminal shows them at once. Smaller ones go out
/// in one write and are seen at once anyway, and the brackets are 16 bytes.
const AT_ONCE_BYTES: usize = 1_024;

/// Above this many bytes it is tried whether painting everything anew is shorter.
const REPAINT_TRIED_BYTES: usize = 512;

/// Most patches that are also tried in order of ink: more are a new page, which reads in order.
const INK_PATCHES_MAX: usize = 1_000;

/// Most inks that are told apart when painting by ink; a theme has fewer.
const INKS_MAX: usize = 64;

/// Erasing the rest of a row takes 3 bytes, so fewer cells than this are written as spaces.
const ERASED_CELLS_MIN: u16 = 3;

/// Begins and ends what is to be shown at once (private mode 2026). A terminal that does not know it
/// ignores it, which is why nobody is asked.
const AT_ONCE: (&[u8], &[u8]) = (b"\x1b[?2026h", b"\x1b[?2026l");

/// Remembers what the terminal shows and finds the bytes that change it.
#[derive(Debug)]
pub struct Painter {
    abilities: Abilities,
    shown: Sheet,
    wanted: Sheet,
    pen: Pen,
    /// What the terminal shows is not known: at the start, after a resize, after others wrote to it.
    lost: bool,
    patches: Vec<Patch>,
    pieces: Vec<(usize, Patch)>,
    bytes: Vec<u8>,
    other: Vec<u8>,
}

impl Painter {
    /// A painter for a terminal with these abilities, of which nothing else is known.
    #[must_use]
    pub fn new(abilities: Abilities) -> Self {
        Self {
            abilities,
            shown: Sheet::default(),
            wanted: Sheet::default(),
            pen: Pen::LOST,
            lost: true,
            patches: Vec::new(),
            pieces: Vec::new(),
            bytes: Vec::new(),
            other: Vec::new(),
        }
    }

    /// Forgets what the terminal shows: the next frame is painted whole.
    pub fn forget(&mut self) {
        self.lost = true;
    }

    /// The bytes that make the terminal show `frame`; none when it does. `ground` has the colours that
    /// stand where the frame says nothing.
    pub fn paint(&mut self, frame: &Buffer, ground: Style) -> &[u8] {
        self.wanted.take(frame, Caster::new(self.abilities, ground));
        self.bytes.clear();
        if self.lost || !self.wanted.has_size_of(&self.shown) {
            self.pen = Pen::LOST;
            self.anew();
        } else {
            self.changes();
        }
        self.lost = false;
        std::mem::swap(&mut self.shown, &mut self.wanted);
        if self.bytes.len() >= AT_ONCE_BYTES {
            self.bytes.splice(0..0, AT_ONCE.0.iter().copied());
            self.bytes.extend_from_slice(AT_ONCE.1);
        }
        &self.bytes
    }

    /// Everything, over whatever is there.
    fn anew(&mut self) {
        let patches = &mut self.patches;
        self.pen = anew(&mut self.shown, &self.wanted, patches, &mut self.bytes);
    }

    fn changes(&mut self) {
        if self.wanted.differences(&self.shown, &mut self.patches) == 0 {
            return;
        }
        let begin = self.pen;
        self.pen = in_order(begin, self.patches.iter().copied(), &self.wanted, &mut self.bytes);
        if self.patches.len() <= INK_PATCHES_MAX && self.sort_by_ink(begin) {
            self.other.clear();
            let pieces = self.pieces.iter().map(|(_, piece)| *piece);
            let pen = in_order(begin, pieces, &self.wanted, &mut self.other);
            self.keep_shorter(pen);
        }
        if self.bytes.len() > REPAINT_TRIED_BYTES {
            self.other.clear();
            let pen = anew(&mut self.shown, &self.wanted, &mut self.patches, &mut self.other);
            self.keep_shorter(pen);
        }
    }

    /// Takes the other bytes, which end with `pen`, if they are fewer.
    fn keep_shorter(&mut self, pen: Pen) {
        if self.other.len() < self.bytes.len() {
            std::mem::swap(&mut self.bytes, &mut self.other);
            self.pen = pen;
        }
    }

    /// Sorts the pieces of all patches by their ink, in the order in which the inks turn up. Returns
    /// whether there are enough inks for this to be worth a try.
    fn sort_by_ink(&mut self, pen: Pen) -> bool {
        self.pieces.clear();
        let mut inks: Vec<Ink> = pen.ink().into_iter().collect();
        for patch in &self.patches {
            patch.by_ink(&self.wanted, |ink, piece| {
                let known = inks.iter().position(|known| *known == ink);
                let rank = known.unwrap_or(inks.len());
                if known.is_none() && rank < INKS_MAX {
                    inks.push(ink);
                }
                self.pieces.push((rank, piece));
            });
        }
        // It is stable: within an ink the order stays that of the place.
        self.pieces.sort_by_key(|(rank, _)| *rank);
        inks.len() > 1
    }
}

/// Paints all of `wanted` over an erased screen; `shown` is one afterwards.
fn anew(shown: &mut Sheet, wanted: &Sheet, patches: &mut Vec<Patch>, out: &mut Vec<u8>) -> Pen {
    let mut pen = Pen::LOST;
    pen.reset(out);
    out.extend_from_slice(b"\x1b[2J");
    shown.blank_like(wanted);
    wanted.differences(shown, patches);
    in_order(pen, patches.iter().copied(), wanted, out)
}

/// Writes `patches` one after the other, and returns the pen as it is then.
fn in_order(mut pen: Pen, patches: impl Iterator<Item = Patch>, sheet: &Sheet, out: &mut Vec<u8>) -> Pen {
    let columns = u16::try_from(sheet.columns()).unwrap_or(u16::MAX);
    let mut row: Option<Row> = None;
    for patch in patches {
        let row = match &mut row {
            Some(row) if row.number == patch.row => row,
            other => other.insert(Row::of(sheet, patch.row)),
        };
        if row.erased.is_some_and(|from| patch.from >= from) {
            continue;
        }
        approach(&mut pen, patch, row.cells, columns, out);
        for (column, cell) in (patch.from..).zip(patch.cells(sheet)) {
            if column >= row.empty_from && patch.to - column > ERASED_CELLS_MIN {
                pen.erase_right(out);
                row.erased = Some(column);
                break;
            }
            pen.put(cell, columns, out);
        }
    }
    pen
}

/// The row that is being painted.
struct Row<'a> {
    number: u16,
    cells: &'a [Cell],
    /// From here on it is empty, in the terminal's own colours: what every terminal erases to.
    empty_from: u16,
    /// From here on it was erased.
    erased: Option<u16>,
}

impl<'a> Row<'a> {
    fn of(sheet: &'a Sheet, number: u16) -> Self {
        let cells = sheet.row(number);
        let last = cells.iter().rposition(|cell| *cell != Cell::BLANK);
        let empty_from = last.map_or(0, |last| u16::try_from(last + 1).unwrap_or(u16::MAX));
        Self { number, cells, empty_from, erased: None }
    }
}

/// Goes to the beginning of `patch`: by writing again what lies between when that is not longer.
fn approach(pen: &mut Pen, patch: Patch, row: &[Cell], columns: u16, out: &mut Vec<u8>) {
    if let Some((column, here)) = pen.place()
        && here == patch.row
        && let Some(between) = row.get(usize::from(column)..usize::from(patch.from))
    {
        let again = |cell: &Cell| cell.moves_surely() && pen.suits(cell);
        let bytes: usize = between.iter().map(|cell| cell.letter().len()).sum();
        if bytes <= pen.cost_along(patch.from) && between.iter().all(again) {
            for cell in between {
                pen.put(cell, columns, out);
            }
        }
    }
    pen.go(patch.from, patch.row, out);
}

#[cfg(test)]
mod tests;
