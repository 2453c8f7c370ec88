//! From a theme's file to a theme.

use ratatui::style::Style;
use toml::de::{DeTable, DeValue};

use super::error::ThemeError;
use super::token::Theme;
use super::value::{Palette, Problem, colour, did_you_mean, style};
use crate::tui::terminal::Depth;

/// All keys of a theme.
const KEYS: [&str; 5] = ["about", "background", "paint", "palette", "tokens"];

/// Reads the theme `name` from `text`, for a terminal with the colours of `depth`. `file` is what
/// errors call it.
///
/// # Errors
/// The first thing that is wrong in it, with its line.
pub fn parse(name: &str, file: &str, text: &str, depth: Depth) -> Result<Theme, ThemeError> {
    read(name, text, depth).map_err(|(at, problem)| {
        let before = text.bytes().take(at);
        let line = 1 + before.filter(|byte| *byte == b'\n').count();
        ThemeError::Wrong { file: file.to_owned(), line, text: problem }
    })
}

fn read(name: &str, text: &str, depth: Depth) -> Result<Theme, Problem> {
    let parsed = DeTable::parse(text)
        .map_err(|error| (error.span().map_or(0, |span| span.start), error.message().to_owned()))?;
    let table = parsed.get_ref();
    for (key, _) in table {
        if !KEYS.contains(&key.get_ref().as_ref()) {
            return Err((key.span().start, unknown("key", key.get_ref(), &KEYS)));
        }
    }
    let palette = palette(table)?;
    let mut theme = Theme::bare(name);
    ground(table, &palette, depth, &mut theme)?;
    let Some(tokens) = section(table, "tokens")? else {
        return Err((0, "there is no [tokens]; see the themes of the program".into()));
    };
    for (key, value) in tokens {
        let Some(token) = theme.token_mut(key.get_ref()) else {
            return Err((key.span().start, unknown("token", key.get_ref(), &Theme::TOKENS)));
        };
        *token = style(value.get_ref(), value.span().start, &palette, depth)?;
    }
    // Everything is written down: a token that is forgotten would be invisible on some background.
    if let Some(missing) = Theme::TOKENS.into_iter().find(|name| !tokens.contains_key(*name)) {
        let at = table.get("tokens").map_or(0, |tokens| tokens.span().start);
        return Err((at, format!("the token `{missing}` is missing")));
    }
    if theme.ground.bg.is_some() {
        theme.ground.fg = theme.text.fg;
    }
    Ok(theme)
}

fn unknown(what: &str, word: &str, known: &[&str]) -> String {
    let why = did_you_mean(word, known.iter().copied());
    format!("unknown {what} `{word}`{}", why.unwrap_or_else(|| format!("; there are {}", known.join(", "))))
}

fn section<'a>(table: &'a DeTable<'a>, name: &str) -> Result<Option<&'a DeTable<'a>>, Problem> {
    let Some(value) = table.get(name) else { return Ok(None) };
    let found = value.get_ref().as_table();
    found.map(Some).ok_or_else(|| (value.span().start, format!("`{name}` is a section: [{name}]")))
}

fn palette(table: &DeTable<'_>) -> Result<Palette, Problem> {
    let mut palette = Palette::new();
    let Some(named) = section(table, "palette")? else { return Ok(palette) };
    for (key, value) in named {
        let found = quoted(value.get_ref(), key.get_ref()).and_then(|text| colour(text, &Palette::new()));
        palette.insert(key.get_ref().to_string(), found.map_err(|text| (value.span().start, text))?);
    }
    Ok(palette)
}

/// The background, and whether it is painted.
fn ground(table: &DeTable<'_>, palette: &Palette, depth: Depth, theme: &mut Theme) -> Result<(), Problem> {
    if let Some(about) = table.get("about") {
        quoted(about.get_ref(), "about").map_err(|text| (about.span().start, text))?;
    }
    if let Some(value) = table.get("background") {
        let found = quoted(value.get_ref(), "background").and_then(|text| colour(text, palette));
        theme.background = Some(found.map_err(|text| (value.span().start, text))?);
    }
    let Some(paint) = table.get("paint") else { return Ok(()) };
    match (paint.get_ref().as_bool(), theme.background) {
        (Some(false), _) => {}
        // Without colours the terminal's own background is the only one there is.
        (Some(true), Some(_)) if depth == Depth::Mono => {}
        (Some(true), Some(background)) => theme.ground = Style::new().bg(depth.nearest(background)),
        (Some(true), None) => return Err((paint.span().start, "there is no `background` to paint".into())),
        (None, _) => return Err((paint.span().start, "`paint` is true or false".into())),
    }
    Ok(())
}

fn quoted<'a>(value: &'a DeValue<'_>, key: &str) -> Result<&'a str, String> {
    value.as_str().ok_or_else(|| format!("`{key}` is a text in quotes, not a {}", value.type_str()))
}
