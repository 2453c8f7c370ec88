//! What the styles say: runs of theme tokens, where a colour carries something.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::screens::{all, pictures};
use crate::tui::theme::Theme;
use crate::tui::{Ctx, Frame};

/// Every token, each in a colour of its own so that a cell tells which it was drawn in.
const TOKENS: [&str; 14] = [
    "alarm", "bad", "warn", "good", "strong", "accent", "key", "text", "muted", "title", "border", "focus",
    "paper", "banner",
];

const SELECTED: Color = Color::Indexed(200);

fn theme() -> Theme {
    let token = |name: &str| {
        let index = TOKENS.iter().position(|token| *token == name).unwrap();
        Style::new().fg(Color::Indexed(u8::try_from(index).unwrap()))
    };
    Theme {
        name: "tokens".to_owned(),
        text: token("text"),
        muted: token("muted"),
        strong: token("strong"),
        accent: token("accent"),
        good: token("good"),
        warn: token("warn"),
        bad: token("bad"),
        alarm: token("alarm"),
        border: token("border"),
        border_focus: token("focus"),
        title: token("title"),
        selected: Style::new().bg(SELECTED),
        key: token("key"),
        paper: token("paper"),
        banner: token("banner"),
        ..Theme::default()
    }
}

/// The token a cell was drawn in; nothing for one that was not drawn.
fn name(cell: &Cell) -> String {
    let Color::Indexed(index) = cell.fg else { return String::new() };
    let selected = if cell.bg == SELECTED { "+selected" } else { "" };
    let hit = if cell.modifier.contains(Modifier::UNDERLINED) { "+hit" } else { "" };
    format!("{}{selected}{hit}", TOKENS[usize::from(index)])
}

/// Each row as runs of `token "text"`, without what only recedes.
fn runs(buf: &Buffer) -> String {
    let mut rows = Vec::new();
    for (y, row) in buf.content().chunks(usize::from(buf.area.width)).enumerate() {
        let mut runs: Vec<(String, String)> = Vec::new();
        for cell in row {
            let token = name(cell);
            match runs.last_mut() {
                Some((last, text)) if *last == token || token.is_empty() => text.push_str(cell.symbol()),
                _ => runs.push((token, cell.symbol().to_owned())),
            }
        }
        let plain = ["", "text", "muted", "border", "focus", "title"];
        let loud = runs.iter().filter(|(token, _)| !plain.contains(&token.as_str()));
        let loud: Vec<_> = loud.map(|(token, text)| format!("{token} {:?}", text.trim())).collect();
        if !loud.is_empty() {
            rows.push(format!("{y:2}: {}", loud.join(", ")));
        }
    }
    rows.join("\n")
}

#[test]
fn styles_of_every_panel() {
    let theme = theme();
    for (picture_name, picture, history) in pictures() {
        let mut shots = Vec::new();
        for (name, draw) in all(&picture, &history, Some(1), "venue").into_iter().skip(2) {
            let area = Rect::new(0, 0, 90, 14);
            let mut buf = Buffer::empty(area);
            let frame = Frame::Calm;
            let cx = Ctx { theme: &theme, now: picture.at, focused: true, zoomed: false, frame };
            draw(area, &mut buf, &cx);
            shots.push(format!("{name}\n{}\n", runs(&buf)));
        }
        insta::assert_snapshot!(format!("styles_{picture_name}"), shots.join("\n"));
    }
}

#[test]
fn frames_differ_in_shape_and_focus_in_a_glyph() {
    #[track_caller]
    fn check(frame: Frame, focused: bool, expect: [&str; 3]) {
        let theme = Theme::default();
        let area = Rect::new(0, 0, 30, 3);
        let mut buf = Buffer::empty(area);
        let now = crate::model::Time::EPOCH;
        let cx = Ctx { theme: &theme, now, focused, zoomed: false, frame };
        crate::tui::widgets::frame(area, &mut buf, "Alerts", &[("1 open", theme.text)], &cx);
        let rows = buf.content().chunks(30);
        let rows: Vec<String> = rows.map(|row| row.iter().map(Cell::symbol).collect()).collect();
        assert_eq!(rows, expect);
    }
    let middle = |line: &str| format!("{line}{}{line}", " ".repeat(28));
    let [calm, tripped, old] = ["│", "║", "┆"].map(middle);
    let (top, bottom) = ("╭ Alerts ─────────── 1 open ─╮", "╰────────────────────────────╯");
    check(Frame::Calm, false, [top, &calm, bottom]);
    check(Frame::Calm, true, ["╭▸Alerts ─────────── 1 open ─╮", &calm, bottom]);
    let (top, bottom) = ("╔ Alerts ═══════════ 1 open ═╗", "╚════════════════════════════╝");
    check(Frame::Tripped, false, [top, &tripped, bottom]);
    let (top, bottom) = ("┌▸Alerts ┄┄┄┄┄┄┄┄┄┄┄ 1 open ┄┐", "└┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┘");
    check(Frame::Old, true, [top, &old, bottom]);
}
