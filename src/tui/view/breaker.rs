//! The breaker in a word, or what was asked of it and how long ago.

use super::pieces::Piece;
use super::status;
use crate::model::BreakerLevel;
use crate::snapshot::{BreakerView, Snapshot};
use crate::tui::app::{Act, Link, Model};
use crate::tui::theme::Theme;
use crate::tui::widgets::age;

/// What stands for the breaker of the picture that is shown, if anything is known of it.
pub(super) fn piece(model: &Model, picture: Option<&Snapshot>) -> Option<Piece> {
    let theme = model.theme();
    // What was asked was asked of the soak as it is now.
    if model.past.shown().is_none() {
        if let Some(asked) = model.acting.waiting().last() {
            let since = age(model.now.since(asked.at));
            let loud = if matches!(asked.act, Act::Acknowledge(_) | Act::Inject(_)) {
                theme.warn
            } else {
                theme.alarm
            };
            return Some(Piece::new(format!(" {} {since} ", asked.act.under_way()), loud, 0));
        }
        if model.acting.once.is_some() {
            return Some(Piece::new(" ! again within a second trips ", theme.alarm, 0));
        }
    }
    picture.map(|picture| {
        let (word, style) = word(&picture.breaker, theme);
        if status::is_unseen(model) {
            // Where it was when the link was lost.
            return Piece::new(format!("{word}?"), theme.muted, 0);
        }
        // What has ended is as it was left, and neither good nor bad news any more.
        let ended = matches!(model.link, Link::Over { .. }) && picture.breaker.level == BreakerLevel::Armed;
        Piece::new(word, if ended { theme.muted } else { style }, 0)
    })
}

/// Where the breaker is, in a glyph and a word. FLAT is said only when the venue has said it.
pub(super) fn word(breaker: &BreakerView, theme: &Theme) -> (&'static str, ratatui::style::Style) {
    match (breaker.level, breaker.flat_at) {
        (BreakerLevel::Armed, _) => ("● ARMED", theme.good),
        (BreakerLevel::Paused, _) => ("‖ PAUSED", theme.warn),
        (BreakerLevel::Tripped, _) => ("■ TRIPPED", theme.bad),
        (BreakerLevel::Flattening, None) => ("■ CLOSING", theme.bad),
        (BreakerLevel::Flattening, Some(_)) => ("■ FLAT", theme.bad),
    }
}
