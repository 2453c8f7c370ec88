//! How loud something is, as glyph, word and style.

use ratatui::style::Style;

use crate::event::Severity;
use crate::tui::theme::Theme;

/// Glyph and word, as wide for each.
pub(super) const fn badge(severity: Severity) -> &'static str {
    match severity {
        Severity::Page => "▲ page",
        Severity::Warn => "◆ warn",
        Severity::Note => "· note",
    }
}

/// The glyph alone.
pub(super) const fn glyph(severity: Severity) -> &'static str {
    match severity {
        Severity::Page => "▲",
        Severity::Warn => "◆",
        Severity::Note => "·",
    }
}

/// The style of the badge and of what it is about.
pub(super) const fn style(severity: Severity, theme: &Theme) -> Style {
    match severity {
        Severity::Page => theme.bad,
        Severity::Warn => theme.warn,
        Severity::Note => theme.muted,
    }
}
