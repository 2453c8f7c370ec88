//! Colours and styles as themes write them.
//!
//! ```toml
//!   text = "silver"                                  # a colour of the palette
//!   paper = "#101418 on green"                       # two of them
//!   alarm = { fg = "white", bg = "#c02828", bold = true, ansi = "white on red" }
//! ```

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};
use toml::de::{DeTable, DeValue};

use crate::tui::terminal::Depth;

/// The 16 of old, and the terminal's own.
const NAMED: [(&str, Color); 17] = [
    ("default", Color::Reset),
    ("black", Color::Black),
    ("red", Color::Red),
    ("green", Color::Green),
    ("yellow", Color::Yellow),
    ("blue", Color::Blue),
    ("magenta", Color::Magenta),
    ("cyan", Color::Cyan),
    ("gray", Color::Gray),
    ("dark-gray", Color::DarkGray),
    ("light-red", Color::LightRed),
    ("light-green", Color::LightGreen),
    ("light-yellow", Color::LightYellow),
    ("light-blue", Color::LightBlue),
    ("light-magenta", Color::LightMagenta),
    ("light-cyan", Color::LightCyan),
    ("white", Color::White),
];

/// What can be switched on.
const MODIFIERS: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
];

/// All keys of a style.
const STYLE_KEYS: [&str; 8] = ["fg", "bg", "ansi", "bold", "dim", "italic", "underlined", "reversed"];

/// Something wrong: where in the text, and what.
pub(super) type Problem = (usize, String);

/// The colours that a theme names itself.
pub(super) type Palette = BTreeMap<String, Color>;

/// The colour of `text`: `#rrggbb`, a name of `palette`, or one of the 16.
pub(super) fn colour(text: &str, palette: &Palette) -> Result<Color, String> {
    if let Some(digits) = text.strip_prefix('#') {
        let six = digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let number = u32::from_str_radix(digits, 16).ok().filter(|_| six);
        let number = number.ok_or_else(|| format!("{text:?} is not a colour; write #rrggbb"))?;
        let [_, red, green, blue] = number.to_be_bytes();
        return Ok(Color::Rgb(red, green, blue));
    }
    if let Some(known) = palette.get(text) {
        return Ok(*known);
    }
    ansi_colour(text).ok_or_else(|| {
        let old = NAMED.iter().map(|(name, _)| *name);
        let names = palette.keys().map(String::as_str).chain(old);
        format!(
            "unknown colour `{text}`{}",
            did_you_mean(text, names).unwrap_or_else(|| "; write #rrggbb".into())
        )
    })
}

fn ansi_colour(name: &str) -> Option<Color> {
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, colour)| *colour)
}

/// `fg` or `fg on bg`, each read by `of`.
fn pair(text: &str, of: impl Fn(&str) -> Result<Color, String>) -> Result<Style, String> {
    match text.split_once(" on ") {
        Some((fg, bg)) => Ok(Style::new().fg(of(fg.trim())?).bg(of(bg.trim())?)),
        None => Ok(Style::new().fg(of(text)?)),
    }
}

/// The style of a value at offset `at`, for a terminal with the colours of `depth`.
pub(super) fn style(
    value: &DeValue<'_>,
    at: usize,
    palette: &Palette,
    depth: Depth,
) -> Result<Style, Problem> {
    let of = |text: &str| colour(text, palette);
    if let Some(text) = value.as_str() {
        return pair(text, of).map(|style| depth.style(style)).map_err(|text| (at, text));
    }
    let Some(table) = value.as_table() else {
        let text =
            format!("a style is \"colour\", \"colour on colour\" or a table, not a {}", value.type_str());
        return Err((at, text));
    };
    let mut style = Style::new();
    for (key, value) in table {
        let (at, value) = (value.span().start, value.get_ref());
        let text =
            || value.as_str().ok_or_else(|| (at, format!("`{}` is a colour in quotes", key.get_ref())));
        match key.get_ref().as_ref() {
            "fg" => style.fg = Some(of(text()?).map_err(|text| (at, text))?),
            "bg" => style.bg = Some(of(text()?).map_err(|text| (at, text))?),
            "ansi" => {}
            name => {
                let Some((_, modifier)) = MODIFIERS.iter().find(|(known, _)| *known == name) else {
                    let why = did_you_mean(name, STYLE_KEYS)
                        .unwrap_or_else(|| format!("; there are {}", STYLE_KEYS.join(", ")));
                    return Err((key.span().start, format!("unknown key `{name}`{why}")));
                };
                match value.as_bool() {
                    Some(true) => style = style.add_modifier(*modifier),
                    Some(false) => {}
                    None => return Err((at, format!("`{name}` is true or false"))),
                }
            }
        }
    }
    let near = depth.style(style);
    Ok(with_ansi(table, depth)?.map_or(near, |ansi| Style { fg: ansi.fg, bg: ansi.bg.or(near.bg), ..near }))
}

/// What a theme wants on a terminal with 16 colours; read in any case, so that it is never wrong.
fn with_ansi(table: &DeTable<'_>, depth: Depth) -> Result<Option<Style>, Problem> {
    let Some(value) = table.get("ansi") else { return Ok(None) };
    let problem = |text: String| (value.span().start, text);
    let of = |name: &str| {
        ansi_colour(name).ok_or_else(|| {
            let names = NAMED.iter().map(|(name, _)| *name);
            format!("`{name}` is none of the 16 colours{}", did_you_mean(name, names).unwrap_or_default())
        })
    };
    let text = value.get_ref().as_str().ok_or_else(|| problem("`ansi` is a colour in quotes".into()))?;
    let style = pair(text, of).map_err(problem)?;
    Ok((depth == Depth::Sixteen).then_some(style))
}

/// `; did you mean NAME?` when one of `names` is near.
pub(super) fn did_you_mean<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let near = |name: &str| strsim::jaro_winkler(word, name);
    let best = names.into_iter().max_by(|one, other| near(one).total_cmp(&near(other)))?;
    (near(best) > 0.8).then(|| format!("; did you mean {best}?"))
}
