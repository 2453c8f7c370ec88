//! What a theme's file may say.

use ratatui::style::{Color, Modifier};

use super::super::{Theme, Themes, parse};
use crate::tui::terminal::Depth;

const SOAK: &str = include_str!("../../../../themes/soak.toml");

#[test]
fn the_default_theme_is_its_file() {
    assert_eq!(Themes::new(None, Depth::True).load("soak").unwrap(), Theme::default());
}

#[test]
fn every_theme_can_be_read_at_every_depth() {
    for depth in [Depth::Mono, Depth::Sixteen, Depth::Indexed, Depth::True] {
        let themes = Themes::new(None, depth);
        assert!(themes.names().len() >= 6);
        for name in themes.names() {
            let theme = themes.load(name).unwrap();
            assert_eq!(theme.name, name);
            for token in Theme::TOKENS {
                let style = theme.token(token).unwrap();
                for colour in [style.fg, style.bg].into_iter().flatten() {
                    assert_eq!(depth.nearest(colour), colour, "{token} of {name} at {depth:?}");
                }
            }
            let loud = theme.alarm.bg.is_some_and(|colour| colour != Color::Reset);
            let reversed = theme.alarm.add_modifier.contains(Modifier::REVERSED);
            assert!(loud || reversed, "the alarm of {name} is not filled at {depth:?}");
        }
    }
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    #[track_caller]
    fn check(from: &str, to: &str, expect: &str) {
        assert!(SOAK.contains(from));
        let wrong = parse("x", "themes/x.toml", &SOAK.replace(from, to), Depth::True).unwrap_err();
        assert_eq!(wrong.to_string(), expect);
    }
    check("good = {", "goood = {", "themes/x.toml:20: unknown token `goood`; did you mean good?");
    check(
        "warn = {",
        "live = {",
        &format!("themes/x.toml:21: unknown token `live`; there are {}", Theme::TOKENS.join(", ")),
    );
    check("banner =", "#", "themes/x.toml:15: the token `banner` is missing");
    check(
        "warn = { fg = \"amber\"",
        "warn = { fg = \"ambre\"",
        "themes/x.toml:21: unknown colour `ambre`; did you mean amber?",
    );
    check("#87d787", "#87d78", "themes/x.toml:9: \"#87d78\" is not a colour; write #rrggbb");
    check("\"light-green\"", "\"lime\"", "themes/x.toml:20: `lime` is none of the 16 colours");
    check(
        "\"silver\", ansi",
        "\"silver\", blod = true, ansi",
        "themes/x.toml:16: unknown key `blod`; did you mean bold?",
    );
    check("bold = true", "bold = 1", "themes/x.toml:23: `bold` is true or false");
    check(
        "[palette]",
        "pallete = 1\n[palette]",
        "themes/x.toml:6: unknown key `pallete`; did you mean palette?",
    );
    check("background = \"#101418\"", "paint = true", "themes/x.toml:4: there is no `background` to paint");
    check("[tokens]", "[tokens", "themes/x.toml:15: unclosed table, expected `]`");
}

#[test]
fn short_forms_mean_the_same() {
    let text =
        SOAK.replace("{ fg = \"ink\", bg = \"amber\", ansi = \"black on yellow\" }", "\"ink on amber\"");
    assert_ne!(text, SOAK);
    assert_eq!(parse("soak", "x", &text, Depth::True).unwrap(), Theme::default());
}

#[test]
fn a_users_themes_stand_beside_ours() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mine.toml"), SOAK.replace("#87d787", "#00ff00")).unwrap();
    std::fs::write(folder.path().join("broken.toml"), "[tokens]\n").unwrap();
    std::fs::write(folder.path().join("notes.txt"), "").unwrap();
    let themes = Themes::new(Some(folder.path()), Depth::True);
    assert!(themes.names().ends_with(&["mono", "broken", "mine"]));
    assert_eq!(themes.load("mine").unwrap().good.fg, Some(Color::Indexed(46)));
    let broken = folder.path().join("broken.toml");
    assert_eq!(
        themes.load("broken").unwrap_err().to_string(),
        format!("{}:1: the token `text` is missing", broken.display())
    );
    assert!(
        themes
            .load("none")
            .unwrap_err()
            .to_string()
            .starts_with("there is no theme \"none\"; there are soak")
    );
    // The cycle passes over what is broken, and comes back.
    assert_eq!(themes.after("mono").name, "mine");
    assert_eq!(themes.after("mine").name, "soak");
    assert_eq!(themes.after("no such").name, "soak");
}

#[test]
fn the_folder_is_where_configurations_are() {
    #[track_caller]
    fn check(config: Option<&str>, home: Option<&str>, expect: Option<&str>) {
        let get = |name: &str| if name == "HOME" { home } else { config }.map(str::to_owned);
        assert_eq!(Themes::folder(get), expect.map(Into::into));
    }
    check(Some("/c"), Some("/h"), Some("/c/soak/themes"));
    check(None, Some("/h"), Some("/h/.config/soak/themes"));
    check(Some("relative"), Some("/h"), Some("/h/.config/soak/themes"));
    check(None, None, None);
}
