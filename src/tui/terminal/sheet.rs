//! A screen full of cells, and where two of them differ.

use ratatui::buffer::Buffer;

use super::cell::{Caster, Cell, Ink};

/// A screen full of cells, row by row.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    cells: Vec<Cell>,
    columns: usize,
}

/// Cells beside each other that have to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Patch {
    pub(super) row: u16,
    /// First column.
    pub(super) from: u16,
    /// Column after the last.
    pub(super) to: u16,
}

impl Sheet {
    /// Takes what was drawn, in place.
    pub(super) fn take(&mut self, frame: &Buffer, mut caster: Caster) {
        self.columns = usize::from(frame.area.width);
        self.cells.clear();
        if self.columns == 0 {
            return;
        }
        for row in frame.content.chunks(self.columns) {
            let mut room = row.len();
            let mut right_half = false;
            for drawn in row {
                let cell = if right_half { Cell::RIGHT_HALF } else { caster.cast(drawn, room) };
                right_half = cell.columns() > 1;
                room -= 1;
                self.cells.push(cell);
            }
        }
    }

    /// As many cells as `other` has, all empty.
    pub(super) fn blank_like(&mut self, other: &Self) {
        self.columns = other.columns;
        self.cells.clear();
        self.cells.resize(other.cells.len(), Cell::BLANK);
    }

    pub(super) fn has_size_of(&self, other: &Self) -> bool {
        self.columns == other.columns && self.cells.len() == other.cells.len()
    }

    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    /// The rows from the top.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[Cell]> {
        self.cells.chunks(self.columns.max(1))
    }

    /// The cells of `row`, from the left.
    pub(super) fn row(&self, row: u16) -> &[Cell] {
        let begin = usize::from(row) * self.columns;
        self.cells.get(begin..begin + self.columns).unwrap_or_default()
    }

    /// Puts where this differs from `earlier`, which has its size, into `patches`, from the top left.
    /// Returns how many cells that are.
    pub(super) fn differences(&self, earlier: &Self, patches: &mut Vec<Patch>) -> usize {
        patches.clear();
        let mut cells = 0;
        for (row, (new, old)) in (0_u16..).zip(self.rows().zip(earlier.rows())) {
            if new == old {
                continue;
            }
            let mut open: Option<u16> = None;
            let mut column = 0_u16;
            for (new, old) in new.iter().zip(old) {
                match (new == old, open) {
                    (false, None) => open = Some(column),
                    (true, Some(from)) => {
                        patches.push(Patch { row, from, to: column });
                        open = None;
                    }
                    _ => {}
                }
                cells += usize::from(new != old);
                column += 1;
            }
            if let Some(from) = open {
                patches.push(Patch { row, from, to: column });
            }
        }
        cells
    }
}

impl Patch {
    /// The cells of this patch in `sheet`.
    pub(super) fn cells(self, sheet: &Sheet) -> &[Cell] {
        sheet.row(self.row).get(usize::from(self.from)..usize::from(self.to)).unwrap_or_default()
    }

    /// This patch in pieces of one ink each, with that ink. Spaces join whatever has their background.
    pub(super) fn by_ink(self, sheet: &Sheet, mut each: impl FnMut(Ink, Self)) {
        let mut piece: Option<(Ink, bool, Self)> = None;
        for (column, cell) in (self.from..).zip(self.cells(sheet)) {
            let next = column + 1;
            piece = match piece {
                Some((ink, blank, open)) if cell.columns() == 0 => {
                    Some((ink, blank, Self { to: next, ..open }))
                }
                Some((ink, blank, open))
                    if cell.ink == ink || (cell.is_blank() && plain_on(ink, cell.ink)) =>
                {
                    Some((ink, blank && cell.is_blank(), Self { to: next, ..open }))
                }
                Some((ink, true, open)) if plain_on(cell.ink, ink) => {
                    Some((cell.ink, cell.is_blank(), Self { to: next, ..open }))
                }
                closed => {
                    if let Some((ink, _, done)) = closed {
                        each(ink, done);
                    }
                    Some((cell.ink, cell.is_blank(), Self { row: self.row, from: column, to: next }))
                }
            };
        }
        if let Some((ink, _, done)) = piece {
            each(ink, done);
        }
    }
}

/// Whether a space of the ink `blank` looks right when written with `ink`.
fn plain_on(ink: Ink, blank: Ink) -> bool {
    ink.bg == blank.bg && !ink.modifier.intersects(super::cell::SHOWN_ON_BLANK)
}
