//! A fault that is injected on purpose: marked while it lasts, and nothing else.

use super::Rig;
use super::rig::accepted;
use crate::event::{GameDay, Input, Latched, OperatorCommand, Purpose, Record, Route};
use crate::model::{Side, Span};

fn open(rig: &mut Rig, label: &str) {
    let until = rig.now + Span::from_secs(60);
    rig.input(Input::GameDay(GameDay::Opened { label: label.to_owned(), until }));
}

fn close(rig: &mut Rig, label: &str) {
    rig.input(Input::GameDay(GameDay::Closed { label: label.to_owned() }));
}

#[test]
fn a_window_is_marked_while_it_is_open_and_holds_nothing_back() {
    let mut rig = Rig::trading();
    open(&mut rig, "partition");
    open(&mut rig, "slow");
    assert_eq!(rig.alerts(), ["game_day:partition", "game_day:slow"]);
    assert_eq!(rig.state.entries_block(), None);
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    let order = rig.take(Route::Order);
    rig.reply(&order, accepted(&order));
    close(&mut rig, "partition");
    assert_eq!(rig.alerts(), ["game_day:slow"]);
    close(&mut rig, "slow");
    close(&mut rig, "never opened");
    assert_eq!(rig.alerts(), Vec::<String>::new());
}

#[test]
fn acknowledging_it_leaves_it_standing_and_its_end_clears_it() {
    let mut rig = Rig::trading();
    open(&mut rig, "partition");
    rig.operator(OperatorCommand::Acknowledge { alert: None }, "");
    assert_eq!(rig.alerts(), ["game_day:partition"]);
    close(&mut rig, "partition");
    assert_eq!(rig.alerts(), Vec::<String>::new());
}

#[test]
fn a_window_whose_process_was_killed_does_not_stand_for_ever() {
    let mut rig = Rig::trading();
    open(&mut rig, "crash");
    let resumed = || Input::Resumed { latched: Latched::Open, rules: None, venue_is_local: true };
    rig.input(resumed());
    assert_eq!(rig.alerts(), Vec::<String>::new());
    let cleared = rig.records.iter().any(
        |record| matches!(record, Record::Alert(row) if row.id == "game_day:crash" && row.cleared_at.is_some()),
    );
    assert!(cleared, "its row says when it ended");
    open(&mut rig, "crash");
    assert_eq!(rig.alerts(), ["game_day:crash"], "if it is still on, it is opened anew");
    close(&mut rig, "crash");
    rig.input(resumed());
    assert_eq!(rig.alerts(), Vec::<String>::new());
}
