//! Text into cells: measured, cut with `…`, never outside.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthChar;

use crate::tui::Ctx;

/// One row that is written from left to right, and from its right end inwards.
///
/// Invariant: what has been written is never written over, nor is anything right of the row's end.
#[derive(Debug)]
pub(crate) struct Line<'b> {
    buf: &'b mut Buffer,
    x: u16,
    end: u16,
    y: u16,
}

impl<'b> Line<'b> {
    /// Cells for the names of panels that are one row.
    const LABEL_WIDTH: u16 = 10;

    /// Row number `row` of `area`; a row without any room when the area has no such row.
    pub(crate) fn new(buf: &'b mut Buffer, area: Rect, row: u16) -> Self {
        let area = area.intersection(buf.area);
        let end = if row < area.height { area.right() } else { area.x };
        Self { x: area.x, end, y: area.y.saturating_add(row), buf }
    }

    /// The first row of `area` that stands for a whole panel, begun with the panel's name.
    pub(crate) fn labelled(buf: &'b mut Buffer, area: Rect, name: &str, cx: &Ctx<'_>) -> Self {
        let mut line = Self::new(buf, area, 0);
        if cx.focused {
            line.put("▸", cx.theme.border_focus);
            line.put_left(name, Self::LABEL_WIDTH, cx.theme.border_focus.add_modifier(Modifier::BOLD));
        } else {
            line.skip(1).put_left(name, Self::LABEL_WIDTH, cx.theme.title);
        }
        line
    }

    /// Writes `text`, cut with `…` where the room ends.
    pub(crate) fn put(&mut self, text: &str, style: Style) -> &mut Self {
        self.x += put(self.buf, (self.x, self.y), self.end - self.x, text, style);
        self
    }

    /// Writes `text` only if it fits whole.
    pub(crate) fn put_whole(&mut self, text: &str, style: Style) -> &mut Self {
        if width(text) <= self.room() { self.put(text, style) } else { self }
    }

    /// Writes `text` at the right of a field of `field` cells, which is taken even if it is not filled.
    pub(crate) fn put_field(&mut self, text: &str, field: u16, style: Style) -> &mut Self {
        let field = field.min(self.room());
        put_right(self.buf, (self.x, self.y), field, text, style);
        self.x += field;
        self
    }

    /// Writes `text` at the left of a field of `field` cells, which is taken even if it is not filled.
    pub(crate) fn put_left(&mut self, text: &str, field: u16, style: Style) -> &mut Self {
        let field = field.min(self.room());
        put(self.buf, (self.x, self.y), field, text, style);
        self.x += field;
        self
    }

    /// Writes `text` at the right end, if it fits with a blank before it.
    pub(crate) fn end_with(&mut self, text: &str, style: Style) -> &mut Self {
        let wide = width(text);
        if wide < self.room() {
            self.end -= wide;
            put(self.buf, (self.end, self.y), wide, text, style);
            self.end -= 1;
        }
        self
    }

    /// Leaves `cells` blank.
    pub(crate) fn skip(&mut self, cells: u16) -> &mut Self {
        self.x = self.x.saturating_add(cells).min(self.end);
        self
    }

    /// Cells left.
    pub(crate) fn room(&self) -> u16 {
        self.end - self.x
    }

    /// Where the next text goes.
    pub(crate) fn x(&self) -> u16 {
        self.x
    }
}

/// How wide a character is on the screen: nothing for what is never written.
fn char_width(letter: char) -> u16 {
    match letter {
        ' '..='~' => 1,
        // Control characters have no width. Marks that combine have none either and are left out:
        // terminals disagree on what to do with them, and a row must stay as wide as it was measured.
        _ => u16::try_from(letter.width().unwrap_or(0)).unwrap_or(0),
    }
}

/// How wide `text` is on the screen, in cells.
pub(crate) fn width(text: &str) -> u16 {
    text.chars().fold(0, |sum: u16, letter| sum.saturating_add(char_width(letter)))
}

/// Writes `text` from `at` into at most `room` cells, cut with `…` if it is longer. Gives the cells
/// taken.
pub(crate) fn put(buf: &mut Buffer, at: (u16, u16), room: u16, text: &str, style: Style) -> u16 {
    let (start, y) = at;
    let room = room.min(buf.area.right().saturating_sub(start));
    let whole = width(text) <= room;
    let end = start + if whole { room } else { room.saturating_sub(1) };
    let mut x = start;
    for letter in text.chars() {
        let wide = char_width(letter);
        if wide == 0 {
            continue;
        }
        if x + wide > end {
            break;
        }
        write(buf, x, y, letter, style);
        for behind in 1..wide {
            write(buf, x + behind, y, ' ', style);
        }
        x += wide;
    }
    if !whole && room > 0 {
        write(buf, x, y, '…', style);
        x += 1;
    }
    x - start
}

/// `text` in pieces of at most `room` cells, broken at blanks where there are any.
pub(crate) fn wrap(text: &str, room: u16) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    let mut row = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if !row.is_empty() && width(&row) + 1 + width(word) > room {
            rows.push(std::mem::take(&mut row));
        }
        if !row.is_empty() {
            row.push(' ');
        }
        for letter in word.chars() {
            // A word longer than a row is broken where the row ends.
            if !row.is_empty() && width(&row) + char_width(letter) > room {
                rows.push(std::mem::take(&mut row));
            }
            row.push(letter);
        }
    }
    rows.push(row);
    rows
}

/// Writes `text` so that it ends where the `room` cells from `at` end.
pub(crate) fn put_right(buf: &mut Buffer, at: (u16, u16), room: u16, text: &str, style: Style) {
    let blank = room.saturating_sub(width(text));
    put(buf, (at.0.saturating_add(blank), at.1), room - blank, text, style);
}

fn write(buf: &mut Buffer, x: u16, y: u16, letter: char, style: Style) {
    if let Some(cell) = buf.cell_mut((x, y)) {
        cell.set_char(letter).set_style(style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: u16, draw: impl FnOnce(&mut Line<'_>)) -> String {
        let mut buf = Buffer::empty(Rect::new(0, 0, cells, 1));
        let area = buf.area;
        draw(&mut Line::new(&mut buf, area, 0));
        buf.content().iter().map(ratatui::buffer::Cell::symbol).collect()
    }

    #[test]
    fn text_is_cut_where_the_room_ends() {
        #[track_caller]
        fn check(text: &str, cells: u16, expect: &str) {
            assert_eq!(
                row(cells, |line| {
                    line.put(text, Style::new());
                }),
                expect
            );
        }
        check("abc", 5, "abc  ");
        check("abcdef", 5, "abcd…");
        check("abcde", 5, "abcde");
        check("abc", 1, "…");
        check("取引所", 6, "取 引 所 ");
        check("取引所", 5, "取 引 …");
        check("取引所", 4, "取 … ");
        check("a\u{1b}[2Jb", 6, "a[2Jb ");
        check("e\u{301}x", 3, "ex ");
    }

    #[test]
    fn long_text_is_broken_at_blanks() {
        #[track_caller]
        fn check(text: &str, room: u16, expect: &[&str]) {
            assert_eq!(wrap(text, room), expect);
        }
        check("ask again in 3 s", 9, &["ask again", "in 3 s"]);
        check("abcdefgh ij", 4, &["abcd", "efgh", "ij"]);
        check("取引所", 4, &["取引", "所"]);
        check("", 4, &[""]);
        check("ab", 0, &["a", "b"]);
    }

    #[test]
    fn both_ends_of_a_line_keep_apart() {
        let both = |cells| {
            row(cells, |line| {
                line.end_with("end", Style::new()).put("a longer begin", Style::new());
            })
        };
        assert_eq!(both(20), "a longer begin   end");
        assert_eq!(both(10), "a lon… end");
        assert_eq!(both(3), "a …");
    }
}
