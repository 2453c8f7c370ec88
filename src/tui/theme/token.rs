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
    /// What stands where nothing is said about colour: nothing, when the terminal's own background is
    /// kept. For [`crate::tui::run::Dashboard::ground`].
    pub ground: Style,
    /// The background that the colours are made for, painted or not; nothing for any.
    pub background: Option<Color>,
}

impl Theme {
    /// The header of a soak with real money. No theme can change it, so that it never looks like paper.
    pub const LIVE: Style = Style::new().fg(Color::White).bg(Color::Red).add_modifier(Modifier::BOLD);

    /// The tokens' names, as themes write them, in the order of their meaning.
    pub const TOKENS: [&'static str; 15] = [
        "text",
        "muted",
        "strong",
        "accent",
        "good",
        "warn",
        "bad",
        "alarm",
        "border",
        "border_focus",
        "title",
        "selected",
        "key",
        "paper",
        "banner",
    ];

    /// The style of the token with this name.
    #[must_use]
    pub fn token(&self, name: &str) -> Option<Style> {
        self.clone().token_mut(name).map(|style| *style)
    }

    /// A theme without any style.
    pub(super) fn bare(name: &str) -> Self {
        let none = Style::new();
        Self {
            name: name.to_owned(),
            text: none,
            muted: none,
            strong: none,
            accent: none,
            good: none,
            warn: none,
            bad: none,
            alarm: none,
            border: none,
            border_focus: none,
            title: none,
            selected: none,
            key: none,
            paper: none,
            banner: none,
            ground: none,
            background: None,
        }
    }

    pub(super) fn token_mut(&mut self, name: &str) -> Option<&mut Style> {
        Some(match name {
            "text" => &mut self.text,
            "muted" => &mut self.muted,
            "strong" => &mut self.strong,
            "accent" => &mut self.accent,
            "good" => &mut self.good,
            "warn" => &mut self.warn,
            "bad" => &mut self.bad,
            "alarm" => &mut self.alarm,
            "border" => &mut self.border,
            "border_focus" => &mut self.border_focus,
            "title" => &mut self.title,
            "selected" => &mut self.selected,
            "key" => &mut self.key,
            "paper" => &mut self.paper,
            "banner" => &mut self.banner,
            _ => return None,
        })
    }
}

impl Default for Theme {
    /// `themes/soak.toml`, without reading it.
    fn default() -> Self {
        let style = Style::new();
        let on = |number: u8| style.fg(Color::Indexed(number));
        Self {
            text: on(252),
            muted: on(245),
            strong: on(255).add_modifier(Modifier::BOLD),
            accent: on(75),
            good: on(114),
            warn: on(179),
            bad: on(203),
            alarm: on(231).bg(Color::Indexed(124)).add_modifier(Modifier::BOLD),
            border: on(240),
            border_focus: on(75),
            title: on(249),
            selected: style.bg(Color::Indexed(236)),
            key: on(75).add_modifier(Modifier::BOLD),
            paper: on(234).bg(Color::Indexed(114)).add_modifier(Modifier::BOLD),
            banner: on(234).bg(Color::Indexed(179)),
            background: Some(Color::Rgb(0x10, 0x14, 0x18)),
            ..Self::bare("soak")
        }
    }
}
