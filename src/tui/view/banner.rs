//! The banner: what is seen is not what is now.
//!
//! ```text
//!    PAST  2026-11-20 03:14 UTC   2d 11h ago        NOW ■ TRIPPED   [ ] step   { } hour   End now
//!    LINK LOST   last heard 41s ago   connection refused   next try in 4s
//!    LINK LOST   last heard 41s ago   interrupted; soak run --name btc-week goes on
//!    FROZEN  12s ago                                                              space goes on
//! ```
//!
//! One line for all of them: what is worst comes first. Ages of the link and of a frozen picture are
//! of this machine's clock; that of the past is of the soak's own.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::figures::{count, minute};
use super::pieces::{self, Piece};
use crate::model::Span;
use crate::tui::app::{Link, Meanwhile, Model, meanwhile};
use crate::tui::widgets::{age, lasting};

/// Columns between two pieces.
const GAP: u16 = 3;

/// Draws the banner, if there is one to draw.
pub(super) fn draw(area: Rect, buf: &mut Buffer, model: &Model) {
    if area.height == 0 {
        return;
    }
    let style = model.theme().banner;
    buf.set_style(area, style);
    let mut left: Vec<(String, u8)> = Vec::new();
    let mut right: Vec<(&str, u8)> = Vec::new();
    let mut past = |left: &mut Vec<(String, u8)>| {
        if past(left, model) {
            right.extend([("[ ] step", 4), ("{ } hour", 5), ("End now ", 0)]);
            return true;
        }
        false
    };
    match &model.link {
        Link::Over { text } => {
            left.extend([(" THE SOAK HAS ENDED".to_owned(), 0), (text.clone(), 1)]);
            if !past(&mut left) {
                right.push(("[ look back", 3));
            }
            right.push(("q leave ", 0));
        }
        Link::Lost { text, retry_at } => {
            let since = ago(model.now.since(model.heard_at));
            left.extend([
                (" LINK LOST".to_owned(), 0),
                (format!("last heard {since}"), 3),
                // What to do next stands here when the soak's process is gone.
                (text.clone(), 1),
            ]);
            let wait = retry_at.since(model.now);
            left.push((
                if wait.as_secs() < 1 { "trying".to_owned() } else { format!("next try in {}", age(wait)) },
                4,
            ));
            if !past(&mut left) {
                right.push(("t ! f are still tried ", 5));
            }
        }
        Link::Connecting | Link::Connected { .. } => {
            if !past(&mut left)
                && let Some(frozen) = &model.frozen
            {
                left.push((format!(" FROZEN  {}", ago(model.now.since(frozen.since))), 0));
                right.push(("space goes on ", 0));
            }
        }
    }
    let left = left.into_iter().map(|(text, rank)| Piece::new(text, style, rank)).collect();
    let mut right: Vec<_> = right.into_iter().map(|(text, rank)| Piece::new(text, style, rank)).collect();
    if let Some(meanwhile) = meanwhile(model) {
        let text = match meanwhile {
            Meanwhile::Tripped => " NOW ■ TRIPPED ".to_owned(),
            Meanwhile::Alerts(number) => format!(" NOW ▲ {} ", count(number as u64, "alert")),
        };
        right.insert(0, Piece::new(text, model.theme().alarm, 0));
    }
    pieces::row(area, buf, left, right, GAP);
}

fn ago(span: Span) -> String {
    if span.as_secs() < 1 { "just now".to_owned() } else { format!("{} ago", lasting(span)) }
}

/// Adds what there is to say of the past; says whether there is anything.
fn past(left: &mut Vec<(String, u8)>, model: &Model) -> bool {
    if let Some(at) = model.past.at() {
        left.push((format!(" PAST  {} UTC", minute(at)), 0));
        if let Some(live) = &model.live.picture {
            left.push((ago(live.at.since(at)), 1));
        }
    }
    if model.past.is_asking() {
        left.push((" looking back …".to_owned(), 2));
    }
    model.past.at().is_some() || model.past.is_asking()
}
