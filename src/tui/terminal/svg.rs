//! A drawn screen as a picture: SVG that needs no font but some monospaced one.
//!
//! Lines, blocks and braille are drawn as shapes, so that they meet whatever font the reader has; the
//! rest is text, each run stretched to its columns.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier, Style};
use unicode_width::UnicodeWidthStr;

use super::colour::rgb;

mod shapes;

/// Width of a cell, in tenths of a pixel: six tenths of the letters' size, as monospaced fonts have it.
const CELL_WIDTH: usize = 84;

/// Height of a cell, in tenths of a pixel.
const CELL_HEIGHT: usize = 180;

/// Where letters stand, from the top of the cell, in tenths of a pixel.
const BASELINE: usize = 132;

/// Space around the screen, in tenths of a pixel.
const MARGIN: usize = 100;

/// Colours of letters and background where neither the cell nor the ground says anything.
const PLAIN: ([u8; 3], [u8; 3]) = ([0xd0, 0xd0, 0xd0], [0x10, 0x14, 0x18]);

/// How a cell is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ink {
    letters: [u8; 3],
    behind: [u8; 3],
    modifier: Modifier,
}

/// The picture of `frame`. `ground` has the colours where the frame says nothing: a theme's text on
/// its background. `title` is what is read aloud instead of it.
#[must_use]
pub fn svg(frame: &Buffer, ground: Style, title: &str) -> String {
    let (columns, rows) = (usize::from(frame.area.width), usize::from(frame.area.height));
    let (width, height) = (columns * CELL_WIDTH + 2 * MARGIN, rows * CELL_HEIGHT + 2 * MARGIN);
    let ground = Ink {
        letters: ground.fg.and_then(rgb).unwrap_or(PLAIN.0),
        behind: ground.bg.and_then(rgb).unwrap_or(PLAIN.1),
        modifier: Modifier::empty(),
    };
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n",
        pixels(width),
        pixels(height),
        escaped(title),
    );
    let style = "text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;\
                 white-space:pre}path{fill:none;stroke-width:1.2}.b{font-weight:bold}.d{opacity:.65}\
                 .u{text-decoration:underline}.i{font-style:italic}";
    push(&mut out, format_args!("<style>{style}</style>\n"));
    let back = hex(ground.behind);
    push(&mut out, format_args!("<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{back}\"/>\n"));
    for (row, cells) in frame.content.chunks(columns.max(1)).enumerate() {
        line(row, cells, ground, &mut out);
    }
    out.push_str("</svg>\n");
    out
}

/// One row: what is behind it, then letters, then shapes, each in runs of one ink.
fn line(row: usize, cells: &[Cell], ground: Ink, out: &mut String) {
    let inks: Vec<Ink> = cells.iter().map(|cell| ink(cell, ground)).collect();
    let top = MARGIN + row * CELL_HEIGHT;
    for (from, to) in runs(&inks, |one, other| one.behind == other.behind) {
        let Some(ink) = inks.get(from).filter(|ink| ink.behind != ground.behind) else { continue };
        let (left, width) = (pixels(MARGIN + from * CELL_WIDTH), pixels((to - from) * CELL_WIDTH));
        let (top, height, fill) = (pixels(top), pixels(CELL_HEIGHT), hex(ink.behind));
        push(
            out,
            format_args!(
                "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"/>\n"
            ),
        );
    }
    for (from, to) in runs(&inks, |one, other| one == other) {
        let (Some(run), Some(ink)) = (cells.get(from..to), inks.get(from)) else { continue };
        text(from, top, run, *ink, out);
        let symbols = run.iter().map(Cell::symbol);
        shapes::draw(MARGIN + from * CELL_WIDTH, top, symbols, &hex(ink.letters), out);
    }
}

/// The letters of a run; more than one space, or a shape, begins a new text.
fn text(from: usize, top: usize, run: &[Cell], ink: Ink, out: &mut String) {
    let mut letters = String::new();
    let (mut begin, mut end) = (0, 0);
    for (column, cell) in run.iter().enumerate() {
        // The right half of a wide letter holds a space that is not shown.
        if column < end || cell.symbol() == " " || shapes::is_shape(cell.symbol()) {
            continue;
        }
        let joins =
            column == end || (column == end + 1 && run.get(end).is_some_and(|gap| gap.symbol() == " "));
        if joins && !letters.is_empty() {
            letters.extend(std::iter::repeat_n(' ', column - end));
        } else {
            write_text(from + begin, top, &letters, end - begin, ink, out);
            letters.clear();
            begin = column;
        }
        letters.push_str(cell.symbol());
        end = column + cell.symbol().width().max(1);
    }
    write_text(from + begin, top, &letters, end - begin, ink, out);
}

fn write_text(column: usize, top: usize, letters: &str, columns: usize, ink: Ink, out: &mut String) {
    if letters.is_empty() {
        return;
    }
    let classes =
        [(Modifier::BOLD, 'b'), (Modifier::DIM, 'd'), (Modifier::UNDERLINED, 'u'), (Modifier::ITALIC, 'i')];
    let worn: Vec<String> = classes
        .iter()
        .filter(|(modifier, _)| ink.modifier.contains(*modifier))
        .map(|(_, class)| class.to_string())
        .collect();
    let class = if worn.is_empty() { String::new() } else { format!(" class=\"{}\"", worn.join(" ")) };
    let (left, base) = (pixels(MARGIN + column * CELL_WIDTH), pixels(top + BASELINE));
    let (width, fill) = (pixels(columns * CELL_WIDTH), hex(ink.letters));
    let letters = escaped(letters);
    push(
        out,
        format_args!(
            "<text x=\"{left}\" y=\"{base}\" textLength=\"{width}\" fill=\"{fill}\"{class}>{letters}</text>\n"
        ),
    );
}

fn ink(cell: &Cell, ground: Ink) -> Ink {
    let or = |colour: Color, plain: [u8; 3]| rgb(colour).unwrap_or(plain);
    let (letters, behind) = (or(cell.fg, ground.letters), or(cell.bg, ground.behind));
    let reversed = cell.modifier.contains(Modifier::REVERSED);
    let (letters, behind) = if reversed { (behind, letters) } else { (letters, behind) };
    Ink { letters, behind, modifier: cell.modifier }
}

/// Where runs of equal inks begin and end.
fn runs(inks: &[Ink], equal: impl Fn(&Ink, &Ink) -> bool) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut from = 0;
    for run in inks.chunk_by(equal) {
        runs.push((from, from + run.len()));
        from += run.len();
    }
    runs
}

/// Tenths of a pixel as pixels.
fn pixels(tenths: usize) -> String {
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => format!("{}.{rest}", tenths / 10),
    }
}

fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars().filter(|letter| !letter.is_control()) {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// Writing to memory cannot fail.
fn push(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    let _never_fails = out.write_fmt(arguments);
}

#[cfg(test)]
mod tests;
