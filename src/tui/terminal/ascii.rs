//! The one table from symbols to ASCII. Each becomes exactly one letter, so that columns stay.

/// Rules, corners, marks and signs, and the letter that stands for them.
const TABLE: [(&str, u8); 17] = [
    ("─━┄┅┈┉╌╍╴╶╸╺╼╾‐‑‒–—―−⎯", b'-'),
    ("═", b'='),
    ("│┃┆┇┊┋╎╏╵╷╹╻╽╿║▏▕⎸⎹‖", b'|'),
    ("·∙•‧⋅˙", b'.'),
    ("…", b'~'),
    ("✓✔√", b'+'),
    ("✗✘×╳", b'x'),
    ("●■▮◆◼⬤⬛", b'*'),
    ("○□▯◇◻◌", b'o'),
    ("▲△▴↑⇧", b'^'),
    ("▼▽▾↓⇩", b'v'),
    ("▶▷▸►→⇒›»⟩≥", b'>'),
    ("◀◁◂◄←⇐⏎↵‹«⟨≤", b'<'),
    ("⚠≠", b'!'),
    ("‘’′‛", b'\''),
    ("“”″", b'"'),
    ("µμ", b'u'),
];

/// First letter of the box drawings that meet: corners, tees, crosses.
const BOXES: std::ops::RangeInclusive<char> = '─'..='╿';

/// Braille: the low byte holds the dots, in the order of [`braille`].
const BRAILLE: std::ops::RangeInclusive<char> = '\u{2800}'..='\u{28ff}';

/// Dots of a braille letter by row, from the top.
const DOT_ROWS: [u32; 4] = [0b0000_1001, 0b0001_0010, 0b0010_0100, 0b1100_0000];

/// The letter that stands for `symbol`: itself where it is ASCII, `?` where nothing is known.
#[must_use]
pub fn of_symbol(symbol: &str) -> u8 {
    let Some(letter) = symbol.chars().next() else { return b' ' };
    if letter.is_ascii() {
        let byte = u8::try_from(u32::from(letter)).unwrap_or(b'?');
        return if byte.is_ascii_graphic() { byte } else { b' ' };
    }
    if let Some((_, ascii)) = TABLE.iter().find(|(symbols, _)| symbols.contains(letter)) {
        return *ascii;
    }
    if BRAILLE.contains(&letter) {
        return braille(u32::from(letter) & 0xff);
    }
    if BOXES.contains(&letter) {
        return b'+';
    }
    block(letter)
}

/// Where the dots lie, and how many.
fn braille(dots: u32) -> u8 {
    let row = |index: usize| DOT_ROWS.get(index).is_some_and(|row| dots & row != 0);
    let (top, upper, lower, bottom) = (row(0), row(1), row(2), row(3));
    match dots.count_ones() {
        0 => b' ',
        6.. => b'#',
        _ if (top || upper) && (lower || bottom) => b':',
        _ if top && !upper => b'\'',
        _ if bottom && !lower => b'.',
        _ => b'-',
    }
}

/// Blocks and shades by how much of the cell they fill.
fn block(letter: char) -> u8 {
    match letter {
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '▁' | '▎' | '▔' => b' ',
        '▂' | '▃' | '▖' | '▗' => b'.',
        '▘' | '▝' => b'\'',
        '▍' | '▌' | '▐' | '▄' | '▀' | '░' | '▚' | '▞' => b'=',
        '▅' | '▆' | '▇' | '█' | '▊' | '▋' | '▉' | '▒' | '▓' | '▙' | '▛' | '▜' | '▟' => {
            b'#'
        }
        _ => b'?',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_symbol_becomes_one_letter_that_reads() {
        #[track_caller]
        fn check(symbols: &str, expect: &str) {
            let ascii: String =
                symbols.chars().map(|letter| of_symbol(&letter.to_string()) as char).collect();
            assert_eq!(ascii, expect);
        }
        check("╭─┬╮", "+-++");
        check("│├┼┤", "|+++");
        check("╰─┴╯", "+-++");
        check("╔═╦╗║╚╝", "+=++|++");
        check("┌╌┐╎└┘", "+-+|++");
        check("▏▎▍▌▋▊▉█", "| ==####");
        check("▁▂▃▄▅▆▇█", " ..=####");
        check("✓✗×…●■▲▼·–−→⏎", "+xx~**^v.-->< ".trim_end());
        check("⠀⠁⠤⠒⡀⣀⠉⡇⣿⢀⠊", " '--..':#.-");
        check("°é漢", "???");
        check("a ~\t", "a ~ ");
    }

    #[test]
    fn no_box_block_or_braille_is_a_question_mark() {
        for letter in ('\u{2500}'..='\u{259f}').chain('\u{2800}'..='\u{28ff}') {
            let ascii = of_symbol(&letter.to_string());
            assert!((b' '..=b'~').contains(&ascii) && ascii != b'?', "{letter} became {ascii}");
        }
    }

    /// Everything that the dashboard's own code writes on the screen; tests and comments are left out.
    #[test]
    fn no_symbol_of_the_dashboard_is_a_question_mark() {
        let root = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/tui"));
        let mut folders = vec![root.to_owned()];
        let mut symbols = std::collections::BTreeSet::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap();
                if path.is_dir() && !["tests", "snapshots", "terminal"].contains(&name) {
                    folders.push(path);
                } else if path.extension().is_some_and(|is| is == "rs") && name != "tests.rs" {
                    let text = std::fs::read_to_string(path).unwrap();
                    let code = text.lines().take_while(|line| line.trim() != "#[cfg(test)]");
                    let code = code.filter(|line| !line.trim_start().starts_with("//"));
                    symbols.extend(code.flat_map(str::chars).filter(|letter| !letter.is_ascii()));
                }
            }
        }
        assert!(symbols.contains(&'╭') && symbols.contains(&'✓'), "nothing was found");
        let unknown: Vec<_> =
            symbols.iter().filter(|letter| of_symbol(&letter.to_string()) == b'?').collect();
        assert!(unknown.is_empty(), "without a letter in the table: {unknown:?}");
    }
}
