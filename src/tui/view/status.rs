//! The header's second line: is it alive, is it trading, is it losing, does it need somebody?

use ratatui::style::Style;

use super::figures::{count, cut, share};
use super::layout::is_tripped;
use super::pieces::Piece;
use crate::event::Severity;
use crate::model::{Decimal, Span};
use crate::snapshot::Snapshot;
use crate::tui::app::{Act, Link, Model, why_not};
use crate::tui::theme::Theme;
use crate::tui::widgets::age;

/// Data no older than this is live: ten ticks a second are usual, one a second is enough.
const LIVE_WITHIN: Span = Span::from_secs(3);

/// Failures in a row from which the venue is in trouble and not only slow.
const ERRORS_BAD: u32 = 3;

/// Largest loss told in per cent: beyond it the books are broken and the figure says nothing.
const SHARE_MAX: Decimal = Decimal::ONE_THOUSAND;

/// From this width on the header names the alert that needs somebody.
const NAMED_FROM_COLUMNS: u16 = 120;

/// Longest reason why it does not trade that stands in the header, in columns.
const HELD_COLUMNS: u16 = 28;

/// How it is: trading, data, venue, journal, link, what was left out.
pub(super) fn health(model: &Model, picture: &Snapshot) -> Vec<Piece> {
    let theme = model.theme();
    if let Link::Over { .. } = model.link {
        // What is over is neither alive nor in trouble; the banner says the rest.
        return vec![Piece::new("ENDED", theme.bad, 0)];
    }
    if is_unseen(model) {
        // Whether it is still so, nobody knows: nothing of it may look like good news.
        let seen = known(model, picture).into_iter().map(|piece| piece.over(theme.muted));
        let lost = Piece::new("LINK LOST", theme.bad, 0).and("  last seen:", theme.muted);
        return std::iter::once(lost).chain(seen).collect();
    }
    let mut pieces = known(model, picture);
    pieces.push(match &model.link {
        Link::Connected { .. } => Piece::new("link ok", theme.muted, 8),
        Link::Connecting => Piece::new("connecting", theme.muted, 5),
        Link::Lost { .. } | Link::Over { .. } => Piece::new("LINK LOST", theme.bad, 1),
    });
    pieces
}

/// Whether what is shown was so when the link was lost, and perhaps no longer is.
pub(super) fn is_unseen(model: &Model) -> bool {
    matches!(model.link, Link::Lost { .. }) && model.past.shown().is_none()
}

/// What the picture says of it.
fn known(model: &Model, picture: &Snapshot) -> Vec<Piece> {
    let theme = model.theme();
    let mut pieces = Vec::new();
    // What is tripped does not trade, and the line about that says why.
    if !is_tripped(model) {
        pieces.push(trading(picture, theme));
    }
    pieces.extend([data(picture, theme), venue(picture, theme)]);
    pieces.push(match &picture.journal.failing {
        None => Piece::new("journal ok", theme.muted, 6),
        Some(_) => Piece::new("JOURNAL FAILING", theme.bad, 0),
    });
    pieces.extend(dropped(picture).map(|text| Piece::new(text, theme.warn, 7)));
    pieces
}

/// Whether it is losing, and whether it needs somebody.
pub(super) fn judgement(model: &Model, picture: &Snapshot, columns: u16) -> Vec<Piece> {
    vec![losing(picture, model.theme()), need(model, picture, columns)]
}

/// Whether orders leave, and why not if not.
fn trading(picture: &Snapshot, theme: &Theme) -> Piece {
    let soak = &picture.soak;
    match (soak.phase.as_str(), &soak.held_because) {
        ("trading", _) => Piece::new("trading", theme.good, 1),
        ("fault", _) => Piece::new("FAULT", theme.bad, 0),
        (_, Some(why)) => Piece::new(format!("no entries: {}", cut(why, HELD_COLUMNS)), theme.warn, 4),
        (phase, None) => Piece::new(phase.to_owned(), theme.warn, 1),
    }
}

/// How old the market data is, coarsely: an age of less than three seconds is not told, so that a
/// calm line stays as it is.
fn data(picture: &Snapshot, theme: &Theme) -> Piece {
    let feed = &picture.feed;
    let since = feed.last_tick.map(|at| picture.at.since(at));
    let old = since.map(age).unwrap_or_default();
    match since {
        _ if feed.lost.is_some() => {
            Piece::new(format!("DATA LOST {old}").trim_end().to_owned(), theme.bad, 0)
        }
        _ if feed.ended => Piece::new("data ended", theme.warn, 2),
        None => Piece::new("no data yet", theme.muted, 2),
        Some(_) if feed.markets.iter().any(|market| market.stale) => {
            Piece::new(format!("data stale {old}"), theme.warn, 2)
        }
        Some(since) if since < LIVE_WITHIN => Piece::new("data live", theme.muted, 2),
        Some(_) => Piece::new(format!("data {old}"), theme.warn, 2),
    }
}

/// How the venue answers.
fn venue(picture: &Snapshot, theme: &Theme) -> Piece {
    let venue = &picture.venue;
    let held = venue.held_until.filter(|until| *until > picture.at);
    match (venue.errors_in_row, held) {
        (1.., _) => {
            let style = if venue.errors_in_row >= ERRORS_BAD { theme.bad } else { theme.warn };
            Piece::new(format!("venue {}", count(u64::from(venue.errors_in_row), "error")), style, 2)
        }
        (0, Some(until)) => {
            Piece::new(format!("venue waits {}", age(until.since(picture.at))), theme.warn, 2)
        }
        (0, None) if venue.answered_at.is_none() => Piece::new("venue silent", theme.warn, 2),
        (0, None) => Piece::new("venue ok", theme.muted, 5),
    }
}

/// What was left out, if anything ever was.
fn dropped(picture: &Snapshot) -> Option<String> {
    let (dropped, journal, feed) = (&picture.dropped, &picture.journal, &picture.feed);
    let lost = [
        (dropped.intents_expired, "order", " too old"),
        (dropped.requests, "request", " not sent"),
        (dropped.alerts, "alert", " dropped"),
        (dropped.notices, "word", " of alerts shed"),
        (journal.records_shed, "record", " shed"),
        (journal.log_dropped, "log line", " dropped"),
        (feed.conflated, "tick", " conflated"),
    ];
    let lost = lost.iter().filter(|(number, ..)| *number > 0);
    let words: Vec<_> = lost.map(|(number, thing, how)| format!("{}{how}", count(*number, thing))).collect();
    (!words.is_empty()).then(|| words.join("  "))
}

/// The day's change of equity as a share: it moves seldom, where the amount moves with each tick.
fn losing(picture: &Snapshot, theme: &Theme) -> Piece {
    let pnl = &picture.pnl;
    let change = share(pnl.day.net, pnl.equity);
    if change > Decimal::ZERO {
        return Piece::new(format!("▲ up {change} % today"), theme.good, 3);
    }
    if change < Decimal::ZERO {
        let change = change.abs();
        let text = if change >= SHARE_MAX { format!("over {SHARE_MAX}") } else { change.to_string() };
        return Piece::new(format!("▼ down {text} % today"), theme.bad, 0);
    }
    Piece::new("no profit, no loss today", theme.muted, 5)
}

/// Only one thing is loud: when the breaker is tripped that is the line about it.
fn need(model: &Model, picture: &Snapshot, columns: u16) -> Piece {
    let theme = model.theme();
    if is_unseen(model) {
        return Piece::new("▲ needs a look", theme.bad, 0);
    }
    let can_acknowledge = why_not(model, &Act::Acknowledge(None)).is_none();
    let open = |severity| {
        let alerts = picture.alerts.iter();
        alerts.filter(move |alert| alert.severity == severity && alert.acknowledged_at.is_none())
    };
    let loud = if is_tripped(model) { theme.bad } else { theme.alarm };
    let (pages, warnings) = (open(Severity::Page).count() as u64, open(Severity::Warn).count() as u64);
    if let Some(first) = open(Severity::Page).next() {
        let (alerts, more) = (count(pages, "alert"), if pages == 1 { "" } else { " …" });
        let text = if columns < NAMED_FROM_COLUMNS {
            format!(" ▲ {alerts} ")
        } else {
            let subject = cut(&first.subject, HELD_COLUMNS);
            format!(" ▲ {alerts}: {} {subject}{more} ", first.kind.replace('_', " "))
        };
        return key_after(text, loud, can_acknowledge.then_some(" a ack "), loud);
    }
    if warnings > 0 {
        return key_after(
            format!("▲ {}", count(warnings, "warning")),
            theme.warn,
            can_acknowledge.then_some(" a ack"),
            theme.key,
        );
    }
    if picture.breaker.level == crate::model::BreakerLevel::Paused {
        let can_resume = why_not(model, &Act::Resume).is_none();
        let key = can_resume.then_some(" p resume");
        return key_after("‖ entries are paused".to_owned(), theme.warn, key, theme.key);
    }
    if is_tripped(model) {
        return Piece::new("", theme.muted, 0);
    }
    if let Link::Over { .. } = model.link {
        return Piece::new("", theme.muted, 0);
    }
    if is_in_trouble(picture) {
        return Piece::new("▲ needs a look", theme.bad, 0);
    }
    Piece::new("needs nobody", theme.muted, 4)
}

/// Whether the left half of the line says something bad, be there an alert about it or not yet. While a
/// fault is injected on purpose, failed requests and a lost stream are what was asked for.
fn is_in_trouble(picture: &Snapshot) -> bool {
    picture.soak.phase == "fault"
        || picture.journal.failing.is_some()
        || (!picture.is_rehearsing()
            && (picture.feed.lost.is_some() || picture.venue.errors_in_row >= ERRORS_BAD))
}

/// What needs somebody, and the key that acts, if the person may.
fn key_after(text: String, style: Style, key: Option<&str>, key_style: Style) -> Piece {
    Piece::new(text, style, 0).and(key.unwrap_or_default(), key_style)
}
