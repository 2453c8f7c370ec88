//! Whether eyes can read the themes.
//!
//! Contrast is that of WCAG 2.1 (relative luminance). Dichromatic eyes are simulated after Viénot,
//! Brettel and Mollon (1999), with their matrices for linear RGB.

use ratatui::style::{Color, Style};

use super::super::{Theme, Themes};
use crate::tui::terminal::{Depth, rgb};

/// Red, green and blue in linear light, from 0 to 1.
fn linear(colour: Color) -> [f64; 3] {
    rgb(colour).unwrap().map(|side| {
        let side = f64::from(side) / 255.0;
        if side <= 0.04045 { side / 12.92 } else { ((side + 0.055) / 1.055).powf(2.4) }
    })
}

fn luminance([red, green, blue]: [f64; 3]) -> f64 {
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: Color, other: Color) -> f64 {
    let (one, other) = (luminance(linear(one)), luminance(linear(other)));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn all() -> Vec<Theme> {
    let themes = Themes::new(None, Depth::True);
    themes.names().into_iter().map(|name| themes.load(name).unwrap()).collect()
}

#[track_caller]
fn check(theme: &Theme, token: &str, least: f64) {
    let Some(background) = theme.background else { return };
    let style = theme.token(token).unwrap();
    let behind = style.bg.unwrap_or(background);
    let letters = style.fg.or(theme.text.fg).unwrap();
    let contrast = contrast(letters, behind);
    assert!(contrast >= least, "{token} of {}: {contrast:.2}, at least {least} is needed", theme.name);
}

#[test]
fn what_matters_can_be_read() {
    for theme in all() {
        let strict = theme.name == "high-contrast";
        let least = if strict { 7.0 } else { 4.5 };
        for token in Theme::TOKENS {
            match token {
                "muted" => check(&theme, token, if strict { 7.0 } else { 3.0 }),
                // Lines recede on purpose, and can still be seen.
                "border" => check(&theme, token, if strict { 7.0 } else { 1.8 }),
                _ => check(&theme, token, least),
            }
        }
    }
}

#[test]
fn verdicts_can_be_read_in_a_selected_row() {
    for theme in all() {
        let Some(behind) = theme.selected.bg else { continue };
        for (token, style) in [("good", theme.good), ("warn", theme.warn), ("bad", theme.bad)] {
            let letters = theme.selected.fg.or(style.fg).unwrap();
            let contrast = contrast(letters, behind);
            assert!(contrast >= 3.0, "{token} selected in {}: {contrast:.2}", theme.name);
        }
    }
}

/// What an eye without green, or without red, sees.
fn dichromatic([red, green, blue]: [f64; 3], without_green: bool) -> [f64; 3] {
    let (both, blue_red, blue_green) = if without_green {
        (0.29275 * red + 0.70725 * green, -0.02234 * red, 0.02234 * green)
    } else {
        (0.11238 * red + 0.88762 * green, 0.00401 * red, -0.00401 * green)
    };
    [both, both, blue_red + blue_green + blue]
}

/// How far apart two colours look, as the distance in CIE L*a*b* (76).
fn apart(one: [f64; 3], other: [f64; 3]) -> f64 {
    let lab = |[red, green, blue]: [f64; 3]| {
        let axis = |value: f64| {
            if value > 0.008_856 { value.max(0.0).cbrt() } else { 7.787 * value + 16.0 / 116.0 }
        };
        let x = axis((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047);
        let y = axis(luminance([red, green, blue]));
        let z = axis((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    };
    let squares = lab(one).into_iter().zip(lab(other)).map(|(one, other)| (one - other).powi(2));
    squares.sum::<f64>().sqrt()
}

/// The least distance between two of good, warn and bad.
fn least_apart(theme: &Theme, see: impl Fn([f64; 3]) -> [f64; 3]) -> f64 {
    let seen = |style: Style| see(linear(style.fg.unwrap()));
    let (good, warn, bad) = (seen(theme.good), seen(theme.warn), seen(theme.bad));
    apart(good, warn).min(apart(good, bad)).min(apart(warn, bad))
}

#[test]
fn one_theme_keeps_verdicts_apart_for_eyes_without_green_or_red() {
    let themes = all();
    let named = |name: &str| themes.iter().find(|theme| theme.name == name).unwrap();
    for without_green in [true, false] {
        let eyes = |colour| dichromatic(colour, without_green);
        let apart = least_apart(named("colour-blind"), eyes);
        assert!(apart > 40.0, "only {apart:.1} apart");
        // The measure measures: the default theme is not as good for these eyes.
        assert!(least_apart(named("soak"), eyes) < apart);
    }
    for theme in themes.iter().filter(|theme| theme.background.is_some()) {
        let apart = least_apart(theme, |colour| colour);
        assert!(apart > 25.0, "{}: good, warn and bad are only {apart:.1} apart", theme.name);
    }
}

#[test]
fn real_money_never_looks_like_paper() {
    for theme in all() {
        assert_ne!(theme.paper.bg, Theme::LIVE.bg, "{}", theme.name);
    }
}
