//! A table of fixed columns: the same number stands in the same cells whatever its digits are.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::ink::{put, put_right};

/// Where a column's text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
    /// Words that take what the other columns leave.
    Rest,
}

/// One column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    /// Its head, in the muted style.
    pub(crate) title: &'static str,
    /// Cells; the least of them for [`Align::Rest`].
    pub(crate) width: u16,
    /// Where its text stands.
    pub(crate) align: Align,
    /// The higher, the earlier it is left out when the table is too narrow; columns of rank 0 are only
    /// left out when nothing else is left.
    pub(crate) rank: u8,
}

/// Columns with their places.
#[derive(Debug)]
pub(crate) struct Grid<'c> {
    columns: &'c [Column],
    /// The first cell and the width of each column; a width of zero for one that was left out.
    places: Vec<(u16, u16)>,
}

impl<'c> Grid<'c> {
    /// Most blanks between two columns: more would tear a row apart.
    const GAP_MAX: u16 = 3;
    /// From this width on, a column that takes the rest leaves a second blank between the others.
    const WIDE_FROM: u16 = 60;

    /// Places `columns` in the width of `area`, leaving out those that matter least.
    pub(crate) fn new(columns: &'c [Column], area: Rect) -> Self {
        let mut kept: Vec<usize> = (0..columns.len()).collect();
        let needed = |kept: &[usize]| {
            let mut last = None;
            let wide = |at: &usize| {
                let column = columns.get(*at)?;
                Some(column.width + gap(last.replace(column.align), column.align))
            };
            kept.iter().filter_map(wide).sum::<u16>()
        };
        while kept.len() > 1 && needed(&kept) > area.width {
            let least = kept.iter().enumerate().max_by_key(|(_, at)| columns.get(**at).map(|c| c.rank));
            let Some((least, _)) = least else { break };
            kept.remove(least);
        }
        let spare = area.width.saturating_sub(needed(&kept));
        let gaps = u16::try_from(kept.len().saturating_sub(1)).unwrap_or(0).max(1);
        let stretches = kept.iter().filter_map(|at| columns.get(*at)).any(|c| c.align == Align::Rest);
        let most = match stretches {
            true if area.width < Self::WIDE_FROM => 0,
            true => 1,
            false => Self::GAP_MAX - 1,
        };
        let more = (spare / gaps).min(most);
        let rest = spare.saturating_sub(more * (gaps.min(u16::try_from(kept.len()).unwrap_or(0))));
        let mut places = vec![(area.x, 0); columns.len()];
        let mut x = area.x;
        let mut last = None;
        for at in kept {
            let (Some(column), Some(place)) = (columns.get(at), places.get_mut(at)) else { continue };
            let before = gap(last.replace(column.align), column.align);
            x = x.saturating_add(if before > 0 { before + more } else { 0 });
            let wide = column.width + if column.align == Align::Rest { rest } else { 0 };
            *place = (x, wide.min(area.right().saturating_sub(x)));
            x = x.saturating_add(wide);
        }
        Self { columns, places }
    }

    /// Writes the heads of the columns into row `y`.
    pub(crate) fn heads(&self, buf: &mut Buffer, y: u16, style: Style) {
        for (at, column) in self.columns.iter().enumerate() {
            self.cell(buf, y, at, column.title, style);
        }
    }

    /// Writes one cell of row `y`; nothing for a column that was left out.
    pub(crate) fn cell(&self, buf: &mut Buffer, y: u16, column: usize, text: &str, style: Style) {
        let (Some((x, width)), Some(column)) = (self.places.get(column), self.columns.get(column)) else {
            return;
        };
        match column.align {
            Align::Right => put_right(buf, (*x, y), *width, text, style),
            Align::Left | Align::Rest => drop(put(buf, (*x, y), *width, text, style)),
        }
    }

    /// The cells that `column` has; none if it was left out.
    pub(crate) fn width(&self, column: usize) -> u16 {
        self.places.get(column).map_or(0, |(_, width)| *width)
    }

    /// The first cell of `column`.
    pub(crate) fn x(&self, column: usize) -> u16 {
        self.places.get(column).map_or(0, |(x, _)| *x)
    }
}

/// The least number of blanks between a column and the one before it: words right behind a number would
/// read as its unit.
const fn gap(before: Option<Align>, column: Align) -> u16 {
    match (before, column) {
        (None, _) => 0,
        (Some(Align::Right), Align::Left | Align::Rest) => 2,
        (Some(_), _) => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 4] = [
        Column { title: "name", width: 6, align: Align::Left, rank: 0 },
        Column { title: "size", width: 5, align: Align::Right, rank: 2 },
        Column { title: "p&l", width: 5, align: Align::Right, rank: 1 },
        Column { title: "text", width: 4, align: Align::Rest, rank: 3 },
    ];

    #[test]
    fn narrow_tables_leave_out_what_matters_least() {
        #[track_caller]
        fn check(width: u16, expect: &str) {
            let area = Rect::new(0, 0, width, 1);
            let mut buf = Buffer::empty(area);
            let grid = Grid::new(&COLUMNS, area);
            grid.heads(&mut buf, 0, Style::new());
            let row: String = buf.content().iter().map(ratatui::buffer::Cell::symbol).collect();
            assert_eq!(row, expect);
        }
        check(36, "name    size   p&l  text            ");
        check(24, "name    size   p&l  text");
        check(23, "name      size     p&l ");
        check(12, "name     p&l");
        check(4, "name");
        check(2, "n…");
        check(0, "");
    }
}
