//! Lines, blocks and braille as shapes.

use super::{CELL_HEIGHT, CELL_WIDTH, pixels, push};

/// Half the distance between the two lines of a double one, in tenths of a pixel.
const DOUBLE_HALF: usize = 15;

/// Arms of a box drawing: up, right, down, left; `1` is a line, `2` a double one, `3` a broken one.
const ARMS: [(&str, [u8; 4]); 27] = [
    ("─━", [0, 1, 0, 1]),
    ("│┃", [1, 0, 1, 0]),
    ("┌┏", [0, 1, 1, 0]),
    ("┐┓", [0, 0, 1, 1]),
    ("└┗", [1, 1, 0, 0]),
    ("┘┛", [1, 0, 0, 1]),
    ("├┣", [1, 1, 1, 0]),
    ("┤┫", [1, 0, 1, 1]),
    ("┬┳", [0, 1, 1, 1]),
    ("┴┻", [1, 1, 0, 1]),
    ("┼╋", [1, 1, 1, 1]),
    ("╴╸", [0, 0, 0, 1]),
    ("╶╺", [0, 1, 0, 0]),
    ("╵╹", [1, 0, 0, 0]),
    ("╷╻", [0, 0, 1, 0]),
    ("═", [0, 2, 0, 2]),
    ("║", [2, 0, 2, 0]),
    ("╔", [0, 2, 2, 0]),
    ("╗", [0, 0, 2, 2]),
    ("╚", [2, 2, 0, 0]),
    ("╝", [2, 0, 0, 2]),
    ("╠", [2, 2, 2, 0]),
    ("╣", [2, 0, 2, 2]),
    ("╦", [0, 2, 2, 2]),
    ("╩", [2, 2, 0, 2]),
    ("╌┄┈", [0, 3, 0, 3]),
    ("╎┆┊", [3, 0, 3, 0]),
];

/// Round corners, by where the two ends of the bow lie.
const BOWS: [(char, [u8; 4]); 4] =
    [('╭', [0, 1, 1, 0]), ('╮', [0, 0, 1, 1]), ('╰', [1, 1, 0, 0]), ('╯', [1, 0, 0, 1])];

/// Column and row of each dot of a braille letter, in the order of its bits.
const DOTS: [(usize, usize); 8] = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)];

/// Whether `symbol` is drawn here and not as text.
pub(super) fn is_shape(symbol: &str) -> bool {
    letter_of(symbol).is_some_and(|letter| {
        arms(letter).is_some() || bow(letter).is_some() || block(letter).is_some() || dots(letter).is_some()
    })
}

/// Draws those of `symbols` that are shapes, beside each other from `left` on, in tenths of a pixel.
pub(super) fn draw<'a>(
    left: usize,
    top: usize,
    symbols: impl Iterator<Item = &'a str>,
    colour: &str,
    out: &mut String,
) {
    let (mut lines, mut round, mut filled) = (String::new(), String::new(), String::new());
    for (column, letter) in symbols.map(letter_of).enumerate() {
        let (Some(letter), left) = (letter, left + column * CELL_WIDTH) else { continue };
        if let Some(arms) = arms(letter) {
            draw_arms(left, top, arms, &mut lines);
        } else if let Some(arms) = bow(letter) {
            draw_bow(left, top, arms, &mut lines);
        } else if let Some(block) = block(letter) {
            let [x, y, width, height] = block;
            let (x, y) = (pixels(left + CELL_WIDTH * x / 8), pixels(top + CELL_HEIGHT * y / 8));
            let (width, height) = (pixels(CELL_WIDTH * width / 8), pixels(CELL_HEIGHT * height / 8));
            push(&mut filled, format_args!("M{x} {y}h{width}v{height}h-{width}z"));
        } else if let Some(bits) = dots(letter) {
            draw_dots(left, top, bits, &mut round);
        }
    }
    if !lines.is_empty() {
        push(out, format_args!("<path stroke=\"{colour}\" d=\"{lines}\"/>\n"));
    }
    if !round.is_empty() {
        let style = "style=\"stroke-width:2\" stroke-linecap=\"round\"";
        push(out, format_args!("<path stroke=\"{colour}\" {style} d=\"{round}\"/>\n"));
    }
    if !filled.is_empty() {
        push(out, format_args!("<path style=\"fill:{colour}\" d=\"{filled}\"/>\n"));
    }
}

fn letter_of(symbol: &str) -> Option<char> {
    let mut letters = symbol.chars();
    letters.next().filter(|_| letters.next().is_none())
}

fn arms(letter: char) -> Option<[u8; 4]> {
    ARMS.iter().find(|(letters, _)| letters.contains(letter)).map(|(_, arms)| *arms)
}

fn bow(letter: char) -> Option<[u8; 4]> {
    BOWS.iter().find(|(known, _)| *known == letter).map(|(_, arms)| *arms)
}

fn dots(letter: char) -> Option<u32> {
    ('\u{2800}'..='\u{28ff}').contains(&letter).then(|| u32::from(letter) & 0xff)
}

/// Left, top, width and height of a block, in eighths of a cell.
fn block(letter: char) -> Option<[usize; 4]> {
    let number = u32::from(letter).checked_sub(0x2580)?;
    let eighths = usize::try_from(number).ok()?;
    match letter {
        '▀' => Some([0, 0, 8, 4]),
        '▁'..='█' => Some([0, 8 - eighths, 8, eighths]),
        '▉'..='▏' => Some([0, 0, 16 - eighths, 8]),
        '▐' => Some([4, 0, 4, 8]),
        '▔' => Some([0, 0, 8, 1]),
        '▕' => Some([7, 0, 1, 8]),
        _ => None,
    }
}

fn draw_arms(left: usize, top: usize, arms: [u8; 4], out: &mut String) {
    let (width, height) = (CELL_WIDTH, CELL_HEIGHT);
    let (middle, centre) = (width / 2, height / 2);
    // The end of each arm; all begin in the middle.
    let ends = [(middle, 0), (width, centre), (middle, height), (0, centre)];
    for ((x, y), kind) in ends.into_iter().zip(arms) {
        let upright = x == middle;
        match kind {
            1 => stroke(left, top, (middle, centre), (x, y), out),
            2 => {
                for aside in [0, 2 * DOUBLE_HALF] {
                    let by = |(x, y): (usize, usize)| {
                        if upright { (x + aside - DOUBLE_HALF, y) } else { (x, y + aside - DOUBLE_HALF) }
                    };
                    let reach = |at: usize, centre: usize| {
                        // Over the middle, so that corners close.
                        if at == 0 { centre + DOUBLE_HALF } else { centre - DOUBLE_HALF }
                    };
                    let from = if upright { (middle, reach(y, centre)) } else { (reach(x, middle), centre) };
                    stroke(left, top, by(from), by((x, y)), out);
                }
            }
            3 => {
                // The outer half of the arm is missing.
                let half = (usize::midpoint(middle, x), usize::midpoint(centre, y));
                stroke(left, top, (middle, centre), half, out);
            }
            _ => {}
        }
    }
}

fn draw_bow(left: usize, top: usize, arms: [u8; 4], out: &mut String) {
    let (middle, centre) = (left + CELL_WIDTH / 2, top + CELL_HEIGHT / 2);
    let [up, right, _, _] = arms;
    let y = if up == 1 { top } else { top + CELL_HEIGHT };
    let x = if right == 1 { left + CELL_WIDTH } else { left };
    let (middle, centre, x, y) = (pixels(middle), pixels(centre), pixels(x), pixels(y));
    push(out, format_args!("M{middle} {y}Q{middle} {centre} {x} {centre}"));
}

fn draw_dots(left: usize, top: usize, bits: u32, out: &mut String) {
    for (bit, (column, row)) in DOTS.into_iter().enumerate() {
        if bits >> bit & 1 == 1 {
            let x = pixels(left + CELL_WIDTH * (2 * column + 1) / 4);
            let y = pixels(top + CELL_HEIGHT * (2 * row + 1) / 8);
            push(out, format_args!("M{x} {y}h0"));
        }
    }
}

fn stroke(left: usize, top: usize, from: (usize, usize), to: (usize, usize), out: &mut String) {
    let (x, y) = (pixels(left + from.0), pixels(top + from.1));
    let (to_x, to_y) = (pixels(left + to.0), pixels(top + to.1));
    push(out, format_args!("M{x} {y}L{to_x} {to_y}"));
}
