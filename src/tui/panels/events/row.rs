//! One line of the event log.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::kind_word;
use crate::event::Severity;
use crate::snapshot::EventLine;
use crate::tui::Ctx;
use crate::tui::panels::severity;
use crate::tui::theme::Theme;
use crate::tui::widgets::{Line, clock, date_clock};

/// The style of the sentence.
pub(super) const fn style(event: &EventLine, theme: &Theme) -> Style {
    match event.severity {
        Some(Severity::Page) => theme.bad,
        Some(Severity::Warn) => theme.warn,
        Some(Severity::Note) | None => theme.text,
    }
}

pub(super) fn render(area: Rect, buf: &mut Buffer, event: &EventLine, filter: &str, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let mut line = Line::new(buf, area, 0);
    let time = if cx.zoomed { date_clock(event.at) } else { clock(event.at) };
    line.put(&time, theme.muted).skip(2);
    let loud = event.severity.filter(|severity| *severity > Severity::Note);
    line.put_left(loud.map_or(" ", severity::glyph), 2, style(event, theme));
    if area.width >= 60 {
        line.put_left(kind_word(event.kind), 10, theme.muted);
    }
    // Cut where the room ends by the line itself, so that hits keep their places.
    let plain = style(event, theme);
    let mut from = 0;
    for hit in hits(&event.text, filter) {
        let (before, held) = (event.text.get(from..hit.start), event.text.get(hit.clone()));
        line.put(before.unwrap_or_default(), plain);
        line.put(held.unwrap_or_default(), theme.accent.add_modifier(Modifier::BOLD | Modifier::UNDERLINED));
        from = hit.end;
    }
    line.put(event.text.get(from..).unwrap_or_default(), plain);
}

/// Where `text` holds `filter`, whatever the case of its ASCII letters.
pub(super) fn hits(text: &str, filter: &str) -> Vec<Range<usize>> {
    let mut hits = Vec::new();
    if filter.is_empty() {
        return hits;
    }
    // ASCII only: every other folding can change the length, and with it the places.
    let (folded, sought) = (text.to_ascii_lowercase(), filter.to_ascii_lowercase());
    let mut from = 0;
    while let Some(at) = folded.get(from..).and_then(|rest| rest.find(&sought)) {
        hits.push(from + at..from + at + sought.len());
        from += at + sought.len();
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_are_found_whatever_their_case() {
        #[track_caller]
        fn check(text: &str, filter: &str, expect: &[&str]) {
            let held = hits(text, filter).into_iter().map(|hit| &text[hit]);
            assert_eq!(held.collect::<Vec<_>>(), expect);
        }
        check("ETH eth Eth", "eth", &["ETH", "eth", "Eth"]);
        check("aaa", "aa", &["aa"]);
        check("取引所 ETH", "引", &["引"]);
        check("abc", "", &[]);
        check("ab", "abc", &[]);
    }
}
