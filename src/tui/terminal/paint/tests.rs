//! What a terminal shows after the bytes is what was drawn.

use std::num::NonZeroU16;

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::super::{Abilities, Depth, Glyphs, Painter};

const ABILITIES: Abilities = Abilities { depth: Depth::True, glyphs: Glyphs::Unicode };

/// A terminal that understands the bytes.
struct Terminal {
    painter: Painter,
    screen: vt100::Parser,
}

impl Terminal {
    fn new(columns: u16, rows: u16) -> Self {
        Self { painter: Painter::new(ABILITIES), screen: vt100::Parser::new(some(rows), some(columns), 0) }
    }

    fn paint(&mut self, frame: &Buffer) -> usize {
        let (rows, columns) = self.screen.screen().size();
        if (columns.get(), rows.get()) != (frame.area.width, frame.area.height) {
            self.screen.screen_mut().set_size(some(frame.area.height), some(frame.area.width));
        }
        let bytes = self.painter.paint(frame, Style::new());
        self.screen.process(bytes);
        bytes.len()
    }

    #[track_caller]
    fn shows(&self, frame: &Buffer) {
        let mut skipped = 0_u16;
        for row in 0..frame.area.height {
            for column in 0..frame.area.width {
                let drawn = &frame[(column, row)];
                let cell = self.screen.screen().cell(row, column).unwrap();
                if skipped > 0 {
                    skipped -= 1;
                    assert!(cell.is_wide_continuation(), "{column},{row} is not a right half");
                    continue;
                }
                let shown = if cell.contents().is_empty() { " " } else { cell.contents() };
                assert_eq!(shown, drawn.symbol(), "at {column},{row}");
                skipped = u16::from(cell.is_wide());
                let marked = drawn.modifier.intersects(Modifier::UNDERLINED | Modifier::REVERSED);
                assert_eq!(colour(cell.bgcolor()), named(drawn.bg), "behind {column},{row}");
                if drawn.symbol() != " " || marked {
                    assert_eq!(colour(cell.fgcolor()), named(drawn.fg), "ink of {column},{row}");
                    assert_eq!(cell.bold(), drawn.modifier.contains(Modifier::BOLD), "bold {column},{row}");
                    assert_eq!(cell.dim(), drawn.modifier.contains(Modifier::DIM), "dim {column},{row}");
                }
                assert_eq!(cell.inverse(), drawn.modifier.contains(Modifier::REVERSED), "at {column},{row}");
                assert_eq!(cell.underline(), drawn.modifier.contains(Modifier::UNDERLINED));
            }
        }
    }
}

fn some(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}

fn colour(colour: vt100::Color) -> Color {
    match colour {
        vt100::Color::Default => Color::Reset,
        vt100::Color::Idx(index) => Color::Indexed(index),
        vt100::Color::Rgb(red, green, blue) => Color::Rgb(red, green, blue),
    }
}

fn named(colour: Color) -> Color {
    match colour {
        Color::Red => Color::Indexed(1),
        Color::White => Color::Indexed(15),
        other => ABILITIES.depth.nearest(other),
    }
}

/// Some pieces of text in some inks, put anywhere.
fn pieces() -> impl Strategy<Value = Vec<(u16, u16, String, Style)>> {
    let colour = || {
        prop_oneof![
            3 => Just(Color::Reset),
            1 => Just(Color::Red),
            1 => Just(Color::White),
            1 => Just(Color::Indexed(114)),
            1 => Just(Color::Rgb(1, 2, 3)),
            1 => Just(Color::Rgb(255, 95, 95)),
        ]
    };
    let modifier = (0..3_u8, 0..4_u8).prop_map(|(weight, rare)| {
        let mut modifier = Modifier::empty();
        modifier.set(Modifier::BOLD, weight == 1);
        modifier.set(Modifier::DIM, weight == 2);
        modifier.set(Modifier::UNDERLINED, rare == 1);
        modifier.set(Modifier::REVERSED, rare == 2);
        modifier
    });
    let style = (colour(), colour(), modifier)
        .prop_map(|(fg, bg, modifier)| Style::new().fg(fg).bg(bg).add_modifier(modifier));
    let text = prop_oneof![
        "[ a-c]{0,12}",
        " {1,40}",
        Just("漢字かな".to_owned()),
        Just("e\u{301}a\u{308}".to_owned()),
        "[─│╭⣿⠤█▏✓●]{1,6}",
    ];
    prop::collection::vec((0..40_u16, 0..8_u16, text, style), 0..12)
}

fn drawn(columns: u16, rows: u16, pieces: &[(u16, u16, String, Style)]) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
    for (column, row, text, style) in pieces {
        if *column < columns && *row < rows {
            buffer.set_stringn(*column, *row, text, usize::from(columns - column), *style);
        }
    }
    // Terminals have one weight. What was half of a wide letter and was drawn over is a space, as on a terminal.
    for row in 0..rows {
        for column in 0..columns {
            if buffer[(column, row)].modifier.contains(Modifier::BOLD) {
                buffer[(column, row)].modifier.remove(Modifier::DIM);
            }
            let wide = buffer[(column, row)]
                .symbol()
                .chars()
                .any(|letter| ('\u{3000}'..'\u{a000}').contains(&letter));
            if wide && (column + 1 == columns || buffer[(column + 1, row)].symbol() != " ") {
                buffer[(column, row)].set_symbol(" ");
            }
        }
    }
    buffer
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_terminal_shows_what_was_drawn(
        frames in prop::collection::vec((pieces(), 1..40_u16, 1..8_u16, any::<bool>()), 1..6),
    ) {
        let mut terminal = Terminal::new(20, 4);
        let (mut columns, mut rows) = (20, 4);
        for (pieces, new_columns, new_rows, resized) in frames {
            if resized {
                (columns, rows) = (new_columns, new_rows);
            }
            let frame = drawn(columns, rows, &pieces);
            let length = terminal.paint(&frame);
            terminal.shows(&frame);
            prop_assert_eq!(terminal.paint(&frame), 0);
            let whole = Terminal::new(columns, rows).paint(&frame);
            let limit = super::REPAINT_TRIED_BYTES.max(whole);
            prop_assert!(length <= limit + 16, "{} bytes for a change, {} for everything", length, whole);
        }
    }
}

#[test]
fn few_bytes_for_few_changes() {
    #[track_caller]
    fn check(before: &[&str], after: &[&str], expect: &str) {
        let (before, after) = (Buffer::with_lines(before.to_vec()), Buffer::with_lines(after.to_vec()));
        let mut terminal = Terminal::new(before.area.width, before.area.height);
        terminal.paint(&before);
        terminal.painter.pen.go(0, 0, &mut Vec::new());
        let bytes = terminal.painter.paint(&after, Style::new()).to_vec();
        assert_eq!(String::from_utf8(bytes).unwrap().replace('\u{1b}', "E"), expect);
    }
    check(&["equity 10,042.17"], &["equity 10,042.17"], "");
    check(&["equity 10,042.17"], &["equity 10,042.18"], "E[15C8");
    check(&["equity 10,042.17"], &["equity 10,051.18"], "E[11C51.18");
    check(&["a", "b", "c"], &["a", "x", "y"], "\nx\n\ry");
    check(&["long line that goes", "and another"], &["long               ", "and another"], "E[5CE[K");
    check(&["abcdefghijklmnopqrst"], &["Abcdefghijklmnopqrs!"], "AE[18C!");
    check(&["abcd"], &["AbcD"], "AbcD");
}

#[test]
fn scattered_cells_of_two_inks_are_painted_ink_by_ink() {
    let (good, bad) = (Color::Rgb(1, 200, 3), Color::Rgb(200, 1, 3));
    let draw = |letter: &str| {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 60, 10));
        for row in 0..10 {
            buffer.set_string(5, row, letter, Style::new().fg(good));
            buffer.set_string(50, row, letter, Style::new().fg(bad));
        }
        buffer
    };
    let mut terminal = Terminal::new(60, 10);
    terminal.paint(&draw("a"));
    let frame = draw("b");
    let length = terminal.paint(&frame);
    terminal.shows(&frame);
    assert!(length < 150, "{length} bytes");
}

#[test]
fn a_large_frame_is_shown_at_once() {
    let mut terminal = Terminal::new(100, 30);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 100, 30));
    for row in 0..30 {
        buffer.set_string(0, row, "x".repeat(100), Style::new());
    }
    let bytes = terminal.painter.paint(&buffer, Style::new()).to_vec();
    assert!(bytes.starts_with(b"\x1b[?2026h") && bytes.ends_with(b"\x1b[?2026l"));
}
