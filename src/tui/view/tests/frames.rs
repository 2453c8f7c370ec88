//! The whole screen, in three states and three sizes.

use crate::snapshot::sample;
use crate::tui::app::tests::rig::Rig;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

/// Compares the whole screen with its snapshot.
#[track_caller]
pub(super) fn check(name: &str, rig: &Rig) {
    let (columns, rows) = rig.model.size;
    let text = rig.screen();
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(format!("{name}_{columns}x{rows}"), text);
    });
}

#[test]
fn an_empty_soak() {
    for size in SIZES {
        check("empty", &Rig::of(size, sample::empty(), sample::empty_history()));
    }
}

#[test]
fn a_usual_soak() {
    for size in SIZES {
        check("usual", &Rig::of(size, sample::usual(), sample::usual_history()));
    }
}

#[test]
fn a_soak_on_its_game_day() {
    for size in SIZES {
        check("rehearsed", &Rig::of(size, sample::rehearsed(), sample::usual_history()));
    }
}

#[test]
fn a_soak_on_fire() {
    for size in SIZES {
        check("on_fire", &Rig::of(size, sample::on_fire(), sample::on_fire_history()));
    }
}

#[test]
fn what_is_too_small_says_so_and_what_matters_most() {
    check("too_small", &Rig::of((60, 20), sample::usual(), sample::usual_history()));
    check("too_small", &Rig::of((40, 10), sample::on_fire(), sample::on_fire_history()));
    check("too_small", &Rig::of((12, 2), sample::usual(), sample::usual_history()));
}

#[test]
fn before_the_first_picture_it_says_what_it_waits_for() {
    check("silent", &Rig::silent((80, 24)));
}

#[test]
fn a_zoomed_panel_leaves_no_fact_out_of_a_small_screen() {
    let mut rig = Rig::of((80, 24), sample::usual(), sample::usual_history());
    rig.press("5");
    let text = rig.screen();
    let facts = ["peak of the hour", "sent since start", "last answer", "failed since start", "held back"];
    for fact in facts {
        let value = text.lines().find_map(|line| line.split_once(fact));
        assert!(value.is_some_and(|(_, value)| value.contains(char::is_alphanumeric)), "{fact}: {text}");
    }
    rig.press("6");
    let text = rig.screen();
    for item in sample::usual().checklist {
        assert!(text.contains(&item.title), "{}: {text}", item.title);
    }
    // What is in the way of GO is told whole on Enter, also where not all items have room beside it.
    rig.press("<Enter>");
    let text = rig.screen();
    for words in ["wait 4d 11h without a gap over 60 s", "taken", "NO-GO  10 of 15"] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn each_panel_takes_the_whole_screen() {
    for digit in ['1', '2', '3', '4', '5', '6', '7'] {
        let mut rig = Rig::of((120, 40), sample::usual(), sample::usual_history());
        rig.press(&digit.to_string());
        let text = rig.screen();
        assert!(text.contains("╭▸"), "{text}");
        assert_eq!(text.matches('╭').count(), 1, "{text}");
    }
}
