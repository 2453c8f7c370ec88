//! Braille dots over an area.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Which bit of a braille character is the dot at column (0, 1) and row (0 to 3).
const BITS: [[u8; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];

/// Dots, two by four for each cell.
#[derive(Debug)]
pub(super) struct Dots {
    cells: Vec<u8>,
    columns: u16,
    rows: u16,
}

impl Dots {
    pub(super) fn new(area: Rect) -> Self {
        Self {
            cells: vec![0; usize::from(area.width) * usize::from(area.height)],
            columns: area.width,
            rows: area.height,
        }
    }

    /// Dots across.
    pub(super) fn width(&self) -> u32 {
        u32::from(self.columns) * 2
    }

    /// Dots down.
    pub(super) fn height(&self) -> u32 {
        u32::from(self.rows) * 4
    }

    fn set(&mut self, x: u32, y: u32) {
        let cell = (y / 4) * u32::from(self.columns) + x / 2;
        let bit = BITS.get((x % 2) as usize).and_then(|column| column.get((y % 4) as usize));
        if let (Some(cell), Some(bit)) = (self.cells.get_mut(cell as usize), bit) {
            *cell |= bit;
        }
    }

    /// Sets every dot on the way, without holes however steep it is.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "both ends were scaled to the dots there are"
    )]
    pub(super) fn line(&mut self, (from_x, from_y): (f64, f64), (to_x, to_y): (f64, f64)) {
        let dot = |place: f64, count: u32| place.round().clamp(0.0, f64::from(count.max(1) - 1)) as u32;
        let (first, last) = (dot(from_x, self.width()), dot(to_x, self.width()));
        let mut above = dot(from_y, self.height());
        for x in first..=last {
            let share = if last == first { 1.0 } else { f64::from(x - first) / f64::from(last - first) };
            let y = dot(from_y + (to_y - from_y) * share, self.height());
            for y in above.min(y)..=above.max(y) {
                self.set(x, y);
            }
            above = y;
        }
    }

    pub(super) fn paint(&self, area: Rect, buf: &mut Buffer, style: Style) {
        for (row, y) in self.cells.chunks(usize::from(self.columns.max(1))).zip(area.y..area.bottom()) {
            for (dots, x) in row.iter().zip(area.x..area.right()) {
                if *dots == 0 {
                    continue;
                }
                let braille = char::from_u32(0x2800 + u32::from(*dots)).unwrap_or('⠿');
                if let Some(cell) = buf.cell_mut((x, y)) {
                    cell.set_char(braille).set_style(style);
                }
            }
        }
    }
}
