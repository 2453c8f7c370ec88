//! Acting on the soak: what is asked first, what happens at once, and who may do nothing.

use super::place::{Place, SHOWN};
use super::terminal::Terminal;

#[test]
fn two_marks_trip_at_once_and_every_dashboard_sees_it() {
    let place = Place::with_soak();
    let mut one = Terminal::start(&place, &["attach", "week"], (120, 40));
    let mut other = Terminal::start(&place, &["attach", "week"], (80, 24));
    one.shows(&SHOWN);
    other.shows(&SHOWN);
    one.press("!!");
    one.shows(&["TRIPPED"]);
    other.shows(&["TRIPPED"]);
    // Nothing adds exposure any more, and what is held is closed on request.
    other.press("f");
    other.shows(&["Flatten week"]);
    other.answer("y");
    one.shows(&["FLAT"]);
    let breaker = place.status("week")["breaker"].clone();
    assert_eq!(breaker["level"], "flattening");
    assert!(breaker["flat_at"].is_i64(), "FLAT is what the venue says: {breaker}");
}

#[test]
fn entries_are_paused_and_let_go_on_by_one_key() {
    let place = Place::with_soak();
    let mut terminal = Terminal::start(&place, &["attach", "week"], (120, 40));
    terminal.shows(&SHOWN);
    terminal.press("p");
    terminal.shows(&["PAUSED"]);
    assert_eq!(place.status("week")["breaker"]["level"], "paused");
    terminal.press("p");
    terminal.shows(&["ARMED"]);
    assert_eq!(place.status("week")["breaker"]["level"], "armed");
}

#[test]
fn no_and_a_wrong_word_do_nothing() {
    let place = Place::with_soak();
    let mut terminal = Terminal::start(&place, &["attach", "week"], (120, 40));
    terminal.shows(&SHOWN);
    terminal.press("t");
    terminal.shows(&["Trip the breaker"]);
    terminal.answer("n");
    terminal.shows(&["trip: not done"]);
    terminal.press("!!");
    terminal.shows(&["TRIPPED"]);
    terminal.press("r");
    terminal.shows(&["type RESET"]);
    // The word in small letters, and no reason: the form stays.
    terminal.press("reset\r");
    terminal.shows(&["type RESET"]);
    terminal.press("\x1b");
    terminal.shows(&["reset: not done"]);
    assert_eq!(place.status("week")["breaker"]["level"], "tripped");
}

#[test]
fn who_only_watches_can_do_nothing() {
    let place = Place::with_soak();
    let mut terminal = Terminal::start(&place, &["attach", "week", "--read-only"], (120, 40));
    terminal.shows(&SHOWN);
    for key in ["t", "!!", "p", "f", "r", "Q", "A"] {
        terminal.press(key);
        terminal.shows(&["read-only:"]);
        // Esc takes the words away, and there is no question behind them to say yes to.
        terminal.press("\x1b");
        terminal.hides(&["read-only:"]);
        terminal.press("y");
    }
    let status = place.status("week");
    assert_eq!((&status["breaker"]["level"], &status["state"]), (&"armed".into(), &"running".into()));
    terminal.press("q");
    assert_eq!(terminal.ended().0, 0);
}
