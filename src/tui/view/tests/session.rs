//! A whole session by keys, drawn after each of them, at three sizes.

use crate::link::{ControlReply, ControlRequest, Told};
use crate::model::{BreakerLevel, Span};
use crate::snapshot::{Past, sample};
use crate::tui::app::tests::rig::{Rig, acts, number};
use crate::tui::msg::{Command, Farewell};

fn moved(level: BreakerLevel) -> crate::snapshot::Snapshot {
    let mut picture = sample::usual();
    picture.breaker.level = level;
    picture.breaker.reason = "by hand from the dashboard".to_owned();
    picture.breaker.by = "alice".to_owned();
    picture
}

/// Watches, zooms, looks back, trips, flattens, resets and leaves.
fn session(size: (u16, u16)) {
    let mut rig = Rig::silent(size);
    rig.shows("connecting to btc-week");
    rig.news(crate::link::ViewerNews::Connected { pid: 7 });
    rig.shows("process 7");
    rig.history(sample::empty_history());
    rig.picture(sample::empty());
    rig.shows("UNPROVEN");
    rig.history(sample::usual_history());
    rig.picture(sample::usual());
    rig.shows("PAPER");
    rig.shows("● ARMED");

    rig.press("2");
    rig.shows("▸Positions");
    rig.hides("Headroom");
    rig.press("0?");
    rig.shows("Act on the soak");
    rig.press("<Esc>");

    let asked = number(&rig.press("["));
    let past =
        Past { picture: Some(Box::new(sample::empty())), history: sample::empty_history(), reach: None };
    rig.answer(asked, Ok(ControlReply::Told(Box::new(Told::Past(past)))));
    rig.shows("PAST");
    rig.shows("UNPROVEN");
    rig.press("<End>");
    rig.hides("PAST");

    let commands = rig.press("ty");
    assert_eq!(acts(&commands), ["trip: by hand from the dashboard"]);
    rig.shows("TRIPPING…");
    rig.answer(number(&commands), Ok(ControlReply::Done { text: "tripped".to_owned() }));
    rig.picture(moved(BreakerLevel::Tripped));
    rig.shows("■ TRIPPED");
    rig.shows("r reset");
    rig.shows("╔");

    let commands = rig.press("fy");
    rig.answer(number(&commands), Ok(ControlReply::Done { text: "closing".to_owned() }));
    let mut closing = moved(BreakerLevel::Flattening);
    rig.picture(closing.clone());
    rig.shows("■ CLOSING");
    closing.positions.clear();
    closing.breaker.flat_at = Some(closing.at);
    rig.picture(closing);
    rig.shows("■ FLAT");

    let commands = rig.press("rRESET<Tab>seen and understood<Enter>");
    assert_eq!(acts(&commands), ["reset: seen and understood"]);
    rig.shows("RESETTING…");
    rig.picture(sample::usual());
    rig.answer(number(&commands), Ok(ControlReply::Done { text: "armed".to_owned() }));
    rig.shows("● ARMED");

    let commands = rig.press(":order 1207<Enter>");
    assert!(matches!(commands.as_slice(), [Command::Request(_, ControlRequest::Ask(_))]));
    rig.answer(number(&commands), Ok(ControlReply::Told(Box::new(Told::Order(sample::order_life())))));
    rig.shows(&sample::order_life().what);
    rig.press("<Esc>");

    rig.lost();
    rig.wait(Span::from_secs(9));
    rig.shows("LINK LOST");
    rig.news(crate::link::ViewerNews::Connected { pid: 7 });
    rig.hides("LINK LOST");
    assert_eq!(rig.press("q"), [Command::Leave(Farewell::Detached)]);
}

#[test]
fn a_session_by_keys() {
    for size in [(80, 24), (120, 40), (200, 60)] {
        session(size);
    }
}

#[test]
fn drawing_twice_gives_the_same_and_fits_every_size() {
    for (picture, history) in [
        (sample::empty(), sample::empty_history()),
        (sample::usual(), sample::usual_history()),
        (sample::on_fire(), sample::on_fire_history()),
    ] {
        for columns in (0..240).step_by(29) {
            for rows in (0..70).step_by(11) {
                let mut rig = Rig::of((columns, rows), picture.clone(), history.clone());
                for keys in ["", "?", "<Esc>:", "<Esc>t", "<Esc>3"] {
                    rig.press(keys);
                    assert_eq!(rig.buffer(), rig.buffer());
                }
            }
        }
    }
}
