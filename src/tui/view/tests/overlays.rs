//! What lies over the panels: help, questions, forms, the command line, banners.

use super::frames::check;
use crate::link::{ControlReply, Told, ViewerNews};
use crate::model::{BreakerLevel, Span};
use crate::snapshot::{Past, sample};
use crate::tui::app::tests::rig::{Rig, number};
use crate::tui::keys::TABLE;

const SMALL: (u16, u16) = (80, 24);
const USUAL: (u16, u16) = (120, 40);

fn usual(size: (u16, u16)) -> Rig {
    Rig::of(size, sample::usual(), sample::usual_history())
}

#[test]
fn help_tells_every_key_at_every_size() {
    for size in [SMALL, USUAL, (200, 60)] {
        let mut rig = usual(size);
        rig.press("?");
        check("help", &rig);
        let mut seen = rig.screen();
        for _ in 0..12 {
            rig.press("<PageDown>");
            seen.push_str(&rig.screen());
        }
        for row in TABLE.iter().filter(|row| row.context != crate::tui::keys::Context::Reading) {
            assert!(seen.contains(row.words), "{:?} is not told at {size:?}", row.words);
        }
    }
}

#[test]
fn questions_say_what_will_happen() {
    for size in [SMALL, USUAL] {
        let mut rig = usual(size);
        rig.press("t");
        check("question_trip", &rig);
        rig.press("nf");
        check("question_flatten", &rig);
        rig.press("nQ");
        check("question_stop", &rig);
    }
    let mut rig = Rig::of(USUAL, sample::rehearsed(), sample::usual_history());
    rig.press(":inject delay 30s delay=1s..8s share=0.2<Enter>");
    check("question_inject", &rig);
}

#[test]
fn the_form_that_resets_shows_why_it_tripped() {
    let mut rig = usual(SMALL);
    let mut tripped = sample::usual();
    tripped.breaker.level = BreakerLevel::Tripped;
    tripped.breaker.reason = "day loss 3.02 % of 3.00 %".to_owned();
    tripped.breaker.by = "engine".to_owned();
    rig.picture(tripped);
    rig.press("rRESET<Tab>the feed was wrong");
    check("form_reset", &rig);
}

#[test]
fn the_command_line_offers_what_completes() {
    let mut rig = usual(SMALL);
    rig.press(":");
    check("command_all", &rig);
    rig.press("fl<Tab>");
    check("command_completed", &rig);
}

#[test]
fn a_filter_is_typed_below_the_rows_it_keeps() {
    let mut rig = usual(USUAL);
    rig.press("/eth");
    check("filter_typed", &rig);
    rig.press("<Enter>");
    check("filter_kept", &rig);
}

#[test]
fn an_orders_life_lies_over_the_panels() {
    for size in [SMALL, USUAL] {
        let mut rig = usual(size);
        let asked = number(&rig.press(":order 1207<Enter>"));
        check("order_asked", &rig);
        rig.answer(asked, Ok(ControlReply::Told(Box::new(Told::Order(sample::order_life_on_fire())))));
        check("order_told", &rig);
    }
}

#[test]
fn banners_say_that_this_is_not_now() {
    for size in [SMALL, USUAL] {
        let mut rig = usual(size);
        rig.lost();
        rig.wait(Span::from_secs(41));
        check("banner_lost", &rig);

        let mut rig = usual(size);
        rig.news(ViewerNews::Over { text: "its length is reached".to_owned() });
        check("banner_over", &rig);

        let mut rig = usual(size);
        let asked = number(&rig.press("{"));
        let mut then = sample::usual();
        then.at = then.at - Span::from_secs(3_600 * 59);
        let past = Past { picture: Some(Box::new(then)), history: sample::usual_history(), reach: None };
        rig.answer(asked, Ok(ControlReply::Told(Box::new(Told::Past(past)))));
        check("banner_past", &rig);
    }
}
