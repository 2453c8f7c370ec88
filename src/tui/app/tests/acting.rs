//! Acting on the soak: what is sent, after which keys, and what the screen says meanwhile.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::rig::{Rig, acts, number};
use crate::link::{ControlReply, ViewerNews};
use crate::model::{BreakerLevel, Span};
use crate::snapshot::{Execution, Snapshot, sample};
use crate::tui::app::{Rights, Tie};
use crate::tui::msg::{Command, Farewell, Msg};
use crate::tui::panels::alerts::ordered;

const SIZE: (u16, u16) = (120, 40);

fn usual() -> Rig {
    Rig::of(SIZE, sample::usual(), sample::usual_history())
}

fn at(level: BreakerLevel) -> Rig {
    Rig::of(SIZE, moved(level), sample::usual_history())
}

fn moved(level: BreakerLevel) -> Snapshot {
    let mut picture = sample::usual();
    picture.breaker.level = level;
    picture
}

fn done(text: &str) -> ControlReply {
    ControlReply::Done { text: text.to_owned() }
}

#[test]
fn keys_send_what_they_should_and_only_after_their_confirmation() {
    #[track_caller]
    fn check(level: BreakerLevel, keys: &str, expect: &[&str]) {
        assert_eq!(acts(&at(level).press(keys)), expect, "{keys} while {level:?}");
    }
    const HAND: &str = "by hand from the dashboard";
    let by_hand = |verb: &str| format!("{verb}: {HAND}");
    let (armed, paused, tripped) = (BreakerLevel::Armed, BreakerLevel::Paused, BreakerLevel::Tripped);
    check(armed, "t", &[]);
    check(armed, "t<Enter>", &[&by_hand("trip")]);
    check(armed, "ty", &[&by_hand("trip")]);
    check(armed, "tn", &[]);
    check(armed, "t<Esc>y", &[]);
    check(armed, "tt", &[]);
    check(armed, "!", &[]);
    check(armed, "!!", &[&by_hand("trip")]);
    check(armed, "!!!!", &[&by_hand("trip")]);
    check(armed, "?!!", &[&by_hand("trip")]);
    check(armed, "p", &[&by_hand("pause")]);
    check(paused, "p", &[&by_hand("resume")]);
    check(tripped, "p", &[]);
    check(tripped, "t<Enter>", &[]);
    check(tripped, "!!", &[]);
    check(armed, "f", &[]);
    check(armed, "fy", &[&by_hand("flatten")]);
    check(tripped, "f<Enter>", &[&by_hand("flatten")]);
    check(armed, "r", &[]);
    check(tripped, "r<Enter><Enter>", &[]);
    check(tripped, "rRESET<Enter><Enter>", &[]);
    check(tripped, "rreset<Tab>odd fills<Enter>", &[]);
    check(tripped, "rRESET<Tab>odd fills<Esc>", &[]);
    check(tripped, "rRESET<Tab>odd fills<Enter>", &["reset: odd fills"]);
    check(tripped, "r<Tab>odd fills<Enter>RESET<Enter>", &["reset: odd fills"]);
    check(armed, "Q", &[]);
    check(armed, "QQQ", &[]);
    check(armed, "Qy", &[&by_hand("stop")]);
    check(armed, ":trip<Enter>", &[]);
    check(armed, ":trip odd fills<Enter>y", &["trip: odd fills"]);
    check(armed, ":pause lunch<Enter>", &["pause: lunch"]);
    check(tripped, ":reset it was the feed<Enter>RESET<Enter>", &["reset: it was the feed"]);
    check(armed, ":stop<Enter>n", &[]);
    check(armed, ":t!!<Enter>", &[]);
}

#[test]
fn alerts_are_acknowledged_the_chosen_one_or_the_loudest() {
    let picture = sample::on_fire();
    let ids: Vec<_> = ordered(&picture.alerts).into_iter().map(|alert| &alert.id).collect();
    let asked = |keys: &str| {
        let commands = Rig::of(SIZE, sample::on_fire(), sample::on_fire_history()).press(keys);
        format!("{commands:?}")
    };
    assert!(asked("a").contains(ids[0]));
    assert!(asked("3jja").contains(ids[1]));
    assert!(asked("A").contains("Acknowledge { alert: None }"));
    assert!(asked(":ack all<Enter>").contains("Acknowledge { alert: None }"));
    assert!(asked(&format!(":ack {}<Enter>", ids[1])).contains(ids[1]));
}

#[test]
fn a_question_names_what_will_happen() {
    let mut rig = Rig::of(SIZE, sample::on_fire(), sample::on_fire_history());
    rig.picture({
        let mut picture = sample::on_fire();
        picture.breaker.level = BreakerLevel::Armed;
        picture
    });
    let first = sample::on_fire().positions[0].symbol.to_string();
    rig.press("t");
    rig.shows("Positions stay open");
    rig.shows(&first);
    rig.press("nf");
    rig.shows("closes:");
    rig.shows(&first);
}

#[test]
fn a_fault_is_injected_only_after_it_was_read_and_confirmed() {
    #[track_caller]
    fn check(keys: &str, expect: &[&str], shows: &str) {
        let mut rig = Rig::of(SIZE, sample::rehearsed(), sample::usual_history());
        assert_eq!(acts(&rig.press(keys)), expect, "{keys}");
        rig.shows(shows);
    }
    check(":inject partition 30s<Enter>", &[], "partition 30s: nothing gets through, the stream is silent.");
    check(":inject partition 30s<Enter>n", &[], "◆ GAME DAY slow answers +1 3m");
    check(":inject partition 30s<Enter>y", &["inject: by hand from the dashboard"], "partition");
    check(":inject pric<Tab><Enter>y", &["inject: by hand from the dashboard"], "injecting… now");
    check(":inject<Enter>", &[], "inject FAULT LENGTH: what?");
    check(":inject partition<Enter>", &[], "partition for how long? such as partition 30s");
    check(":inject partition 9d<Enter>", &[], "the window's length 9d 00h is not between");
    check(":inject crash 1s<Enter>", &[], "crash is not for a running soak");
    check(":inj<Tab> str<Tab>", &[], ":inject stream_silent 30s");

    let mut rig = usual();
    assert!(rig.press(":inject partition 30s<Enter>").is_empty());
    rig.shows("this soak takes no faults on purpose: set game_day.enabled = true in soak.toml");

    let mut rig = Rig::of(SIZE, sample::rehearsed(), sample::usual_history());
    let asked = number(&rig.press(":inject reply_lost 30s label=lost<Enter>y"));
    rig.shows("injecting…");
    rig.answer(asked, Ok(done("reply_lost 30s label=lost is injected")));
    rig.shows("injecting…");
    let mut open = sample::rehearsed();
    for window in open.game_day.iter_mut().flat_map(|game_day| &mut game_day.open) {
        window.label = "lost".to_owned();
    }
    rig.picture(open);
    rig.hides("injecting…");
}

#[test]
fn nothing_has_happened_until_a_picture_says_so() {
    let mut rig = usual();
    rig.shows("● ARMED");
    let asked = number(&rig.press("ty"));
    rig.shows("TRIPPING… now");
    rig.wait(Span::from_secs(3));
    rig.shows("TRIPPING… 3s");
    rig.hides("● ARMED");
    rig.answer(asked, Ok(done("tripped: nothing that adds exposure leaves")));
    rig.shows("TRIPPING…");
    rig.shows(" tripped: nothing that adds exposure leaves");
    rig.picture(moved(BreakerLevel::Tripped));
    rig.hides("TRIPPING…");
    rig.shows("■ TRIPPED");

    rig.press("fy");
    rig.shows("FLATTENING…");
    rig.picture(moved(BreakerLevel::Flattening));
    rig.shows("■ CLOSING");
    rig.hides("FLAT ");
    let mut flat = moved(BreakerLevel::Flattening);
    flat.breaker.flat_at = Some(flat.at);
    rig.picture(flat);
    rig.shows("■ FLAT");
}

#[test]
fn what_was_refused_or_not_answered_is_told() {
    let mut rig = usual();
    let asked = number(&rig.press("p"));
    rig.shows("PAUSING…");
    rig.answer(asked, Ok(ControlReply::Refused { text: "the soak has ended".into() }));
    rig.shows("pause refused: the soak has ended");
    rig.shows("● ARMED");

    let asked = number(&rig.press("ty"));
    rig.answer(asked, Err("the link was lost".into()));
    rig.shows("trip: no answer, it may have been done: the link was lost");
    rig.shows("● ARMED");

    rig.press("ty");
    rig.wait(Span::from_secs(30));
    rig.shows("trip: no answer came, it may have been done");
}

#[test]
fn an_act_that_hangs_can_be_asked_again_but_not_at_once() {
    let mut rig = usual();
    assert_eq!(acts(&rig.press("tyty")).len(), 1);
    rig.wait(Span::from_secs(2));
    assert_eq!(acts(&rig.press("ty")).len(), 1);
}

#[test]
fn the_second_exclamation_mark_has_to_follow_within_a_second() {
    let mut rig = usual();
    rig.press("!");
    rig.shows("! again within a second trips");
    rig.wait(Span::from_secs(1));
    rig.hides("! again");
    assert!(rig.press("!").is_empty());
    assert_eq!(acts(&rig.press("!")).len(), 1);
}

#[test]
fn a_key_held_down_confirms_nothing() {
    let enter = || Msg::Key(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE));
    let mut rig = usual();
    rig.press(":trip");
    // The same Enter that opened the question repeats, for seconds.
    for _ in 0..30 {
        assert!(rig.send(enter()).is_empty());
    }
    rig.shows("Trip the breaker");
    rig.wait(Span::from_secs(1));
    assert_eq!(acts(&rig.send(enter())).len(), 1);
}

#[test]
fn pasted_text_confirms_nothing() {
    for text in ["y", "\n", "y\n", "!!"] {
        let mut rig = usual();
        rig.press("t");
        assert!(rig.send(Msg::Paste(text.into())).is_empty());
        rig.shows("Trip the breaker");
        rig.press("<Esc>");
        assert!(rig.send(Msg::Paste(text.into())).is_empty());
    }
    let mut rig = at(BreakerLevel::Tripped);
    rig.press("r");
    rig.send(Msg::Paste("RESET".into()));
    assert!(acts(&rig.press("<Tab>why<Enter>")).is_empty());
    rig.press("<Tab>");
    // Faster than anybody reads: text pasted into a terminal that does not mark it.
    let mut rig = usual();
    rig.press("t");
    rig.now = rig.now - Span::from_millis(190);
    assert!(rig.press("y").is_empty());
}

#[test]
fn a_viewer_that_may_only_read_sends_nothing() {
    for keys in [
        "t",
        "!!",
        "p",
        "f",
        "r",
        "a",
        "A",
        "Q",
        ":trip<Enter>",
        ":stop<Enter>",
        ":resume<Enter>",
        ":inject partition 3s<Enter>",
    ] {
        let mut rig = Rig::of(SIZE, sample::on_fire(), sample::on_fire_history());
        rig.model.rights = Rights::ReadOnly;
        assert!(rig.press(keys).is_empty(), "{keys}");
        rig.shows("read-only");
        rig.hides("a ack");
        rig.hides("r reset");
        assert!(acts(&rig.press("<Enter>y")).is_empty(), "{keys}");
    }
}

#[test]
fn over_a_lost_link_only_what_protects_is_tried() {
    #[track_caller]
    fn check(keys: &str, expect: &[&str]) {
        let mut rig = usual();
        rig.lost();
        assert_eq!(acts(&rig.press(keys)), expect, "{keys}");
    }
    check("t<Enter>", &["trip: by hand from the dashboard"]);
    check("!!", &["trip: by hand from the dashboard"]);
    check("fy", &["flatten: by hand from the dashboard"]);
    check("p", &[]);
    check("A", &[]);
    check("Qy", &[]);
    let mut rig = usual();
    rig.lost();
    rig.press("p");
    rig.shows("the link is lost, only t, ! and f are tried");
}

#[test]
fn a_question_over_a_lost_link_says_how_old_its_picture_is() {
    let mut rig = usual();
    rig.lost();
    rig.wait(Span::from_secs(40));
    rig.press("t");
    rig.shows("this is how it stood 40s ago");
}

#[test]
fn what_is_under_way_is_seen_on_every_screen() {
    for size in [(40, 10), (80, 24), (200, 60)] {
        for mut rig in [Rig::silent(size), Rig::of(size, sample::usual(), sample::usual_history())] {
            rig.press("!");
            rig.shows("! again");
            rig.press("!");
            rig.shows("TRIPPING");
        }
    }
}

#[test]
fn acting_lets_a_picture_that_stands_still_go_on() {
    let mut rig = usual();
    rig.press(" ");
    rig.shows("FROZEN");
    rig.press("t");
    rig.hides("FROZEN");
}

#[test]
fn leaving_says_what_it_means() {
    #[track_caller]
    fn check(tie: Tie, keys: &str, expect: &[Farewell]) {
        let mut rig = usual();
        rig.model.tie = tie;
        let commands = rig.press(keys);
        let leaves: Vec<_> = expect.iter().cloned().map(Command::Leave).collect();
        assert_eq!(commands, leaves, "{keys}");
    }
    check(Tie::Attached, "q", &[Farewell::Detached]);
    check(Tie::Attached, "<C-c>", &[Farewell::Detached]);
    check(Tie::Attached, "?<C-c>", &[]);
    check(Tie::Attached, ":detach<Enter>", &[Farewell::Detached]);
    check(Tie::Foreground, "q", &[]);
    check(Tie::Foreground, "<C-c>", &[]);
    let mut rig = usual();
    rig.model.tie = Tie::Foreground;
    assert_eq!(acts(&rig.press("qy")), ["stop: by hand from the dashboard"]);

    let mut rig = usual();
    let asked = number(&rig.press("Qy"));
    rig.shows("STOPPING…");
    assert_eq!(rig.answer(asked, Ok(done("stopping"))), [Command::Leave(Farewell::Stopped)]);
    let mut rig = usual();
    rig.press("Qy");
    let over = ViewerNews::Over { text: "stopped".into() };
    assert_eq!(rig.news(over.clone()), [Command::Leave(Farewell::Stopped)]);
    let mut rig = usual();
    assert!(rig.news(over).is_empty());
    rig.shows("THE SOAK HAS ENDED");
    assert!(rig.press("t").is_empty());
    rig.shows("the soak has ended");
    assert_eq!(rig.press("q"), [Command::Leave(Farewell::Ended("stopped".into()))]);
    assert_eq!(usual().send(Msg::AskedToEnd), [Command::Leave(Farewell::Detached)]);
}

#[test]
fn real_money_is_named_in_the_question() {
    let mut rig = usual();
    let mut picture = sample::usual();
    picture.soak.execution = Execution::Live;
    rig.picture(picture);
    rig.press("f");
    rig.shows("LIVE: REAL MONEY");
}
