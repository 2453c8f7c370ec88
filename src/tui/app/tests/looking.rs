//! Ways of looking: panels, rows, filters, overlays, and what changes the screen at all.

use super::rig::{Rig, number};
use crate::link::{Broadcast, ControlReply, Told, ViewerNews};
use crate::model::Span;
use crate::snapshot::sample;
use crate::tui::app::view_name;
use crate::tui::msg::{Command, Msg};
use crate::tui::panels::Panel;

const SIZE: (u16, u16) = (120, 40);

fn on_fire() -> Rig {
    Rig::of(SIZE, sample::on_fire(), sample::on_fire_history())
}

#[test]
fn keys_choose_panels() {
    #[track_caller]
    fn check(size: (u16, u16), keys: &str, panel: Panel, zoomed: bool) {
        let mut rig = Rig::of(size, sample::on_fire(), sample::on_fire_history());
        rig.press(keys);
        assert_eq!((rig.model.look.focus, rig.model.look.is_zoomed()), (panel, zoomed), "{keys}");
    }
    check(SIZE, "<Tab>", Panel::Positions, false);
    check(SIZE, "<BackTab>", Panel::Checklist, false);
    check((200, 60), "<BackTab>", Panel::Events, false);
    check(SIZE, "ll", Panel::Alerts, false);
    check(SIZE, "j", Panel::Positions, false);
    check(SIZE, "l<Enter>", Panel::Positions, true);
    check(SIZE, "7", Panel::Events, true);
    check(SIZE, "70", Panel::Pnl, false);
    check(SIZE, "5<Right>", Panel::Checklist, true);
    check(SIZE, "4z", Panel::Latency, false);
    check(SIZE, "4<Esc>", Panel::Latency, false);
    check(SIZE, ":view alerts<Enter>", Panel::Alerts, true);
    check(SIZE, ":view pos<Enter>", Panel::Positions, true);
    check(SIZE, "/", Panel::Events, true);
}

#[test]
fn every_panel_is_shown_by_its_digit() {
    for (digit, panel) in ('1'..).zip(Panel::ALL) {
        let mut rig = on_fire();
        rig.press(&digit.to_string());
        assert_eq!(rig.model.look.focus, panel, "{}", view_name(panel));
    }
}

#[test]
fn a_chosen_row_stays_chosen_when_rows_come() {
    let mut rig = on_fire();
    rig.press("7kkk");
    let chosen = |rig: &Rig| {
        let row = rig.model.look.selected(Panel::Events).unwrap();
        super::super::rows::shown(&rig.model, Panel::Events)[row].clone()
    };
    let before = chosen(&rig);
    let mut history = sample::on_fire_history();
    let mut newer = history.events.last().unwrap().clone();
    newer.text = "something new".to_owned();
    history.events.push(newer);
    rig.history(history);
    assert_eq!(chosen(&rig), before);
}

#[test]
fn esc_takes_back_one_thing_at_a_time() {
    let mut rig = on_fire();
    rig.press("/eth<Enter>N");
    rig.press("<Esc>");
    assert!(rig.model.look.filter(Panel::Events).is_empty());
    rig.press("k<Esc>");
    assert_eq!(rig.model.look.selected(Panel::Events), None);
    assert!(rig.model.look.is_zoomed());
    rig.press("<Esc>");
    assert!(!rig.model.look.is_zoomed());
    rig.press(" <Esc>");
    assert!(rig.model.frozen.is_none());
}

#[test]
fn a_filter_keeps_what_holds_the_text() {
    let mut rig = on_fire();
    let rows = |rig: &Rig| super::super::rows::shown(&rig.model, Panel::Events).len();
    let all = rows(&rig);
    rig.press("/ZZZ");
    assert_eq!(rows(&rig), 0);
    rig.press("<Backspace><Backspace><Backspace>eth<Enter>");
    let some = rows(&rig);
    assert!(0 < some && some < all, "{some} of {all}");
    rig.press("N");
    assert_eq!(rig.model.look.selected(Panel::Events), Some(some - 1));
    rig.press("NnN");
    assert_eq!(rig.model.look.selected(Panel::Events), Some(some - 2));
    rig.press("n");
    assert_eq!(rig.model.look.selected(Panel::Events), Some(some - 1));
    rig.press("n");
    assert_eq!(rig.model.look.selected(Panel::Events), None);
    rig.press("<Esc>");
    assert_eq!(rows(&rig), all);
    rig.press(":filter eth<Enter>");
    assert_eq!(rows(&rig), some);
}

#[test]
fn an_orders_life_is_asked_for_and_shown() {
    let mut rig = on_fire();
    let commands = rig.press(":order 19<Enter>");
    assert!(matches!(commands.as_slice(), [Command::Request(..)]), "{commands:?}");
    rig.shows("reading the journal");
    let life = sample::order_life();
    let what = life.what.clone();
    rig.answer(number(&commands), Ok(ControlReply::Told(Box::new(Told::Order(life)))));
    rig.shows(&what);
    rig.press("<Esc>");
    rig.hides(&what);
    let commands = rig.press(":order 20<Enter>");
    rig.answer(
        number(&commands),
        Ok(ControlReply::Refused { text: format!("no {} order 20", "such ".repeat(50)) }),
    );
    rig.shows("order 20 cannot be told");
    rig.shows("such order 20");
    assert!(rig.press("<Esc>:order x<Enter>").is_empty());
    rig.shows("is no order's number");
}

#[test]
fn the_command_line_completes_and_remembers() {
    let mut rig = on_fire();
    rig.press(":fla<Tab>");
    assert_eq!(rig.model.palette().unwrap().line.text(), "flatten");
    rig.press("<Esc>:theme pap<Tab><Enter>");
    assert_eq!(rig.model.theme().name, "paper-white");
    rig.press(":<Up>");
    assert_eq!(rig.model.palette().unwrap().line.text(), "theme paper-white");
    rig.press("<Esc>:ack <Tab>");
    let first = sample::on_fire().alerts[0].id.clone();
    assert_eq!(rig.model.palette().unwrap().line.text(), format!("ack {first}"));
    rig.press("<Esc>:nonsense<Enter>");
    rig.shows("no command \"nonsense\"");
}

#[test]
fn a_frozen_picture_stands_and_the_soak_goes_on() {
    let mut rig = on_fire();
    rig.press(" ");
    let equity = rig.model.shown().unwrap().pnl.equity;
    rig.picture(sample::usual());
    assert_eq!(rig.model.shown().unwrap().pnl.equity, equity);
    rig.wait(Span::from_secs(12));
    rig.shows("FROZEN  12s ago");
    rig.press(" ");
    assert_eq!(rig.model.shown(), Some(&sample::usual()));
}

#[test]
fn a_lost_link_keeps_the_last_picture_and_its_age() {
    let mut rig = on_fire();
    rig.lost();
    rig.wait(Span::from_secs(40));
    rig.shows("LINK LOST");
    rig.shows("last heard 40s ago");
    rig.shows("connection refused");
    assert!(rig.model.shown().is_some());
    rig.news(ViewerNews::Connected { pid: 4712 });
    rig.hides("LINK LOST");
}

#[test]
fn nothing_is_drawn_when_nothing_has_changed() {
    let mut rig = Rig::of(SIZE, sample::usual(), sample::usual_history());
    assert!(rig.model.take_changed());
    assert!(!rig.model.take_changed());
    assert!(!rig.model.wants_tick());
    for msg in [
        Msg::Tick,
        Msg::News(ViewerNews::Heard(Broadcast::Still)),
        Msg::News(ViewerNews::Heard(Broadcast::Picture(Box::new(sample::usual())))),
        Msg::News(ViewerNews::Heard(Broadcast::History(Box::new(sample::usual_history())))),
        Msg::Paste("text".to_owned()),
    ] {
        rig.send(msg);
        assert!(!rig.model.take_changed());
    }
    rig.send(Msg::Resized(80, 24));
    assert!(rig.model.take_changed());
}

#[test]
fn a_notice_goes_away_by_itself() {
    let mut rig = Rig::of(SIZE, sample::usual(), sample::usual_history());
    rig.press("T");
    rig.shows("theme paper-white");
    assert!(rig.model.wants_tick());
    rig.wait(Span::from_secs(6));
    rig.hides("theme paper-white");
    assert!(!rig.model.wants_tick());
}

#[test]
fn the_rest_of_the_keys_do_what_help_says() {
    let mut rig = on_fire();
    assert_eq!(rig.press("m"), [Command::Mouse(true)]);
    assert_eq!(rig.press("m"), [Command::Mouse(false)]);
    assert_eq!(rig.press("<C-l><C-z>"), [Command::Redraw, Command::Suspend]);
    assert_eq!(rig.send(Msg::Continued), [Command::Redraw]);
    // Until somebody chooses, the range is the shortest that holds the soak.
    rig.shows("═ whole soak ═");
    rig.press("1w");
    rig.shows("curve of 1h");
    rig.press("4w");
    rig.shows("latency of the soak");
    rig.press("2s");
    rig.shows("positions by");
    rig.press("?");
    rig.shows("Act on the soak");
    rig.press("t");
    rig.hides("Act on the soak");
}
