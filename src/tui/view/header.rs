//! The header: is it paper, is it alive, is it trading, is it losing, does it need somebody?
//!
//! ```text
//!  soak btc-week  PAPER   day 3 of 7 ▕███████▍         ▏ 2d 13:12 healthy  1 gap 42s        ● ARMED
//!  trading  data live  venue ok  journal ok  link ok            ▲ up 0.12 % today   needs nobody
//!  ■ TRIPPED  day loss 3.02 % of 3.00 %  03:14:07  by engine                              r reset
//! ```
//!
//! While a fault is injected on purpose `◆ GAME DAY partition 12s` stands behind the badge.
//!
//! Invariant: a soak with real money has the whole first line in [`Theme::LIVE`], which no theme
//! changes; FLAT is said only when the venue has said it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::figures::{count, cut};
use super::pieces::{self, Piece};
use super::{breaker, status};
use crate::model::{BreakerLevel, Span};
use crate::snapshot::{Execution, Snapshot};
use crate::tui::app::{Act, Model, why_not};
use crate::tui::theme::Theme;
use crate::tui::widgets::{age, clock, lasting};

/// Columns between two pieces.
const GAP: u16 = 2;

/// Narrowest progress bar, in columns: a day of seven still shows.
const BAR_COLUMNS_MIN: usize = 5;

/// Below this width the header spares letters.
const ROOMY_FROM_COLUMNS: u16 = 100;

/// Widest progress bar, in columns; a wider one tells nothing more.
const BAR_COLUMNS_MAX: usize = 24;

/// From this width on, seconds are shown also when a soak is more than an hour old: they cost a
/// line of bytes each second, and matter only where nothing else moves.
const SECONDS_FROM_COLUMNS: u16 = 200;

const DAY: i64 = 86_400;

/// Draws the header.
pub(super) fn draw(area: Rect, buf: &mut Buffer, model: &Model) {
    let line = |index: u16| {
        let y = (area.y + index).min(area.bottom());
        Rect { y, height: 1.min(area.bottom().saturating_sub(y)), ..area }
    };
    // What is filled goes to the edges, what is written keeps a column from them.
    let within =
        |area: Rect| Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(2), ..area };
    let theme = model.theme();
    let Some(picture) = model.shown() else {
        let name = Piece::new("soak ", theme.accent, 0).and(model.name.clone(), theme.strong);
        let asked = breaker::piece(model, None).into_iter().collect();
        pieces::row(within(line(0)), buf, vec![name], asked, GAP);
        return;
    };
    let with_money = picture.soak.execution == Execution::Live;
    if with_money {
        buf.set_style(line(0), Theme::LIVE);
    }
    let styled = |style: Style| if with_money { Theme::LIVE } else { style };
    let right: Vec<_> = breaker::piece(model, Some(picture)).into_iter().collect();
    let right =
        if with_money { right.into_iter().map(|piece| piece.over(Theme::LIVE)).collect() } else { right };
    let left = identity(picture, theme, area.width, pieces::width(&right, 0), &styled);
    pieces::row(within(line(0)), buf, left, right, GAP);

    let judgement = status::judgement(model, picture, area.width);
    pieces::row(within(line(1)), buf, status::health(model, picture), judgement, GAP);
    if picture.breaker.level >= BreakerLevel::Tripped {
        buf.set_style(line(2), theme.alarm);
        tripped(within(line(2)), buf, model, picture);
    }
}

/// Name, paper or live, clock. What is left of the row is the progress bar's.
fn identity(
    picture: &Snapshot,
    theme: &Theme,
    columns: u16,
    taken: usize,
    styled: &dyn Fn(Style) -> Style,
) -> Vec<Piece> {
    let soak = &picture.soak;
    let badge = match soak.execution {
        Execution::Paper => Piece::new(" PAPER ", theme.paper, 0),
        Execution::Unproven => Piece::new(" UNPROVEN ", theme.warn, 0),
        Execution::Live => Piece::new(" LIVE ", Theme::LIVE, 0),
    };
    let (program, of) = if columns < ROOMY_FROM_COLUMNS { ("", "/") } else { ("soak ", " of ") };
    let name = cut(&soak.name, columns / 4);
    let name = Piece::new(program, styled(theme.accent), 0).and(name, styled(theme.strong));
    let clock = Piece::new(healthy(soak.healthy, columns), styled(theme.text), 1);
    let mut behind = vec![clock.and(" healthy", styled(theme.muted))];
    if soak.gaps > 0 {
        let text = format!("{} {}", count(soak.gaps, "gap"), lasting(soak.gap_total));
        behind.push(Piece::new(text, styled(theme.warn), 3));
    }
    if soak.restarts > 0 {
        behind.push(Piece::new(count(soak.restarts, "restart"), styled(theme.muted), 4));
    }
    let mut pieces = vec![name, badge];
    pieces.extend(rehearsal(picture, theme, columns));
    if let Some(whole) = soak.length.filter(|whole| *whole > Span::ZERO) {
        let days = (whole.as_secs() + DAY - 1) / DAY;
        let day = (soak.healthy.as_secs() / DAY + 1).min(days);
        let text = if days > 1 { format!("day {day}{of}{days} ") } else { format!("of {} ", lasting(whole)) };
        let day = Piece::new(text, styled(theme.text), 2);
        let gap = usize::from(GAP);
        let used = pieces::width(&pieces, gap)
            + pieces::width(&behind, gap)
            + pieces::width(std::slice::from_ref(&day), gap);
        // Gaps before the day, behind it and before the breaker; the ends of the bar; the edges.
        let free = usize::from(columns).saturating_sub(used + taken + 3 * gap + 2 + 2);
        pieces.push(day.and(
            progress(soak.healthy, whole, free.clamp(BAR_COLUMNS_MIN, BAR_COLUMNS_MAX)),
            styled(theme.accent),
        ));
    }
    pieces.extend(behind);
    pieces
}

/// What is injected on purpose, and for how long yet.
fn rehearsal(picture: &Snapshot, theme: &Theme, columns: u16) -> Option<Piece> {
    let open = &picture.game_day.as_ref()?.open;
    let last = open.iter().max_by_key(|window| window.until)?;
    let more = match open.len() {
        1 => String::new(),
        windows => format!(" +{}", windows - 1),
    };
    let (label, left) =
        (cut(&last.label, columns / 6), age(last.until.since(picture.at).max(Span::from_secs(1))));
    Some(Piece::new("◆ GAME DAY", theme.warn, 0).and(format!(" {label}{more} {left}"), theme.warn))
}

/// Healthy time with its last digits last, so that one second costs one digit.
fn healthy(span: Span, columns: u16) -> String {
    let secs = span.as_secs();
    let (days, hours, minutes) = (secs / DAY, secs / 3_600 % 24, secs / 60 % 60);
    let days = if days > 0 { format!("{days}d ") } else { String::new() };
    if secs < 3_600 || columns >= SECONDS_FROM_COLUMNS {
        format!("{days}{hours:02}:{minutes:02}:{:02}", secs % 60)
    } else {
        format!("{days}{hours:02}:{minutes:02}")
    }
}

/// A bar of `columns` with eighths of a block.
fn progress(done: Span, whole: Span, columns: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let steps = i64::try_from(columns * 8).unwrap_or(i64::MAX);
    let eighths = done.as_secs().clamp(0, whole.as_secs()).saturating_mul(steps) / whole.as_secs().max(1);
    let eighths = usize::try_from(eighths).unwrap_or_default();
    let (full, rest) = (eighths / 8, eighths % 8);
    let part = EIGHTHS.get(rest).copied().unwrap_or_default();
    let blank = columns.saturating_sub(full + usize::from(rest > 0));
    format!("▕{}{part}{}▏", "█".repeat(full), " ".repeat(blank))
}

/// The one loud line: that it is tripped, why, since when, by whom, and the key that goes on.
fn tripped(area: Rect, buf: &mut Buffer, model: &Model, picture: &Snapshot) {
    let alarm = model.theme().alarm;
    let breaker = &picture.breaker;
    let open = picture.positions.len() as u64;
    let open_positions = format!("{} open", count(open, "position"));
    let (word, held) = match (breaker.level, breaker.flat_at) {
        (BreakerLevel::Flattening, None) => ("■ CLOSING", open_positions),
        (BreakerLevel::Flattening, Some(at)) => {
            ("■ FLAT", format!("the venue holds nothing since {}", clock(at)))
        }
        (_, Some(at)) => ("■ TRIPPED", format!("flat since {}", clock(at))),
        (_, None) => ("■ TRIPPED", open_positions),
    };
    let reason = if breaker.reason.is_empty() { "no reason given" } else { &breaker.reason };
    let by = if breaker.by.is_empty() { "engine" } else { &breaker.by };
    let left = vec![
        Piece::new(word, alarm, 0),
        Piece::new(cut(reason, area.width / 2), alarm, 0),
        Piece::new(clock(breaker.since), alarm, 2),
        Piece::new(format!("by {by}"), alarm, 1),
        Piece::new(held, alarm, 3),
    ];
    let can = |act: Act| why_not(model, &act).is_none();
    let mut right = Vec::new();
    if can(Act::Flatten) && open > 0 {
        right.push(Piece::new("f flatten", alarm, 4));
    }
    if can(Act::Reset) {
        right.push(Piece::new("r reset", alarm, 0));
    }
    pieces::row(area, buf, left, right, GAP);
}
