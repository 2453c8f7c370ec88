//! Questions before an act: what will happen, in words, and the keys that answer.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::boxed::{self, Weight};
use super::figures::count;
use super::pieces::{self, Piece};
use crate::fault::Fault;
use crate::model::Side;
use crate::snapshot::{Execution, Snapshot};
use crate::tui::app::{Act, Confirm, Field, Link, Model, ResetForm, TextLine, Tie, WORD};
use crate::tui::widgets::{lasting, wrap};

/// Columns of a dialog: what 80 columns leave with something of the panels around it.
const COLUMNS: u16 = 72;

/// Most positions named; more are counted.
const NAMED_MAX: usize = 6;

/// Stands for a blank within what is not to be torn apart at the end of a line.
const TIE: char = '\u{a0}';

/// Draws a question.
pub(super) fn confirm(area: Rect, buf: &mut Buffer, model: &Model, confirm: &Confirm) {
    let theme = model.theme();
    let mut lines: Vec<(String, Style)> = vec![(String::new(), theme.text)];
    let mut words = what_happens(model, &confirm.act);
    if let Link::Lost { .. } = model.link {
        let since = lasting(model.now.since(model.heard_at));
        words.insert(0, format!("The link is lost: this is how it stood {since} ago."));
    }
    let room = COLUMNS.min(area.width).saturating_sub(4);
    let wrapped = words.iter().flat_map(|line| wrap(line, room));
    lines.extend(wrapped.map(|line| (line.replace(TIE, " "), theme.text)));
    lines.push((format!("reason on record: {}", confirm.reason), theme.muted));
    lines.push((String::new(), theme.text));
    let rows = u16::try_from(lines.len() + 3).unwrap_or(u16::MAX);
    let inner =
        boxed::draw(area, buf, (COLUMNS, rows), &title(model, &confirm.act), theme.warn, Weight::Heavy);
    put_lines(inner, buf, &lines);
    let yes = Piece::new("Enter", theme.key, 0).and(" or ", theme.muted).and("y", theme.key);
    let yes = yes.and(format!(" {}", verb(model, &confirm.act)), theme.text);
    let no = Piece::new("Esc", theme.key, 0)
        .and(" or ", theme.muted)
        .and("n", theme.key)
        .and(" leave it", theme.text);
    pieces::row(last_line(inner), buf, vec![yes, no], Vec::new(), 4);
}

/// Draws the form that resets.
pub(super) fn reset(area: Rect, buf: &mut Buffer, model: &Model, form: &ResetForm) {
    let theme = model.theme();
    let inner = boxed::draw(area, buf, (COLUMNS, 9), &title(model, &Act::Reset), theme.warn, Weight::Heavy);
    let tripped =
        model.live.picture.as_ref().map(|live| format!("it tripped because: {}", live.breaker.reason));
    let lines = [
        (tripped.unwrap_or_default(), theme.text),
        ("The limits count anew from here, and entries are allowed again.".to_owned(), theme.text),
    ];
    put_lines(inner, buf, &lines);
    let word = if form.word.text() == WORD { theme.good } else { theme.text };
    field(row(inner, 3), buf, model, &format!("type {WORD}"), &form.word, (form.field == Field::Word, word));
    field(row(inner, 4), buf, model, "and why", &form.reason, (form.field == Field::Reason, theme.text));
    let keys = ["Enter", "Tab", "Esc"].into_iter().zip([" reset", " other field", " leave it"]);
    let keys = keys.map(|(key, word)| Piece::new(key, theme.key, 0).and(word, theme.text)).collect();
    pieces::row(last_line(inner), buf, keys, Vec::new(), 4);
}

/// What is asked, of which soak, and whether that is real money.
fn title(model: &Model, act: &Act) -> String {
    let live = model.live.picture.as_deref();
    let name = live.map_or(model.name.as_str(), |live| live.soak.name.as_str());
    let badge = match live.map(|live| live.soak.execution) {
        Some(Execution::Live) => " (LIVE: REAL MONEY)",
        Some(Execution::Paper) => " (paper)",
        Some(Execution::Unproven) | None => "",
    };
    let question = match act {
        Act::Trip => "Trip the breaker of",
        Act::Flatten => "Flatten",
        Act::Stop => "Stop",
        Act::Reset => "Reset the breaker of",
        Act::Pause => "Pause",
        Act::Resume => "Resume",
        Act::Acknowledge(_) => "Acknowledge alerts of",
        Act::Inject(_) => "Inject a fault into",
    };
    format!(" {question} {name}{badge} ")
}

/// The word behind the key that says yes.
fn verb(model: &Model, act: &Act) -> &'static str {
    if *act == Act::Stop && model.tie == Tie::Foreground { "stop and leave" } else { act.verb() }
}

/// What will happen, from the latest picture and not from one that stands still.
fn what_happens(model: &Model, act: &Act) -> Vec<String> {
    let Some(live) = model.live.picture.as_deref() else {
        return vec!["Nothing was seen of the soak yet: what is open is not known.".to_owned()];
    };
    let resting = live.orders.iter().filter(|order| order.resting).count() as u64;
    let orders = match resting {
        0 => "No order rests at the venue.".to_owned(),
        1 => "1 resting order is cancelled.".to_owned(),
        more => format!("{} are cancelled.", count(more, "resting order")),
    };
    let held = held(live);
    match act {
        Act::Trip => vec![
            "From now on nothing leaves that adds exposure.".to_owned(),
            orders,
            format!("Positions stay open: {held}."),
            "Only a reset with a reason arms it again; f closes positions.".to_owned(),
        ],
        Act::Flatten => vec![
            "It trips the breaker: nothing leaves that adds exposure.".to_owned(),
            orders,
            format!("Then it closes: {held}."),
            "FLAT is shown when the venue says so.".to_owned(),
        ],
        Act::Stop => {
            let whole = live.soak.length.map(|whole| format!(" of {}", lasting(whole))).unwrap_or_default();
            let mut lines = vec![
                format!("The soak ends after {}{whole} of healthy time.", lasting(live.soak.healthy)),
                format!("Positions stay open: {held}."),
            ];
            if model.tie == Tie::Foreground {
                lines.push("It runs in this process: leaving ends it.".to_owned());
            }
            lines
        }
        Act::Inject(fault) => vec![
            format!("{fault}: {}.", Fault::told(fault)),
            "The soak takes what follows for real: alerts are raised, the breaker may trip.".to_owned(),
            "The window ends by itself; journal and screen mark it.".to_owned(),
        ],
        Act::Reset | Act::Pause | Act::Resume | Act::Acknowledge(_) => Vec::new(),
    }
}

/// The positions by name, each of them in one piece.
fn held(live: &Snapshot) -> String {
    let side = |side| if side == Side::Buy { "long" } else { "short" };
    let named = live.positions.iter().take(NAMED_MAX);
    let mut words: Vec<_> =
        named.map(|held| format!("{}{TIE}{}{TIE}{}", held.symbol, side(held.side), held.quantity)).collect();
    let more = live.positions.len().saturating_sub(NAMED_MAX);
    if more > 0 {
        words.push(format!("and{TIE}{more}{TIE}more"));
    }
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

fn field(
    area: Rect,
    buf: &mut Buffer,
    model: &Model,
    label: &str,
    line: &TextLine,
    (here, style): (bool, Style),
) {
    let theme = model.theme();
    let (before, after) = line.halves();
    let mark = if here { "▸ " } else { "  " };
    let piece = Piece::new(format!("{mark}{label:>10} "), if here { theme.key } else { theme.muted }, 0)
        .and(tail(before, usize::from(area.width).saturating_sub(20)), style)
        .and(if here { "▏" } else { "" }, theme.accent)
        .and(after.to_owned(), style);
    pieces::draw(area, buf, &[piece], 0);
}

/// The last `columns` characters, so that the cursor stays in sight.
fn tail(text: &str, columns: usize) -> String {
    let over = text.chars().count().saturating_sub(columns);
    text.chars().skip(over).collect()
}

fn put_lines(area: Rect, buf: &mut Buffer, lines: &[(String, Style)]) {
    for (index, (text, style)) in (0..area.height).zip(lines) {
        pieces::draw(row(area, index), buf, &[Piece::new(text.clone(), *style, 0)], 0);
    }
}

fn row(area: Rect, index: u16) -> Rect {
    let inside = u16::from(index < area.height);
    Rect { y: area.y + index * inside, height: inside, ..area }
}

fn last_line(area: Rect) -> Rect {
    row(area, area.height.saturating_sub(1))
}
