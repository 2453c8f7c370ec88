//! Every end leaves the terminal as it was found, and says what becomes of the soak.

use rustix::process::Signal;

use super::place::{Place, SHOWN};
use super::terminal::Terminal;

#[test]
fn every_end_leaves_the_terminal_as_it_was_found() {
    let place = Place::with_soak();
    let attach = |keys: &str, signal: Option<Signal>| {
        let mut terminal = Terminal::start(&place, &["attach", "week"], (100, 30));
        terminal.shows(&SHOWN);
        terminal.press(keys);
        if let Some(signal) = signal {
            terminal.signal(signal);
        }
        let (code, said) = terminal.ended();
        terminal.is_left_as_found();
        assert!(said.contains("soak attach week"), "it says how to come back: {said}");
        assert!(said.contains("soak stop week"), "it says how to stop: {said}");
        assert_eq!(code, 0);
    };
    attach("q", None);
    // ctrl-c and ctrl-\ are keys here; the line sends no signal for them.
    attach("\x03", None);
    attach("", Some(Signal::TERM));
    attach("t", Some(Signal::INT));
    attach("?", Some(Signal::HUP));
    assert_eq!(place.status("week")["state"], "running");
    assert_eq!(place.status("week")["breaker"]["level"], "armed", "a question was no act");
}

#[test]
fn a_suspended_dashboard_gives_the_terminal_back_and_takes_it_again() {
    let place = Place::with_soak();
    let mut terminal = Terminal::start(&place, &["attach", "week"], (100, 30));
    terminal.shows(&SHOWN);
    terminal.press("\x1a");
    terminal.until_mode("the screen of the shell", |screen| {
        !screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste()
    });
    terminal.signal(Signal::CONT);
    terminal.until_mode("the alternate screen again", vt100::Screen::alternate_screen);
    terminal.shows(&SHOWN);
    terminal.press("q");
    assert_eq!(terminal.ended().0, 0);
    terminal.is_left_as_found();
}

#[test]
fn in_the_foreground_leaving_stops_and_asks_first() {
    let place = Place::new();
    let arguments = ["run", "--foreground", "--name", "here", "--seed", "7"];
    let mut terminal = Terminal::start(&place, &arguments, (100, 30));
    terminal.shows(&["here", "PAPER", "ARMED"]);
    terminal.press("q");
    terminal.shows(&["Stop here", "leaving ends it"]);
    terminal.answer("n");
    terminal.hides(&["Stop here"]);
    assert_eq!(place.status("here")["state"], "running");
    terminal.press("q");
    terminal.shows(&["Stop here"]);
    terminal.answer("y");
    let (code, said) = terminal.ended();
    assert_eq!(code, 0, "{said}");
    terminal.is_left_as_found();
    assert_eq!(place.status("here")["state"], "ended");
}

#[test]
fn a_soak_in_the_foreground_outlives_its_terminal() {
    let place = Place::new();
    let arguments = ["run", "--foreground", "--name", "here", "--seed", "7"];
    let mut terminal = Terminal::start(&place, &arguments, (100, 30));
    terminal.shows(&["here", "PAPER", "ARMED"]);
    terminal.hang_up();
    let mut other = Terminal::start(&place, &["attach", "here"], (100, 30));
    other.shows(&["here", "PAPER", "ARMED"]);
    other.press("Q");
    other.shows(&["Stop here"]);
    other.answer("y");
    let (code, said) = other.ended();
    assert_eq!((code, said.contains("here has stopped")), (0, true), "{said}");
    assert_eq!(terminal.ended().0, 0);
}

#[test]
fn running_it_again_shows_what_runs_and_changes_nothing() {
    let place = Place::with_soak();
    let pid = place.status("week")["pid"].clone();
    let mut terminal = Terminal::start(&place, &["run", "--name", "week", "--seed", "8"], (100, 30));
    terminal.shows(&SHOWN);
    terminal.press("q");
    let (code, said) = terminal.ended();
    assert_eq!((code, said.contains("week runs already")), (0, true), "{said}");
    assert_eq!(place.status("week")["pid"], pid);
}
