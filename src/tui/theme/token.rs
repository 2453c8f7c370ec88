//! The tokens, and what each looks like.

use ratatui::style::{Color, Modifier, Style};

/// What each meaning looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Its name.
    pub name: String,
    /// Ordinary text and numbers.
    pub text: Style,
    /// Labels, units, rules, whatever recedes.
    pub muted: Style,
    /// The number of a panel that matters most.
    pub strong: Style,
    /// What belongs to the program: its name, the curve.
    pub accent: Style,
    /// In order, profit.
    pub good: Style,
    /// Look when awake.
    pub warn: Style,
    /// Act now, loss.
    pub bad: Style,
    /// The one thing that is loud: filled, not only coloured.
    pub alarm: Style,
    /// Frames of panels.
    pub border: Style,
    /// The frame of the panel that has the keys.
    pub border_focus: Style,
    /// Titles of panels.
    pub title: Style,
    /// The selected row.
    pub selected: Style,
    /// Keys in the footer and in help.
    pub key: Style,
    /// The word PAPER in the header.
    pub paper: Style,
    /// The banner of the past and of a lost link.
    pub banner: Style,
}

impl Theme {
    /// The header of a soak with real money. No theme can change it, so that it never looks like paper.
    pub const LIVE: Style = Style::new().fg(Color::White).bg(Color::Red).add_modifier(Modifier::BOLD);
}

impl Default for Theme {
    fn default() -> Self {
        let style = Style::new();
        Self {
            name: "soak".to_owned(),
            text: style.fg(Color::Rgb(0xc8, 0xd0, 0xd8)),
            muted: style.fg(Color::Rgb(0x78, 0x84, 0x90)),
            strong: style.fg(Color::Rgb(0xf2, 0xf5, 0xf8)).add_modifier(Modifier::BOLD),
            accent: style.fg(Color::Rgb(0x6c, 0xb6, 0xff)),
            good: style.fg(Color::Rgb(0x6f, 0xd0, 0x8c)),
            warn: style.fg(Color::Rgb(0xe8, 0xb8, 0x4a)),
            bad: style.fg(Color::Rgb(0xff, 0x6b, 0x68)),
            alarm: style
                .fg(Color::Rgb(0xff, 0xff, 0xff))
                .bg(Color::Rgb(0xc0, 0x28, 0x28))
                .add_modifier(Modifier::BOLD),
            border: style.fg(Color::Rgb(0x3c, 0x46, 0x50)),
            border_focus: style.fg(Color::Rgb(0x6c, 0xb6, 0xff)),
            title: style.fg(Color::Rgb(0xa8, 0xb4, 0xc0)),
            selected: style.bg(Color::Rgb(0x26, 0x34, 0x44)),
            key: style.fg(Color::Rgb(0x6c, 0xb6, 0xff)).add_modifier(Modifier::BOLD),
            paper: style
                .fg(Color::Rgb(0x10, 0x18, 0x20))
                .bg(Color::Rgb(0x6f, 0xd0, 0x8c))
                .add_modifier(Modifier::BOLD),
            banner: style.fg(Color::Rgb(0x10, 0x18, 0x20)).bg(Color::Rgb(0xe8, 0xb8, 0x4a)),
        }
    }
}
