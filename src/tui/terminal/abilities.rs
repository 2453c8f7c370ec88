//! What the terminal can show, told from the environment.
//!
//! Why not ask the terminal (DECRQM, DA1)? Its answers come over the same line as the keys, a slow line
//! would delay the first frame, and an old terminal prints what it does not understand.

use super::colour::Depth;
use super::error::TerminalError;

/// What the terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Abilities {
    /// Its colours.
    pub depth: Depth,
    /// Its letters.
    pub glyphs: Glyphs,
}

/// Which letters the terminal has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Glyphs {
    /// All of them, braille included.
    #[default]
    Unicode,
    /// The 95 of ASCII.
    Ascii,
}

/// Terminals with 24 bits of colour that name themselves; `COLORTERM` does not travel over SSH, `TERM`
/// does.
const TRUE_COLOUR: [&str; 7] =
    ["xterm-kitty", "xterm-ghostty", "alacritty", "foot", "foot-extra", "wezterm", "contour"];

impl Abilities {
    /// What the terminal of the environment `get` can show. `glyphs` is what the user asked for;
    /// ASCII wins.
    ///
    /// # Errors
    /// The terminal cannot move its cursor.
    pub fn of(get: impl Fn(&str) -> Option<String>, glyphs: Glyphs) -> Result<Self, TerminalError> {
        let set = |name: &str| get(name).filter(|value| !value.is_empty());
        let term = set("TERM").unwrap_or_default();
        if matches!(term.as_str(), "" | "dumb" | "unknown") {
            return Err(TerminalError::Dumb { term });
        }
        let depth = if set("NO_COLOR").is_some() { Depth::Mono } else { depth(&term, &set) };
        let plain = glyphs == Glyphs::Ascii || term == "linux" || !has_utf8(&set);
        Ok(Self { depth, glyphs: if plain { Glyphs::Ascii } else { Glyphs::Unicode } })
    }

    /// What the terminal of this process can show.
    ///
    /// # Errors
    /// The terminal cannot move its cursor.
    pub fn here(glyphs: Glyphs) -> Result<Self, TerminalError> {
        Self::of(|name| std::env::var(name).ok(), glyphs)
    }
}

fn depth(term: &str, set: &impl Fn(&str) -> Option<String>) -> Depth {
    let claims = matches!(set("COLORTERM").as_deref(), Some("truecolor" | "24bit"));
    // GNU screen hands down the claim of the terminal around it and cannot keep it; tmux can.
    let screen = term.starts_with("screen") && set("TMUX").is_none();
    if (claims && !screen) || TRUE_COLOUR.contains(&term) || term.ends_with("-direct") {
        Depth::True
    } else if term.contains("256color") {
        Depth::Indexed
    } else if ["vt52", "vt100", "vt102", "vt220", "vt320"].contains(&term) || term.ends_with("-mono") {
        Depth::Mono
    } else {
        Depth::Sixteen
    }
}

fn has_utf8(set: &impl Fn(&str) -> Option<String>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).unwrap_or_default();
    let locale = locale.to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(environment: &str, glyphs: Glyphs) -> Result<Abilities, TerminalError> {
        let pairs: Vec<_> = environment.split(' ').filter_map(|pair| pair.split_once('=')).collect();
        Abilities::of(
            |name| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()),
            glyphs,
        )
    }

    #[test]
    fn colours_follow_from_the_environment() {
        #[track_caller]
        fn check(environment: &str, expect: Depth) {
            assert_eq!(of(environment, Glyphs::Unicode).unwrap().depth, expect);
        }
        check("TERM=xterm-256color", Depth::Indexed);
        check("TERM=tmux-256color", Depth::Indexed);
        check("TERM=screen-256color", Depth::Indexed);
        check("TERM=xterm-256color COLORTERM=truecolor", Depth::True);
        check("TERM=xterm COLORTERM=24bit", Depth::True);
        check("TERM=xterm COLORTERM=yes", Depth::Sixteen);
        check("TERM=screen-256color COLORTERM=truecolor", Depth::Indexed);
        check("TERM=screen-256color COLORTERM=truecolor TMUX=/tmp/x", Depth::True);
        check("TERM=xterm-kitty", Depth::True);
        check("TERM=xterm-direct", Depth::True);
        check("TERM=linux", Depth::Sixteen);
        check("TERM=screen", Depth::Sixteen);
        check("TERM=xterm", Depth::Sixteen);
        check("TERM=vt100", Depth::Mono);
        check("TERM=xterm-256color COLORTERM=truecolor NO_COLOR=1", Depth::Mono);
        check("TERM=xterm-256color NO_COLOR=", Depth::Indexed);
    }

    #[test]
    fn letters_follow_from_the_locale_the_terminal_and_the_wish() {
        #[track_caller]
        fn check(environment: &str, wish: Glyphs, expect: Glyphs) {
            assert_eq!(of(environment, wish).unwrap().glyphs, expect);
        }
        check("TERM=xterm LANG=en_US.UTF-8", Glyphs::Unicode, Glyphs::Unicode);
        check("TERM=xterm LANG=C.utf8", Glyphs::Unicode, Glyphs::Unicode);
        check("TERM=xterm LANG=en_US.UTF-8", Glyphs::Ascii, Glyphs::Ascii);
        check("TERM=xterm LC_ALL=C LANG=en_US.UTF-8", Glyphs::Unicode, Glyphs::Ascii);
        check("TERM=xterm LC_ALL= LC_CTYPE=de_DE.UTF-8", Glyphs::Unicode, Glyphs::Unicode);
        check("TERM=xterm", Glyphs::Unicode, Glyphs::Ascii);
        check("TERM=linux LANG=en_US.UTF-8", Glyphs::Unicode, Glyphs::Ascii);
    }

    #[test]
    fn a_terminal_that_cannot_move_its_cursor_is_refused_in_words() {
        #[track_caller]
        fn check(environment: &str, expect: &str) {
            assert_eq!(of(environment, Glyphs::Unicode).unwrap_err().to_string(), expect);
        }
        check(
            "TERM=dumb",
            "the terminal (TERM=\"dumb\") cannot show the dashboard; use --headless, or set TERM",
        );
        check("LANG=C", "the terminal (TERM=\"\") cannot show the dashboard; use --headless, or set TERM");
    }
}
