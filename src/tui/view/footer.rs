//! The footer: what happened last, or a notice; below it the keys that work here.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::pieces::{self, Piece};
use crate::model::BreakerLevel;
use crate::snapshot::{EventKind, EventLine};
use crate::tui::app::{Act, Link, Model, Overlay, Tone, why_not};
use crate::tui::keys::{Action, Context, Row, TABLE};
use crate::tui::panels::Panel;
use crate::tui::theme::Theme;
use crate::tui::widgets::clock;

/// Columns between two keys.
const GAP: u16 = 2;

/// Most events on one line: as many short ones as a very wide terminal holds.
const EVENTS_MAX: usize = 4;

/// Draws the footer.
pub(super) fn draw(area: Rect, buf: &mut Buffer, model: &Model) {
    let lines = [0, 1].map(|index| Rect {
        y: (area.y + index).min(area.bottom()),
        height: u16::from(index < area.height),
        ..area
    });
    let [first, second] = lines;
    if let Some(Overlay::Filter(panel, line)) = &model.overlay {
        let (before, after) = line.halves();
        let prompt = format!(" {} with /", crate::tui::app::view_name(*panel));
        let piece = Piece::new(prompt, model.theme().key, 0)
            .and(before.to_owned(), model.theme().text)
            .and("▏", model.theme().accent)
            .and(after.to_owned(), model.theme().text);
        pieces::draw(first, buf, &[piece], 0);
    } else if let Some(notice) = &model.notice {
        let style = match notice.tone {
            Tone::Plain => model.theme().text,
            Tone::Bad => model.theme().bad,
        };
        pieces::draw(first, buf, &[Piece::new(format!(" {}", notice.text), style, 0)], 0);
    } else if !model.look.filter(model.look.focus).is_empty() {
        filtered(first, buf, model);
    } else {
        events(first, buf, model);
    }
    keys(second, buf, model);
}

/// That rows are left out is said as long as they are.
fn filtered(area: Rect, buf: &mut Buffer, model: &Model) {
    let theme = model.theme();
    let focus = model.look.focus;
    let text = format!(" {} with {:?} only ", crate::tui::app::view_name(focus), model.look.filter(focus));
    let piece = Piece::new(text, theme.warn, 0).and(" Esc", theme.key).and(" shows all", theme.muted);
    pieces::draw(area, buf, &[piece], 0);
}

/// What a person wants to have seen in passing: what was traded, and what is not in the order of
/// things. Each step of an order and each request stand in the log.
fn is_told(event: &EventLine) -> bool {
    match event.kind {
        EventKind::Fill | EventKind::Alert | EventKind::Operator | EventKind::Breaker | EventKind::Gap => {
            true
        }
        EventKind::Order => event.severity.is_some(),
        EventKind::Request | EventKind::Note => false,
    }
}

/// What happened last, the latest first and readable, the others behind it.
fn events(area: Rect, buf: &mut Buffer, model: &Model) {
    let theme = model.theme();
    let piece = |(index, event): (usize, &EventLine)| {
        let blank = if index == 0 { " " } else { "· " };
        let text = if index == 0 { theme.text } else { theme.muted };
        // The columns of the log are of no use in a single line.
        let words = event.text.split_whitespace().collect::<Vec<_>>().join(" ");
        Piece::new(format!("{blank}{} ", clock(event.at)), theme.muted, 0).and(words, text)
    };
    let latest =
        model.history().events.iter().rev().filter(|event| is_told(event)).take(EVENTS_MAX).enumerate();
    pieces::draw(area, buf, &latest.map(piece).collect::<Vec<_>>(), 1);
}

/// The keys that do something here and now; the least important give way when there is no room.
fn keys(area: Rect, buf: &mut Buffer, model: &Model) {
    let contexts = model.contexts();
    let theme = model.theme();
    let inside = contexts.first().is_some_and(|context| matches!(context, Context::Confirm | Context::Line));
    let rows = TABLE.iter().filter(|row| contexts.contains(&row.context));
    let pieces = if inside || matches!(contexts.first(), Some(Context::Reading)) {
        // What lies over the panels has few keys; the way out is told before all others.
        let first = contexts.first().copied();
        let own = rows.filter(|row| Some(row.context) == first && is_heard(model, row.action));
        let rank = |row: &Row, place: u8| if row.action == Action::Cancel { 0 } else { place };
        (1..).zip(own).filter_map(|(place, row)| piece(row, row.words, rank(row, place), theme)).collect()
    } else {
        let hinted = rows.filter_map(|row| row.hint.map(|hint| (row, hint)));
        let works = hinted.filter(|(row, _)| works(model, row.action));
        works.filter_map(|(row, (word, rank))| piece(row, word_now(model, row, word), rank, theme)).collect()
    };
    let area = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(1), ..area };
    pieces::row(area, buf, pieces, Vec::new(), GAP);
}

/// Whether what lies over the panels does anything for `action`.
fn is_heard(model: &Model, action: Action) -> bool {
    let completes = matches!(action, Action::Complete | Action::CompleteBack);
    let recalls = matches!(action, Action::Earlier | Action::Later);
    match &model.overlay {
        Some(Overlay::Filter(..)) => !completes && !recalls,
        Some(Overlay::Reset(_)) => !recalls,
        _ => true,
    }
}

/// A key and its word; none for what has no key.
fn piece(row: &Row, word: &str, rank: u8, theme: &Theme) -> Option<Piece> {
    let key = row.keys.first()?;
    Some(Piece::new(key.to_string(), theme.key, rank).and(format!(" {word}"), theme.muted))
}

/// The word for what the key does now.
fn word_now<'a>(model: &Model, row: &Row, word: &'a str) -> &'a str {
    let paused = model.live.picture.as_ref().is_some_and(|live| live.breaker.level == BreakerLevel::Paused);
    match (row.action, &model.link) {
        (Action::Pause, _) if paused => "resume",
        (Action::Detach, Link::Over { .. }) => "leave",
        (Action::Detach, _) if model.tie == crate::tui::app::Tie::Foreground => "stop",
        _ => word,
    }
}

/// Whether the key of `action` does anything now that is worth a hint.
fn works(model: &Model, action: Action) -> bool {
    let can = |act: Act| why_not(model, &act).is_none();
    let rows = matches!(model.look.focus, Panel::Positions | Panel::Alerts | Panel::Events);
    match action {
        Action::Trip => can(Act::Trip),
        Action::Pause => can(Act::Pause) || can(Act::Resume),
        Action::Flatten => can(Act::Flatten),
        Action::Reset => can(Act::Reset),
        Action::Acknowledge => {
            let open = |live: &crate::snapshot::Snapshot| {
                live.alerts.iter().any(|alert| alert.acknowledged_at.is_none())
            };
            model.live.picture.as_deref().is_some_and(open) && can(Act::Acknowledge(None))
        }
        Action::Sort => model.look.focus == Panel::Positions,
        Action::Range => matches!(model.look.focus, Panel::Pnl | Panel::Latency),
        Action::Inspect | Action::Filter => rows,
        Action::Back => model.look.is_zoomed() || !model.look.filter(model.look.focus).is_empty(),
        Action::Zoom | Action::FocusNext => !model.look.is_zoomed(),
        // What stands still by itself cannot be made to.
        Action::Freeze => model.past.shown().is_none() && !matches!(model.link, Link::Over { .. }),
        _ => true,
    }
}
