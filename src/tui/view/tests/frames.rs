//! The whole screen, in three states and three sizes.

use crate::snapshot::sample;
use crate::tui::app::tests::rig::Rig;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

#[track_caller]
fn check(name: &str, rig: &Rig) {
    let (columns, rows) = rig.model.size;
    let text = rig.screen();
    if std::env::var_os("SHOW").is_some() {
        println!("=== {name} {columns}x{rows}\n{text}");
    }
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
fn a_soak_on_fire() {
    for size in SIZES {
        check("on_fire", &Rig::of(size, sample::on_fire(), sample::on_fire_history()));
    }
}
