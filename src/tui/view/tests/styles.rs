//! Styles, where they matter: runs of cells by the token that they are drawn in.

use ratatui::buffer::{Buffer, Cell};

use crate::model::BreakerLevel;
use crate::snapshot::{Execution, sample};
use crate::tui::app::tests::rig::Rig;
use crate::tui::theme::Theme;

const SIZE: (u16, u16) = (120, 40);

/// The rows `lines` of the screen, each run of one style behind the token's name.
fn runs(buf: &Buffer, theme: &Theme, lines: std::ops::Range<u16>) -> String {
    let tokens = [
        ("LIVE", Theme::LIVE),
        ("text", theme.text),
        ("muted", theme.muted),
        ("strong", theme.strong),
        ("accent", theme.accent),
        ("good", theme.good),
        ("warn", theme.warn),
        ("bad", theme.bad),
        ("alarm", theme.alarm),
        ("key", theme.key),
        ("paper", theme.paper),
        ("banner", theme.banner),
        ("title", theme.title),
        ("border", theme.border),
        ("border_focus", theme.border_focus),
        ("selected", theme.selected),
    ];
    let look = |cell: &Cell| (cell.fg, cell.bg, cell.modifier);
    let name = |cell: &Cell| {
        let drawn = |style| look(Cell::default().set_style(style));
        tokens.iter().find(|(_, style)| drawn(*style) == look(cell)).map_or("", |(name, _)| *name)
    };
    let mut text = String::new();
    for y in lines {
        let mut last = None;
        for x in buf.area.x..buf.area.right() {
            let cell = &buf[(x, y)];
            if last != Some(name(cell)) {
                text.extend(["⟨", name(cell), "⟩"]);
                last = Some(name(cell));
            }
            text.push_str(cell.symbol());
        }
        text = format!("{}\n", text.trim_end());
    }
    text
}

#[track_caller]
fn check(name: &str, rig: &Rig, lines: std::ops::Range<u16>) {
    let text = runs(&rig.buffer(), rig.model.theme(), lines);
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(format!("styles_{name}"), text);
    });
}

#[test]
fn the_header_says_the_same_in_words_shape_and_colour() {
    let usual = || Rig::of(SIZE, sample::usual(), sample::usual_history());
    check("header_usual", &usual(), 0..3);
    check("header_empty", &Rig::of(SIZE, sample::empty(), sample::empty_history()), 0..3);
    check("header_on_fire", &Rig::of(SIZE, sample::on_fire(), sample::on_fire_history()), 0..4);
    let mut rig = usual();
    let mut paused = sample::usual();
    paused.breaker.level = BreakerLevel::Paused;
    rig.picture(paused);
    check("header_paused", &rig, 0..2);
    let mut rig = usual();
    rig.press("t<Enter>");
    check("header_tripping", &rig, 0..2);
    let mut rig = usual();
    let mut flat = sample::usual();
    flat.breaker.level = BreakerLevel::Flattening;
    flat.breaker.reason = "by hand from the dashboard".to_owned();
    flat.breaker.by = "alice".to_owned();
    flat.breaker.flat_at = Some(flat.at);
    flat.positions.clear();
    rig.picture(flat);
    check("header_flat", &rig, 0..3);
}

#[test]
fn real_money_never_looks_like_paper() {
    for picture in [sample::empty(), sample::usual(), sample::on_fire()] {
        let mut rig = Rig::of(SIZE, picture.clone(), sample::usual_history());
        let paper = rig.buffer();
        rig.picture({
            let mut live = picture;
            live.soak.execution = Execution::Live;
            live
        });
        let buf = rig.buffer();
        for x in 0..SIZE.0 {
            let (cell, before) = (&buf[(x, 0)], &paper[(x, 0)]);
            assert_eq!((Some(cell.fg), Some(cell.bg)), (Theme::LIVE.fg, Theme::LIVE.bg), "column {x}");
            assert_ne!(before.bg, cell.bg, "column {x}");
        }
        rig.shows(" LIVE ");
        rig.hides("PAPER");
    }
}

#[test]
fn footer_banner_and_questions_have_their_styles() {
    let mut rig = Rig::of(SIZE, sample::usual(), sample::usual_history());
    check("footer", &rig, 38..40);
    rig.press(" ");
    check("banner_frozen", &rig, 2..3);
    rig.press("t");
    check("question", &rig, 14..26);
}
